import t, { test } from 'tap'
import type { Locator, Page } from 'playwright-core'
import { startApp, type TestApp } from '../helpers/app.ts'
import { closedPort, json, startUpstream } from '../helpers/replay-upstream.ts'
import { comes, needsBrowser, noLimits, seen, signUp, textOf, visit, type Visitor } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: providers')
/** What the server refuses, browsers write down. */
const refused = /status of (400|404|409)/

let server: TestApp
let url: string
t.before(async () => {
  server = await startApp(t, noLimits)
  url = server.url
})
let admin: Visitor

/** The admin, at a page of the administration. The first test makes the account. */
const enter = async (path: string): Promise<Visitor> => {
  if (admin === undefined) {
    admin = await visit(t, url, { mayFail: refused })
    await signUp(admin, url, 'ana')
  }
  admin.complaints.length = 0
  await admin.page.goto(url + path)
  await admin.page.getByRole('heading', { level: 1 }).waitFor()
  return admin
}

const models = (...ids: string[]) => json({ object: 'list', data: ids.map(id => ({ id, object: 'model' })) })
const main = (page: Page): Locator => page.getByRole('main')
const providerOf = async (name: string) => (await server.call('GET', `/api/v1/providers/${name}`)).json

test('a provider is chosen in the gallery, tested before it is saved, and added', options, async t => {
  const upstream = await startUpstream(t, { '/v1/models': models('small', 'large') })
  const { page, complaints } = await enter('/admin/providers')
  await page.getByRole('button', { name: 'Add a provider' }).click()
  await page.getByLabel('Search the templates').fill('nothing of the kind')
  await page.getByText('Nothing is called that.').waitFor()
  await page.getByLabel('Search the templates').fill('custom')
  await page.getByRole('link', { name: /Custom/ }).click()
  await page.getByRole('heading', { name: 'Add Custom (OpenAI-compatible)' }).waitFor()

  await page.getByLabel('Name', { exact: true }).fill('Not A Slug')
  await page.getByLabel('Base URL').fill('nowhere')
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.getByText(/An address such as/).waitFor()
  t.ok(await seen(page.getByText(/Small letters, digits and dashes; at most 40/)))
  t.equal(await comes(() => page.evaluate('document.activeElement.labels?.[0]?.textContent'), 'Name'), 'Name', 'the first mistake has the focus')

  await page.getByLabel('Name', { exact: true }).fill('mine')
  await page.getByLabel('Base URL').fill(`${await closedPort()}/v1`)
  await page.getByLabel('API key').fill('sk-0123456789abcdef')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('It does not work').waitFor()
  t.ok(await seen(page.getByText(/Nothing listens at this address/)), 'with the hint')
  t.equal(await comes(() => page.getByLabel('API key').inputValue(), 'sk-0123456789abcdef'), 'sk-0123456789abcdef', 'nothing that was typed is lost')

  await page.getByLabel('Base URL').fill(`${upstream.url}/v1`)
  t.equal(await page.getByText('It does not work').count(), 0, 'what was found holds for what was tested only')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText(/It works: answered in/).waitFor()
  t.ok(await seen(page.getByText('It lists 2 models.')))
  t.equal((await server.call('GET', '/api/v1/providers/mine')).status, 404, 'nothing is saved yet')

  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.getByRole('heading', { level: 1, name: 'mine' }).waitFor()
  await main(page).getByText('ends in cdef').waitFor()
  await main(page).getByRole('table', { name: 'Models' }).getByText('small').waitFor()
  const kept: string = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.innerHTML])')
  t.notMatch(kept, /sk-0123456789abcdef/)
  t.equal(upstream.last().headers.authorization, 'Bearer sk-0123456789abcdef')
  t.same(complaints, [])
})

