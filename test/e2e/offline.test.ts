import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, composerOf, needsBrowser, noLimits, password, say, seen, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: a network that goes away')
/** What a browser says about a network that is not there. */
const mayFail = /net::ERR_|WebSocket|Failed to load resource/

test('offline and back: the chat can be read, what is asked waits, and is sent when the network is back', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url, { mayFail })
  const { page, context } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, '[echo] [delay 0] before')
  await answers(page, 'complete').waitFor()
  await context.setOffline(true)
  await page.getByText('Offline: messages will be sent when you are back').waitFor()
  t.ok(await seen(page.getByRole('log').getByText('before').first()))
  await say(page, '[echo] [delay 0] after')
  await page.getByRole('list', { name: 'Waiting to be sent' }).waitFor()
  await context.setOffline(false)
  await answers(page, 'complete').filter({ hasText: 'after' }).waitFor()
  t.equal(await page.getByRole('list', { name: 'Waiting to be sent' }).count(), 0)
  t.same(visitor.complaints, [])
})

test('a chat that was seen for a moment is there offline, also when its page never got to say goodbye', options, async t => {
  const { url } = await startApp(t, noLimits)
  const first = await visit(t, url, { mayFail })
  await signUp(first, url, 'ana')
  await say(first.page, '[echo] [delay 0] seen for a moment')
  await answers(first.page, 'complete').waitFor()
  await first.page.waitForURL(/\/chat\//)

  const { page, context } = await visit(t, url, { mayFail: /./ })
  await page.goto(url)
  await page.getByLabel('User name or e-mail').fill('ana')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await composerOf(page).waitFor()
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  await page.close()
  const reading = await context.newPage()
  await reading.goto(first.page.url())
  await answers(reading, 'complete').getByText('seen for a moment').waitFor()
  await reading.waitForTimeout(500)
  const died = reading.waitForEvent('crash')
  reading.goto('chrome://crash').catch(() => {})
  await died
  await reading.close()
  await context.setOffline(true)
  const later = await context.newPage()
  await later.goto(first.page.url())
  t.ok(await seen(answers(later, 'complete').getByText('seen for a moment')))
})

test('a connection that breaks in the middle of an answer is taken up again, without a gap', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url, { mayFail })
  const { page, context } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, '[length 120] [delay 60] hold on')
  await answers(page, 'streaming').getByText('You asked').waitFor()
  await context.setOffline(true)
  await page.waitForTimeout(1500)
  await context.setOffline(false)
  await answers(page, 'complete').waitFor()
  const shown = await answers(page, 'complete').locator('.markdown').innerText()
  await page.reload()
  await answers(page, 'complete').waitFor()
  t.equal(shown, await answers(page, 'complete').locator('.markdown').innerText(), 'what was shown is what was saved')
  t.same(visitor.complaints, [])
})
