import t, { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { checkPage, until } from '../helpers/check-page.ts'
import { closedPort } from '../helpers/replay-upstream.ts'
import { comes, countOf, needsBrowser, noLimits, seen, signUp, visit, type Visitor } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: every page of the account and the administration')

let server: TestApp
let admin: Visitor | undefined
let ids: { provider: string; user: string; webhook: string | undefined }
t.before(async () => { server = await startApp(t, noLimits) })

const hasPath = (path: string): boolean => path in (server.app.swagger().paths as object)

/** The admin of a house in which something is. */
const enter = async (): Promise<Visitor> => {
  if (admin !== undefined) {
    admin.complaints.length = 0
    return admin
  }
  admin = await visit(t, server.url)
  await signUp(admin, server.url, 'ana')
  const provider = await server.addProvider({ name: 'mine', kind: 'openai-compatible', baseUrl: `${await closedPort()}/v1`, models: ['small'] })
  await server.call('POST', '/api/v1/providers/mine/test')
  await server.call('PUT', '/api/v1/aliases/fast', { body: { strategy: 'weighted', targets: [{ model: 'mine/small', weight: 2 }, { model: 'demo/parlance' }], systemPrompt: 'Be brief.' } })
  const user = (await server.call('POST', '/api/v1/users', { body: { username: 'ben', email: 'ben@example.org', password: 'a horse of another colour' } })).json
  await server.call('PATCH', `/api/v1/users/${user.id}`, { body: { disabled: true, limits: { requestsPerDay: 5 } } })
  const key = (await server.call('POST', '/api/v1/api-keys', { body: { name: 'web shop', scopes: ['inference'], limits: { requestsPerMinute: 60 } } })).json
  await server.call('POST', '/api/v1/chat/completions', { key: key.secret, body: { model: 'demo/parlance', messages: [{ role: 'user', content: '[echo] hi' }] } })
  const webhook = hasPath('/api/v1/webhooks') ? (await server.call('POST', '/api/v1/webhooks', { body: { url: 'https://example.org/hook', events: ['user.registered'] } })).json.webhook.id : undefined
  ids = { provider: provider.id, user: user.id, webhook }
  return admin
}

const account = ['/account', '/account/preferences', '/account/security', '/account/keys', '/account/data']
const administration = () => [
  '/admin', '/admin/providers', '/admin/providers/new', '/admin/providers/new/groq', `/admin/providers/${ids.provider}`, `/admin/providers/${ids.provider}/edit`,
  '/admin/aliases', '/admin/aliases/new', '/admin/aliases/edit/fast', '/admin/users', `/admin/users/${ids.user}`, '/admin/keys',
  ...hasPath('/api/v1/analytics/usage') ? ['/admin/analytics'] : [],
  ...ids.webhook === undefined ? [] : ['/admin/webhooks', `/admin/webhooks/${ids.webhook}`],
  ...hasPath('/api/v1/audit-log') ? ['/admin/audit'] : [],
]

/** Whether everything that was asked for has come. */
const isSettled = "document.querySelector('main h1') !== null && document.querySelector('main [role=status].ui-skeleton') === null"

test('every page of the account is open to everybody, light and dark, wide and narrow', options, async t => {
  const { page, complaints, strangers } = await enter()
  for (const path of account) {
    await page.goto(server.url + path)
    await until(page, isSettled)
    await checkPage(t, page, path)
  }
  t.same(complaints, [])
  t.same(strangers, [])
})

test('every page of the administration, too', options, async t => {
  const { page, complaints, strangers } = await enter()
  for (const path of administration()) {
    await page.goto(server.url + path)
    await until(page, isSettled)
    await checkPage(t, page, path)
  }
  t.same(complaints, [])
  t.same(strangers, [])
})

test('so are the dialogs', options, async t => {
  const { page, complaints } = await enter()
  const dialog = page.getByRole('dialog')
  for (const [path, ...buttons] of [
    ['/account/keys', 'New key'],
    ['/account/data', 'Erase the account'],
    ['/admin/users', 'New account'],
    ['/admin/keys', 'Actions for web shop', 'Edit'],
    ['/admin/keys', 'Actions for web shop', 'New secret'],
    [`/admin/providers/${ids.provider}`, 'Price and context of small'],
    [`/admin/providers/${ids.provider}`, 'Delete the provider'],
    ...ids.webhook === undefined ? [] : [['/admin/webhooks', 'New webhook']],
  ] as [string, ...string[]][]) {
    await page.goto(server.url + path)
    for (const name of buttons) await page.getByRole('button', { name }).or(page.getByRole('menuitem', { name })).first().click()
    await dialog.waitFor()
    await checkPage(t, page, `${path}: ${buttons.join(', ')}`)
  }
  await page.goto(server.url + '/account/keys')
  await page.getByRole('button', { name: 'New key' }).click()
  await dialog.getByLabel('Name').fill('shown once')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await dialog.getByLabel('The secret').waitFor()
  await checkPage(t, page, 'the secret')
  t.same(complaints, [])
})

test('the overview says how the server and its providers fare', options, async t => {
  const { page, complaints } = await enter()
  await page.goto(server.url + '/admin')
  const providers = page.getByRole('table', { name: 'Providers' })
  await providers.getByRole('row').filter({ hasText: 'mine' }).getByText(/Down|Degraded/).waitFor()
  t.ok(await seen(page.getByRole('listitem').filter({ hasText: 'Database' }).getByText('works')))
  await providers.getByRole('link', { name: 'mine' }).click()
  await page.getByRole('heading', { level: 1, name: 'mine' }).waitFor()
  t.equal(await page.title(), 'mine · Parlance')
  t.equal(await comes(() => page.evaluate('document.activeElement.textContent'), 'mine'), 'mine', 'who cannot see it is told where one is')
  t.same(complaints, [])
})

test('sections stand there when the server has what they show', options, async t => {
  const { page } = await enter()
  await page.goto(server.url + '/admin')
  await page.getByRole('table', { name: 'Providers' }).waitFor()
  const sections = page.getByRole('navigation', { name: 'Administration' })
  for (const [name, path] of [['Analytics', '/api/v1/analytics/usage'], ['Webhooks', '/api/v1/webhooks'], ['Audit log', '/api/v1/audit-log']] as const) {
    const link = sections.getByRole('link', { name })
    if (hasPath(path)) await link.waitFor()
    t.equal(await countOf(link, hasPath(path) ? 1 : 0), hasPath(path) ? 1 : 0, name)
  }
  await page.goto(server.url + '/admin/nothing-of-the-kind')
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor()
})

test('everything can be reached by keyboard, and one’s way back', options, async t => {
  const { page, complaints } = await enter()
  await page.goto(server.url + '/admin')
  await page.getByRole('table', { name: 'Providers' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  t.equal(new URL(page.url()).hash, '#content', 'past the sidebar')
  await page.getByRole('link', { name: 'Users', exact: true }).press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
  await page.getByRole('button', { name: 'New account' }).press('Enter')
  await page.getByRole('dialog').waitFor()
  t.equal(await comes(() => page.evaluate('document.activeElement.labels?.[0]?.textContent'), 'User name'), 'User name')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.equal(await comes(() => page.evaluate('document.activeElement.textContent'), 'New account'), 'New account', 'the focus is back')
  t.same(complaints, [])
})