test('what the server refuses is said beside its field, and nothing is lost', options, async t => {
  const { page, complaints } = await enter('/admin/providers/new/openai')
  await page.getByLabel('Name', { exact: true }).fill('demo-2')
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.getByText('This is needed.').waitFor()
  t.equal(await comes(() => page.getByLabel('API key').getAttribute('aria-invalid'), 'true'), 'true')

  await server.addProvider({ name: 'taken', kind: 'demo' })
  await page.getByLabel('Name', { exact: true }).fill('taken')
  await page.getByLabel('API key').fill('sk-abc')
  await page.getByText('More settings').click()
  await page.getByRole('button', { name: 'Add a header' }).click()
  await page.getByLabel('Name of header 1').fill('x-team')
  await page.getByLabel('Value of header 1').fill('research')
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.locator('.ui-error').waitFor()
  t.equal(await comes(() => page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid'), 'true'), 'true')
  t.equal(await comes(() => page.getByLabel('Value of header 1').inputValue(), 'research'), 'research')
  t.equal(await comes(() => page.getByLabel('API key').inputValue(), 'sk-abc'), 'sk-abc')
  t.same(complaints, [])
})

test('its key is asked for again when the address leads elsewhere, and kept when not', options, async t => {
  const [here, there] = [await startUpstream(t, { '/v1/models': models('a') }), await startUpstream(t, { '/v1/models': models('b') })]
  const { id } = await server.addProvider({ name: 'moving', kind: 'openai-compatible', baseUrl: `${here.url}/v1`, apiKey: 'sk-first-key-1111', headers: { 'x-team': 'one' } })
  const { page, complaints } = await enter(`/admin/providers/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  t.match(await page.getByLabel('API key').getAttribute('placeholder'), /ends in 1111/)
  await page.getByLabel('Name', { exact: true }).fill('moved')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { level: 1, name: 'moved', exact: true }).waitFor()
  t.match(await providerOf('moved'), { apiKeyHint: '1111', headerNames: ['x-team'] })

  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Base URL').fill(`${there.url}/v1`)
  await page.getByText(/the key has to be entered again/).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('This is needed.').waitFor()
  await page.getByLabel('API key').fill('sk-second-key-2222')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.ui-error').filter({ hasText: 'must be sent again' }).waitFor()
  t.ok(await seen(page.getByLabel('Value of header 1')), 'the header too: the part that hid it has opened')
  await page.getByRole('button', { name: 'Remove header 1' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { level: 1, name: 'moved', exact: true }).waitFor()
  t.match(await providerOf('moved'), { baseUrl: `${there.url}/v1`, apiKeyHint: '2222', headerNames: [] })
  t.same(complaints, [])
})

test('models are asked for again, and known better: price, context and abilities', options, async t => {
  const upstream = await startUpstream(t, { '/v1/models': models('old') })
  const { id } = await server.addProvider({ name: 'lists', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1` })
  const { page, complaints } = await enter(`/admin/providers/${id}`)
  const table = main(page).getByRole('table', { name: 'Models' })
  await table.getByText('old').waitFor()
  upstream.on('/v1/models', models('new-1', 'new-2'))
  await page.getByRole('button', { name: 'Ask again' }).click()
  await table.getByText('new-1').waitFor()
  t.equal(await table.getByText('old', { exact: true }).count(), 0)

  await page.getByRole('button', { name: 'Price and context of new-1' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Context window, in tokens').fill('32.000')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('A number from 0, or nothing.').waitFor()
  await dialog.getByLabel('Context window, in tokens').fill('32000')
  await dialog.getByLabel('Input').fill('0.5')
  await dialog.getByLabel('Output').fill('1,5')
  await dialog.getByLabel('Say what it can do').check()
  await dialog.getByLabel('tools').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved what you know of new-1.').waitFor()
  const row = table.getByRole('row').filter({ hasText: 'new-1' })
  await row.getByText('32,000').waitFor()
  t.match(await textOf(row, /tools[^]*\$0\.50 \/ \$1\.50/), /tools[^]*\$0\.50 \/ \$1\.50/)
  t.ok(await seen(row.getByText('Yours')))

  await row.getByRole('button').click()
  await dialog.getByRole('button', { name: 'Forget all of this' }).click()
  await row.getByText('Yours').waitFor({ state: 'detached' })
  t.same((await providerOf('lists')).modelOverrides, {})
  t.same(complaints, [])
})

test('a test shows in its health, as a chart and as a table', options, async t => {
  const { id } = await server.addProvider({ name: 'ill', kind: 'openai-compatible', baseUrl: `${await closedPort()}/v1` })
  const { page, complaints } = await enter(`/admin/providers/${id}`)
  await page.getByText('Nothing was asked of it yet.').or(page.getByRole('img', { name: 'Answered in, ms' })).waitFor()
  await page.getByRole('button', { name: 'Test now' }).click()
  await page.getByText(/Nothing listens at this address/).waitFor()
  await page.getByRole('img', { name: 'Answered in, ms' }).locator('canvas').waitFor()
  await page.getByText('As a table').click()
  await page.getByRole('table', { name: 'Answered in, ms' }).getByText('upstream_unreachable').first().waitFor()
  t.same(complaints, [])
})

test('a provider is disabled, enabled and deleted, each after a question that can be answered with no', options, async t => {
  const { id } = await server.addProvider({ name: 'short-lived', kind: 'demo' })
  const { page, complaints } = await enter(`/admin/providers/${id}`)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Disable' }).click()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  t.match(await providerOf('short-lived'), { enabled: true })
  await page.getByRole('button', { name: 'Disable' }).click()
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await main(page).getByText('Disabled', { exact: true }).waitFor()
  t.match(await providerOf('short-lived'), { enabled: false })
  await page.getByRole('button', { name: 'Enable' }).click()
  await page.getByText('short-lived is enabled.').waitFor()

  await page.getByRole('button', { name: 'Delete the provider' }).click()
  const remove = dialog.getByRole('button', { name: 'Delete the provider' })
  await dialog.getByLabel(/Type/).fill('short')
  t.ok(await comes(() => remove.isDisabled(), true))
  await dialog.getByLabel(/Type/).fill('short-lived')
  await dialog.getByLabel(/Type/).press('Enter')
  await page.getByText('short-lived was deleted.').waitFor()
  t.equal(new URL(page.url()).pathname, '/admin/providers')
  t.equal(await page.getByRole('link', { name: /short-lived/ }).count(), 0)
  t.same(complaints, [])
})

test('what comes with the server cannot be changed here', options, async t => {
  const { page, complaints } = await enter('/admin/providers')
  await page.getByRole('link', { name: /^DE demo|demo/ }).first().click()
  await main(page).getByText('Built in').waitFor()
  for (const name of ['Edit', 'Disable', 'Delete the provider']) t.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
  t.ok(await seen(page.getByRole('button', { name: 'Test now' })))
  t.same(complaints, [])
})
