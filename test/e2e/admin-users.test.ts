import t, { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { logIn, register } from '../helpers/people.ts'
import { comes, countOf, needsBrowser, noLimits, signUp, visit, type Visitor } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: users and their keys')

/** Not the one of the examples in the API’s document, which would be taken for a leak. */
const password = 'a horse of another colour'

let server: TestApp
let admin: Visitor | undefined
t.before(async () => { server = await startApp(t, noLimits) })

/** The admin, at a page of the administration. The first test makes the account. */
const enter = async (path: string): Promise<Visitor> => {
  if (admin === undefined) {
    admin = await visit(t, server.url, { mayFail: /status of (400|403|404|409)/ })
    await signUp(admin, server.url, 'ana')
  }
  admin.complaints.length = 0
  await admin.page.goto(server.url + path)
  await admin.page.getByRole('heading', { level: 1 }).waitFor()
  return admin
}

test('an account is made for somebody, found, and made an admin’s', options, async t => {
  const { page, complaints } = await enter('/admin/users')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New account' }).click()
  await dialog.getByLabel('User name').fill('ana')
  await dialog.getByLabel('E-mail address').fill('ben@example.org')
  await dialog.getByLabel('First password').fill(password)
  await dialog.getByRole('button', { name: 'Make the account' }).click()
  await dialog.locator('.ui-error').waitFor()
  t.equal(await dialog.getByLabel('First password').inputValue(), password, 'nothing is lost')
  await dialog.getByLabel('User name').fill('ben')
  await dialog.getByRole('button', { name: 'Make the account' }).click()
  await page.getByText('ben has an account now.').waitFor()
  t.equal((await logIn(server, { username: 'ben', password })).status, 200)

  await page.getByLabel(/Search by user name/).fill('nobody at all')
  await page.getByText('Nobody is called that.').waitFor()
  await page.getByLabel(/Search by user name/).fill('BEN@')
  await page.getByRole('link', { name: 'ben' }).click()
  await page.getByLabel('Role').selectOption('admin')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByText('ben is saved.').waitFor()
  const { json } = await server.call('GET', '/api/v1/users?q=ben')
  t.match(json.data, [{ username: 'ben', role: 'admin' }])
  t.same(complaints, [])
})

test('somebody gets limits of their own, loses them again, and gets a budget', options, async t => {
  const { id } = await register(server, 'cleo')
  const { page, complaints } = await enter(`/admin/users/${id}`)
  await page.getByLabel('Requests a day').fill('0')
  await page.getByText('A whole number from 1, or nothing.').waitFor()
  await page.getByLabel('Requests a day').fill('7')
  const limits = page.locator('form').filter({ has: page.getByLabel('Requests a day') })
  await limits.getByRole('button', { name: 'Save' }).click()
  await page.getByText('cleo is saved.').waitFor()
  t.match((await server.call('GET', `/api/v1/users/${id}`)).json.limits, { requestsPerDay: 7 })
  await page.getByLabel('Requests a day').fill('')
  await limits.getByRole('button', { name: 'Save' }).click()
  await t.resolves(waitUntil(async () => (await server.call('GET', `/api/v1/users/${id}`)).json.limits === null))
  await page.getByLabel('US dollars').fill('12')
  await page.getByLabel('Begins anew').selectOption('day')
  await limits.getByRole('button', { name: 'Save' }).click()
  await t.resolves(waitUntil(async () => (await server.call('GET', `/api/v1/users/${id}`)).json.budget?.usd === 12))
  t.match((await server.call('GET', `/api/v1/users/${id}`)).json.budget, { usd: 12, period: 'day' })
  t.same(complaints, [])
})

test('somebody is disabled, enabled, given a password and deleted', options, async t => {
  const dora = await register(server, 'dora')
  const { page, complaints } = await enter(`/admin/users/${dora.id}`)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Disable the account' }).click()
  await dialog.getByRole('button', { name: 'Disable the account' }).click()
  await page.getByText('dora is disabled and was signed out everywhere.').waitFor()
  t.equal((await dora.call('GET', '/api/v1/auth/profile')).status, 401)
  t.equal((await logIn(server, dora)).status, 403)
  await page.getByRole('button', { name: 'Enable the account' }).click()
  await page.getByText('dora is enabled.').waitFor()

  await page.getByLabel('New password').fill('another horse of no colour')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('dora has a new password').waitFor()
  t.equal((await logIn(server, { username: 'dora', password: 'another horse of no colour' })).status, 200)
  t.equal(await comes(() => page.getByLabel('New password').inputValue(), ''), '')

  await page.getByRole('button', { name: 'Delete the account' }).click()
  await dialog.getByLabel(/Type/).fill('dora')
  await dialog.getByRole('button', { name: 'Delete the account' }).click()
  await page.getByText('dora was deleted.').waitFor()
  t.equal((await server.call('GET', `/api/v1/users/${dora.id}`)).status, 404)
  t.same(complaints, [])
})

test('one’s own account is not closed here by a slip', options, async t => {
  const { page, complaints } = await enter('/admin/users')
  await page.getByRole('listitem').filter({ has: page.getByText('You', { exact: true }) }).getByRole('link').click()
  await page.getByText('This is your own account.').waitFor()
  for (const name of ['Disable the account', 'Delete the account', 'Set the password']) t.equal(await page.getByRole('button', { name }).count(), 0, name)
  t.same(complaints, [])
})

test('keys of everybody are found by owner, name and state, limited and revoked', options, async t => {
  const emil = await register(server, 'emil')
  const { secret } = (await emil.call('POST', '/api/v1/api-keys', { body: { name: 'of emil', scopes: ['inference'] } })).json
  await server.call('POST', '/api/v1/api-keys', { body: { name: 'of the house', scopes: ['providers'] } })
  const { page, complaints } = await enter('/admin/keys')
  const items = page.getByRole('main').getByRole('listitem').filter({ has: page.locator('code') })
  await items.filter({ hasText: 'Key of the house' }).waitFor()
  await page.getByLabel('Owner').selectOption({ label: 'emil' })
  await items.filter({ hasText: 'of the house' }).waitFor({ state: 'detached' })
  t.equal(await countOf(items, 1), 1)

  await page.getByRole('button', { name: 'Actions for of emil' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByLabel('Requests a minute').fill('1')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await items.getByText('1 a minute').waitFor()
  t.equal((await server.call('GET', '/api/v1/models', { key: secret })).headers.get('x-ratelimit-limit'), '1')

  await page.getByRole('button', { name: 'Actions for of emil' }).click()
  await page.getByRole('menuitem', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('No key is like that.').waitFor()
  t.equal((await server.call('GET', '/api/v1/models', { key: secret })).status, 401)
  await page.getByLabel('State').selectOption('revoked')
  await items.filter({ hasText: 'of emil' }).waitFor()
  t.same(complaints, [])
})

test('who is no admin sees nothing of it', options, async t => {
  const visitor = await visit(t, server.url)
  await signUp(visitor, server.url, 'frida')
  const asked: string[] = []
  visitor.page.on('request', request => { asked.push(new URL(request.url()).pathname) })
  await visitor.page.goto(server.url + '/admin/users')
  await visitor.page.getByText('There is nothing here').waitFor()
  t.equal(asked.some(path => path.startsWith('/api/v1/users')), false)
  await visitor.page.getByRole('button', { name: /Your menu/ }).click()
  t.equal(await visitor.page.getByRole('menuitem', { name: 'Administration' }).count(), 0)
  t.same(visitor.complaints, [])
})

const waitUntil = async (isSo: () => Promise<boolean>): Promise<void> => { while (!await isSo()) await new Promise(resolve => setTimeout(resolve, 50)) }
