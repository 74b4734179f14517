import { test } from 'tap'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { answers, comes, composerOf, needsBrowser, noLimits, say, signUp, textOf, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: a server that is killed')
/** What a browser says about a network that is not there. */
const mayFail = /net::ERR_|WebSocket|Failed to load resource/

test('a server that is killed in the middle of an answer and comes back: what came is there, with Continue', options, async t => {
  const environment = { ...noLimits, DATA_DIR: await createDataDir(t), AUTO_TITLE: 'words', ADMIN_API_KEY: 'plk_the-key-of-this-test' }
  const first = await startProcess(t, environment)
  const { port } = new URL(first.url)
  const visitor = await visit(t, first.url, { mayFail })
  const { page } = visitor
  await signUp(visitor, first.url, 'ana')
  await say(page, 'A slow one [length 2000] [delay 40]')
  await answers(page, 'streaming').getByText('You asked').waitFor()
  await page.waitForTimeout(1500)
  await first.stop('SIGKILL')
  await page.getByText('Reconnecting …').waitFor()
  await composerOf(page).fill('a draft meanwhile')
  await startProcess(t, { ...environment, PORT: port })
  await answers(page, 'interrupted').getByText('The server stopped while the answer was being written.').waitFor()
  t.match(await textOf(answers(page, 'interrupted'), /You asked “A slow one/), /You asked “A slow one/, 'what came is there')
  t.equal(await comes(() => composerOf(page).inputValue(), 'a draft meanwhile'), 'a draft meanwhile')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await answers(page, 'streaming').waitFor()
  t.same(visitor.complaints, [])
})
