import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, comes, composerOf, needsBrowser, noLimits, password, say, seen, signUp, textOf, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: a first visit')

test('from the very first visit to the first streamed answer', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url)
  const { page } = visitor
  await page.goto(url)
  await page.getByRole('heading', { name: 'Welcome to Parlance' }).waitFor()
  t.ok(await seen(page.getByText('The first account becomes the admin.')), 'an empty house offers its first account')
  await signUp(visitor, url, 'ana')

  await say(page, 'Hello there [length 100] [delay 30]')
  t.ok(await seen(page.locator('[data-role=user]').getByText('Hello there')), 'the question is there at once')
  await answers(page, 'streaming').getByText('You asked').waitFor()
  t.ok(await seen(page.getByRole('button', { name: 'Stop generating' })), 'it can be stopped while it comes')
  await answers(page, 'complete').waitFor()
  t.match(new URL(page.url()).pathname, /^\/chat\/cht_/)
  t.match(await textOf(answers(page, 'complete'), /You asked “Hello there/), /You asked “Hello there/)
  t.ok(await seen(page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Hello there/ })), 'the chat is in the sidebar')
  t.equal(await comes(() => page.evaluate('document.activeElement.tagName'), 'TEXTAREA'), 'TEXTAREA', 'the next question can be written at once')
  t.same(visitor.complaints, [], 'the browser has nothing to complain about')
  t.same(visitor.strangers, [], 'nobody else is asked for anything')
})

test('the access token is nowhere but in memory, and a reload goes on by the cookie', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url)
  const { page, context } = visitor
  await signUp(visitor, url, 'ana')
  const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')
  t.notMatch(kept, /eyJ|plr_/)
  const cookie = (await context.cookies(`${url}/api/v1/auth/refresh`))[0]
  t.match(cookie, { httpOnly: true, sameSite: 'Strict' })
  await page.reload()
  await composerOf(page).waitFor()
  t.same(visitor.complaints, [])
})

test('who signs out leaves nothing behind, and the next one is asked to sign in', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url)
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, 'A secret of mine [length 5] [delay 0]')
  await answers(page, 'complete').waitFor()
  await composerOf(page).fill('half a secret')
  await page.waitForTimeout(500)
  await page.getByRole('button', { name: 'Your menu, ana' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
  t.notMatch(await page.evaluate('JSON.stringify({ ...localStorage })'), /secret|ana/)
  t.notMatch(await page.evaluate("indexedDB.databases().then(async list => JSON.stringify(list.length === 0 ? '' : await new Promise(resolve => { const open = indexedDB.open(list[0].name); open.onsuccess = () => { const store = [...open.result.objectStoreNames][0]; if (!store) return resolve(''); const all = open.result.transaction(store).objectStore(store).getAll(); all.onsuccess = () => resolve(JSON.stringify(all.result)) } })))"), /secret/)

  await page.getByLabel('User name or e-mail').fill('ana')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await composerOf(page).waitFor()
  t.same(visitor.complaints, [])
})
