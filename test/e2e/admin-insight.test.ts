import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Download } from 'playwright-core'
import t, { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { startUpstream, text } from '../helpers/replay-upstream.ts'
import { countOf, needsBrowser, noLimits, signUp, textOf, visit, type Visitor } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: analytics, webhooks and the audit log')
const { paths } = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8')) as { paths: object } // generated
const needs = (path: string) => ({ ...options, skip: options.skip || (!(path in paths) && `this server has no ${path}`) })

let server: TestApp
let admin: Visitor | undefined
t.before(async () => { server = await startApp(t, { ...noLimits, WEBHOOK_PRIVATE_ADDRESSES: 'allow' }) })

/** The admin, at a page of the administration. The first test makes the account. */
const enter = async (path: string): Promise<Visitor> => {
  if (admin === undefined) {
    admin = await visit(t, server.url)
    await signUp(admin, server.url, 'ana')
  }
  admin.complaints.length = 0
  await admin.page.goto(server.url + path)
  await admin.page.getByRole('heading', { level: 1 }).waitFor()
  return admin
}

const contentOf = async (download: Download): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

test('analytics: what was asked in numbers, over time and one by one, as CSV too', needs('/api/v1/analytics/usage'), async t => {
  const { secret } = (await server.call('POST', '/api/v1/api-keys', { body: { name: 'web shop', scopes: ['inference'] } })).json
  const ask = (content: string) => server.call('POST', '/api/v1/chat/completions', { key: secret, body: { model: 'demo/parlance', messages: [{ role: 'user', content }] } })
  for (const content of ['[length 30] [delay 0] a', '[length 30] [delay 0] b', '[fail 429]']) await ask(content)
  const { page, complaints } = await enter('/admin/analytics?period=24h')
  const main = page.getByRole('main')
  const rows = main.getByRole('table', { name: 'In numbers' }).getByRole('row').filter({ hasText: 'demo/parlance' })
  while (await rows.count() === 0 || !/demo\/parlance\s+3\s+1\s/.test(await rows.innerText())) {
    await page.waitForTimeout(250)
    await page.reload()
    await main.getByRole('table', { name: 'In numbers' }).or(main.getByText('Nothing was asked in this period')).waitFor()
  }
  await main.getByRole('img', { name: 'Requests by Model' }).locator('canvas').waitFor()
  await main.getByText('As a table').click()
  t.match(await textOf(main.getByRole('table', { name: 'Requests by Model' }), /All\s+demo\/parlance/), /All\s+demo\/parlance/)
  await main.getByLabel('By', { exact: true }).selectOption('key')
  await main.getByRole('table', { name: 'In numbers' }).getByText('web shop').waitFor()
  t.match(page.url(), /by=key/, 'what is chosen can be passed on')
  await main.getByLabel('Show', { exact: true }).selectOption('latency')
  await main.getByRole('img', { name: 'Latency (median) by Key' }).locator('canvas').waitFor()

  await main.getByLabel('Ended').selectOption('failed')
  const requests = main.getByRole('table', { name: 'Requests, one by one' })
  while (await requests.getByText('Well').count() > 0) await page.waitForTimeout(50)
  t.equal(await countOf(requests.getByRole('row'), 2), 2, 'the head and one')

  for (const [label, line] of [['Download the numbers as CSV', /^group,name,requests/], ['Download the requests as CSV', /demo/]] as const) {
    const download = page.waitForEvent('download')
    await main.getByRole('button', { name: label }).click()
    t.match(await contentOf(await download), line, label)
  }
  await page.goto(server.url + '/admin/analytics?period=own&from=2020-01-01&to=2020-01-02')
  await page.getByText('Nothing was asked in this period').waitFor()
  t.same(complaints, [])
})

test('a webhook is made, tested, heard of, delivered again, given a new secret and deleted', needs('/api/v1/webhooks'), async t => {
  const receiver = await startUpstream(t, { '/hook': text('', { status: 204 }) })
  const { page, complaints } = await enter('/admin/webhooks')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New webhook' }).click()
  await dialog.getByLabel('Address').fill(`${receiver.url}/hook`)
  await dialog.getByLabel('user.registered').check()
  await dialog.getByLabel('What it is for').fill('Mail to the team')
  await dialog.getByRole('button', { name: 'Make the webhook' }).click()
  const secret = await dialog.getByLabel('The secret').innerText()
  t.match(secret, /^whsec_/)
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  const kept: string = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.innerHTML])')
  t.notOk(kept.includes(secret), 'the page has forgotten it')

  await page.getByRole('link', { name: `${receiver.url}/hook` }).click()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText(/It arrived: the receiver answered 204/).waitFor()
  await server.call('POST', '/api/v1/users', { body: { username: 'ben', email: 'ben@example.org', password: 'a horse of another colour' } })
  const delivery = page.getByRole('listitem').filter({ hasText: 'user.registered' }).filter({ hasText: 'Delivered' })
  while (await delivery.count() === 0) {
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.waitForTimeout(250)
  }
  await delivery.getByText('Attempts and content').click()
  await delivery.getByText('"type": "user.registered"').waitFor()
  const before = receiver.requests.length
  await delivery.getByRole('button', { name: /Deliver again/ }).click()
  await page.getByText('It is on its way again.').waitFor()
  t.equal((await receiver.request(before)).parsed.type, 'user.registered')

  await page.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByRole('button', { name: 'Make a new secret' }).click()
  t.not(await dialog.getByLabel('The secret').innerText(), secret)
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByText(/The old secret signs too until/).waitFor()

  receiver.on('/hook', text('no', { status: 503 }))
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('It did not arrive').waitFor()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await dialog.getByLabel('chat.created').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('definition').filter({ hasText: 'chat.created' }).waitFor()
  await page.getByRole('button', { name: 'Disable' }).click()
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await page.getByText('The webhook is disabled.').waitFor()
  await page.getByRole('button', { name: 'Delete the webhook' }).click()
  await dialog.getByRole('button', { name: 'Delete the webhook' }).click()
  await page.getByText('The webhook was deleted.').waitFor()
  t.same((await server.call('GET', '/api/v1/webhooks')).json.data, [])
  t.same(complaints, [])
})

test('the audit log says who changed what, never a secret', needs('/api/v1/audit-log'), async t => {
  await server.addProvider({ name: 'watched', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'sk-watched-0123456789' })
  await server.call('PATCH', '/api/v1/providers/watched', { body: { timeoutMs: 60_000, apiKey: 'sk-watched-9876543210' } })
  const { page, complaints } = await enter('/admin/audit')
  const changed = page.getByRole('listitem').filter({ hasText: 'changed the provider watched' })
  await changed.locator('summary').click()
  const table = changed.getByRole('table')
  t.match(await textOf(table, /timeoutMs[^]*60000/), /timeoutMs[^]*60000/)
  t.match(await textOf(table, /\*\*\*/), /\*\*\*/)
  await page.getByLabel('What').selectOption('alias')
  await page.getByText('Nobody changed anything like that.').waitFor()
  await page.getByLabel('What').selectOption('provider')
  await changed.waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the entries as CSV' }).click()
  const csv = await contentOf(await download)
  t.match(csv, /watched/)
  t.notMatch(csv, /sk-watched/)
  t.same(complaints, [])
})
