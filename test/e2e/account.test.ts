import t, { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { logIn } from '../helpers/people.ts'
import { comes, composerOf, countOf, needsBrowser, noLimits, password, seen, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: one’s own account')
/** What the server refuses, browsers write down. */
const refused = /status of (400|401|403|404|409)/

let server: TestApp
let url: string
t.before(async () => {
  server = await startApp(t, noLimits)
  url = server.url
})
let people = 0

/** Somebody new, at a page of their account. */
const enter = async (t: Parameters<typeof visit>[0], path: string, more: Parameters<typeof visit>[2] = {}) => {
  const visitor = await visit(t, url, { mayFail: refused, ...more })
  const username = `anna${++people}`
  await signUp(visitor, url, username)
  await visitor.page.goto(url + path)
  await visitor.page.getByRole('heading', { level: 1 }).waitFor()
  return { ...visitor, username }
}

test('the profile is changed, and what is taken is said beside its field', options, async t => {
  const { page, complaints, username } = await enter(t, '/account')
  await page.getByLabel('Display name').fill('Ana Novak')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Your profile is saved.').waitFor()
  t.ok(await seen(page.getByRole('complementary').or(page.getByRole('navigation')).getByText('Ana Novak').first()), 'the menu has the new name')
  t.ok(await comes(() => page.getByRole('button', { name: 'Save' }).isDisabled(), true), 'there is nothing to save any more')

  const other = await server.call('POST', '/api/v1/auth/register', { key: '', body: { username: `taken-${username}`, email: `taken-${username}@example.org`, password } })
  t.equal(other.status, 201)
  await page.getByLabel('User name').fill(`taken-${username}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.ui-error').first().waitFor()
  t.equal(await comes(() => page.getByLabel('User name').inputValue(), `taken-${username}`), `taken-${username}`, 'what was typed stays')
  t.equal(await comes(() => page.getByLabel('User name').getAttribute('aria-invalid'), 'true'), 'true')
  await page.getByLabel('User name').fill(`free-${username}`)
  // the word of the first time may still stand there
  const saved = page.waitForResponse(response => response.request().method() === 'PATCH' && response.ok())
  await page.getByRole('button', { name: 'Save' }).click()
  await saved
  await page.getByText('Your profile is saved.').waitFor()
  t.equal((await logIn(server, { username: `free-${username}`, password })).status, 200)
  t.same(complaints, [])
})

test('preferences hold at once, on every device, in two languages', options, async t => {
  const { page, complaints, username } = await enter(t, '/account/preferences')
  await page.getByLabel('Theme').selectOption('dark')
  t.equal(await comes(() => page.locator('html').getAttribute('data-theme'), 'dark'), 'dark')
  await page.getByLabel('Model').selectOption('demo/parlance-mini')
  await page.getByLabel('Send a message with').selectOption('mod-enter')
  await page.getByLabel('Keyboard shortcuts').click()
  await page.getByRole('switch', { name: 'Keyboard shortcuts', checked: false }).waitFor()

  await page.getByLabel('System prompt').fill('Answer briefly.')
  await page.getByLabel('Language').selectOption('de')
  await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor()
  t.equal(await comes(() => page.locator('html').getAttribute('lang'), 'de'), 'de')
  t.equal(await comes(() => page.getByLabel('Systemanweisung').inputValue(), 'Answer briefly.'), 'Answer briefly.', 'what was typed outlives the change of the language')
  await page.getByRole('button', { name: 'Speichern' }).click()
  await page.getByText('Ihre Systemanweisung ist gespeichert.').waitFor()

  const session = (await logIn(server, { username, password })).json
  const { json } = await server.call('GET', '/api/v1/auth/preferences', { key: session.accessToken })
  t.match(json, { theme: 'dark', language: 'de', defaultModel: 'demo/parlance-mini', sendKey: 'mod-enter', keyboardShortcuts: false, systemPrompt: 'Answer briefly.' })
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor()
  t.equal(await comes(() => page.locator('html').getAttribute('data-theme'), 'dark'), 'dark')
  t.same(complaints, [])
})

test('a new password holds, a wrong one loses nothing, and other sessions end', options, async t => {
  const { page, complaints, username } = await enter(t, '/account/security')
  const elsewhere = (await logIn(server, { username, password })).json
  await page.getByLabel('Current password').fill('not mine')
  await page.getByLabel('New password').fill('wrong donkey engine needle')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('That is not your password.').waitFor()
  t.equal(await comes(() => page.getByLabel('New password').inputValue(), 'wrong donkey engine needle'), 'wrong donkey engine needle')

  await page.getByLabel('Current password').fill(password)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('The new password holds.').waitFor()
  t.equal(await comes(() => page.getByLabel('New password').inputValue(), ''), '')
  t.equal((await server.call('GET', '/api/v1/auth/profile', { key: elsewhere.accessToken })).status, 401)
  t.equal((await logIn(server, { username, password: 'wrong donkey engine needle' })).status, 200)
  t.same(complaints, [])
})

test('one session is ended, then all others, and who was in one has to sign in again', options, async t => {
  const { page, complaints, username } = await enter(t, '/account/security')
  const phone = await visit(t, url, { mayFail: refused })
  await phone.page.goto(url)
  await phone.page.getByLabel('User name or e-mail').fill(username)
  await phone.page.getByLabel('Password', { exact: true }).fill(password)
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await composerOf(phone.page).waitFor()
  await logIn(server, { username, password })
  await page.reload()
  await page.getByText('This one').waitFor()
  const items = page.getByRole('list').filter({ has: page.getByText('This one') }).getByRole('listitem')
  t.equal(await countOf(items, 3), 3)
  await items.filter({ hasText: 'Chrome' }).getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('was signed out').waitFor()
  t.equal(await countOf(items, 2), 2)
  await phone.page.reload()
  await phone.page.getByRole('heading', { name: 'Welcome back' }).waitFor()

  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByText('You are signed in here and nowhere else.').waitFor()
  t.equal(await countOf(items, 1), 1)
  t.same(complaints, [])
})

test('all that the server has comes as a file', options, async t => {
  const { page, complaints, username } = await enter(t, '/account/data')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download your data' }).click()
  const file = await saved
  t.match(file.suggestedFilename(), new RegExp(`^parlance-${username}-\\d{4}-\\d{2}-\\d{2}\\.json$`))
  const chunks: Buffer[] = []
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer)
  t.match(JSON.parse(Buffer.concat(chunks).toString()), { user: { username }, preferences: { theme: 'system' } })
  t.same(complaints, [])
})

test('an account is erased by its name and its password, and by nothing less', options, async t => {
  const { page, complaints, username } = await enter(t, '/account/data')
  await page.getByRole('button', { name: 'Erase the account' }).click()
  const dialog = page.getByRole('dialog')
  const erase = dialog.getByRole('button', { name: 'Erase the account' })
  t.ok(await comes(() => erase.isDisabled(), true))
  await dialog.getByLabel('Your password').fill('not mine')
  await dialog.getByLabel(/Type/).fill(username)
  await erase.click()
  await dialog.getByText('That is not your password.').waitFor()
  t.equal(await comes(() => dialog.getByLabel(/Type/).inputValue(), username), username, 'the dialog stays as it is')
  await dialog.getByLabel('Your password').fill(password)
  await erase.click()
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
  t.equal((await logIn(server, { username, password })).status, 401)
  t.same(complaints, [])
})
