import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, composerOf, needsBrowser, noLimits, password, say, seen, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: without a network')
const mayFail = /net::ERR_|WebSocket|Failed to load resource/

test('opens without a network and shows the chats that were read; the worker never touches the API', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url, { mayFail })
  const { page, context } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, '[echo] [delay 0] to be read later')
  await answers(page, 'complete').waitFor()
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  await page.reload()
  await answers(page, 'complete').waitFor()
  await page.evaluate("navigator.serviceWorker.controller !== null || new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', resolve))")
  await page.waitForTimeout(3000)
  t.notMatch(await page.evaluate("caches.keys().then(names => Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(({ url }) => url)))).then(lists => lists.flat().join(' '))"), /\/api|socket\.io/)
  await context.setOffline(true)
  await page.reload()
  await answers(page, 'complete').getByText('to be read later').waitFor()
  t.ok(await seen(page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /to be read later/ })))
  await context.setOffline(false)
  await say(page, '[echo] [delay 0] and back')
  await answers(page, 'complete').filter({ hasText: 'and back' }).waitFor()

  await page.getByRole('button', { name: 'Your menu, ana' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
  t.ok(await page.evaluate('(async () => { for (let turn = 0; turn < 100; turn++) { if ((await caches.keys()).length === 0) return true; await new Promise(resolve => setTimeout(resolve, 50)) } return false })()'), 'nothing is left in the caches')
  await composerOf(page).waitFor({ state: 'detached' })

  await page.getByLabel('User name or e-mail').fill('ana')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await answers(page, 'complete').filter({ hasText: 'and back' }).waitFor()
  await page.getByRole('link', { name: 'New chat' }).first().click()
  // all that it needs is kept again, although nothing of it was asked for
  t.ok(await page.evaluate("(async () => { for (let turn = 0; turn < 600; turn++) { if (await caches.match('/', { ignoreVary: true }) !== undefined && (await (await caches.open('parlance-assets')).keys()).length > 10) return true; await new Promise(resolve => setTimeout(resolve, 50)) } return false })()"), 'who signs in can go offline again')
  await context.setOffline(true)
  await page.reload()
  await composerOf(page).waitFor()
  t.same(visitor.complaints, [])
})
