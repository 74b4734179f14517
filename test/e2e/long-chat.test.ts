import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { longChat } from '../helpers/long-chat.ts'
import { comes, composerOf, needsBrowser, noLimits, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: long chats')
const mostNodes = 6_000

test(`a chat of 1,000 messages never has more than ${mostNodes} nodes in the page`, options, async t => {
  const { url } = await startApp(t, { ...noLimits, BODY_LIMIT: '64mb' })
  const visitor = await visit(t, url)
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  await page.getByRole('button', { name: 'Your menu, ana' }).click()
  await page.getByRole('menuitem', { name: 'Import chats …' }).click()
  await page.locator('[data-import]').setInputFiles({ name: 'long.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(longChat(1_000))) })
  await page.getByRole('button', { name: 'Import 1 chat' }).click()
  await page.getByText('1 imported').waitFor()
  await page.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('link', { name: 'A long chat' }).click()
  const log = page.getByRole('log')
  await log.getByText('Answer 999', { exact: true }).waitFor()
  const nodes = () => page.evaluate("document.querySelectorAll('*').length") as Promise<number>
  const counts = [await nodes()]
  await log.hover()
  const beginning = log.getByText('Question 0', { exact: true })
  for (let turn = 0; turn < 400 && !await beginning.isVisible(); turn++) {
    await page.mouse.wheel(0, -6000)
    await page.waitForTimeout(120)
    counts.push(await nodes())
  }
  // what is above of what one sees is measured when it is drawn, which may push the beginning out of sight again
  const isReached = await comes(async () => {
    if (!await beginning.isVisible()) await page.mouse.wheel(0, -6000)
    await page.waitForTimeout(120)
    return await beginning.isVisible()
  }, true)
  t.ok(isReached, 'the beginning can be reached')
  t.ok(Math.max(...counts) < mostNodes, `at most ${Math.max(...counts)} nodes`)
  await page.getByRole('button', { name: 'Jump to the latest' }).click()
  await log.getByText('Answer 999', { exact: true }).waitFor()
  await composerOf(page).waitFor()
  t.same(visitor.complaints, [])
})
