import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, comes, composerOf, needsBrowser, noLimits, password, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: a session that ends')

test('a session that ends asks for the password over the page, and the draft stays', options, async t => {
  const { url, app } = await startApp(t, noLimits)
  const visitor = await visit(t, url, { mayFail: /401/ })
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  await composerOf(page).fill('half a thought')
  const { data: [user] } = await app.services.accounts.users.list({ limit: 1 })
  await app.services.accounts.sessions.endOthers(user!.id, 'none')
  await page.getByRole('button', { name: 'Archived chats' }).click()
  const dialog = page.getByRole('dialog', { name: 'Please sign in again' })
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  t.equal(await comes(() => composerOf(page).inputValue(), 'half a thought'), 'half a thought')
  await composerOf(page).press('Enter')
  await answers(page, 'complete').waitFor()
  t.same(visitor.complaints, [])
})
