import { test } from 'tap'
import type { Receipt } from '../../src/core/chat.ts'
import { startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer, register } from '../helpers/people.ts'
import { startUpstream } from '../helpers/replay-upstream.ts'
import { ways } from '../helpers/two-paths.ts'

const ask = (prompt: string, more: object = {}) => ({ body: { model: 'demo/parlance', messages: [{ role: 'user', content: prompt }], ...more } })

/** Everybody's calls are written before anybody looks. */
const settle = ({ apps }: TestApp) => Promise.all(apps.map(app => app.services.ledger.flush()))

const sum = (receipts: readonly Receipt[], read: (receipt: Receipt) => number | undefined) => receipts.reduce((total, receipt) => total + (read(receipt) ?? 0), 0)

/** Some calls of all sorts: whole, streamed, failed, priced, of a person, of a key, of the house. */
const makeCalls = async (t: Parameters<typeof startApp>[0], server: TestApp) => {
  const upstream = await startUpstream(t)
  const [way] = ways
  upstream.on(/./, way!.whole('hello'))
  await server.addProvider({ name: 'priced', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, modelOverrides: { m: { pricing: { input: 1, output: 2 } } } })
  await server.call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'priced/m' }] } })
  const admin = await register(server, 'ana')
  const ben = await register(server, 'ben')
  const { json: { key, secret } } = await ben.call('POST', '/api/v1/api-keys', { body: { name: 'ben’s shop', scopes: ['inference'] } })
  const path = '/api/v1/chat/completions'
  await server.call('POST', path, ask('hello [length 5] [delay 0]'))
  await admin.call('POST', path, ask('hello', { model: 'fast' }))
  await ben.call('POST', path, ask('hello', { model: 'priced/m', user: 'customer-42' }))
  await ben.call('POST', path, ask('hello [length 5] [delay 0]', { stream: true }))
  await server.call('POST', path, { key: secret, ...ask('[fail 500]') })
  await server.call('POST', path, { key: secret, ...ask('hello', { model: 'no/such-model' }) })
  await settle(server)
  return { admin, ben, key, secret }
}

test('what is told adds up to the receipts', t => forEachServer(t, {}, async (t, server) => {
  const { receipts } = server
  await makeCalls(t, server)
  for (const isRolled of [false, true]) {
    if (isRolled) await server.app.services.ledger.roll()
    for (const groupBy of ['model', 'provider', 'asked', 'user', 'key', 'day', 'hour']) {
      const { status, json } = await server.call('GET', `/api/v1/analytics/usage?groupBy=${groupBy}`)
      t.equal(status, 200)
      const total = (name: string): number => json.data.reduce((all: number, row: any) => all + row[name], 0)
      t.equal(total('requests'), receipts.length, groupBy)
      t.equal(total('errors'), receipts.filter(({ status }) => status === 'failed').length, groupBy)
      for (const name of ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'] as const) {
        t.equal(total(name), sum(receipts, ({ usage }) => usage?.[name]), `${name} by ${groupBy}`)
      }
      t.equal(Math.round(total('costUsd') * 1e9), Math.round(sum(receipts, ({ costUsd }) => costUsd) * 1e9), groupBy)
    }
  }
  const { json: summary } = await server.call('GET', '/api/v1/analytics/summary')
  t.match(summary, { totals: { requests: receipts.length, errors: 2, latencyMs: { p50: Number }, timeToFirstTokenMs: { p99: Number } }, previous: { requests: 0, costUsd: 0, latencyMs: null }, topModels: [{ group: 'priced/m', requests: 2, costUsd: 0.000026 }, { group: 'demo/parlance' }] })
  const { json: page } = await server.call('GET', '/api/v1/analytics/requests')
  t.equal(page.data.length, receipts.length)
  t.equal(page.nextCursor, null)
  for (const row of page.data) {
    const receipt = receipts.find(({ requestId }) => requestId === row.requestId)!
    t.match(row, { asked: receipt.asked, status: receipt.status, error: receipt.error?.kind ?? null, costUsd: receipt.costUsd ?? null, inputTokens: receipt.usage?.inputTokens ?? null, stream: receipt.stream, door: receipt.door })
  }
  t.notMatch(JSON.stringify(page), /hello/, 'nothing of prompts and answers')
}))

test('who may see whose', t => forEachServer(t, {}, async (t, server) => {
  const { admin, ben, key, secret } = await makeCalls(t, server)
  const { json: { secret: analyst } } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'analyst', scopes: ['analytics'] } })
  const all = server.receipts.length
  const bens = server.receipts.filter(({ caller }) => caller?.userId === ben.id).length
  t.equal(bens, 4)
  const counts = async (call: (path: string) => Promise<{ status: number; json: any }>) => {
    const usage = await call('/api/v1/analytics/usage?groupBy=user')
    const summary = await call('/api/v1/analytics/summary')
    const requests = await call('/api/v1/analytics/requests')
    return [usage.json?.data?.reduce((total: number, { requests }: any) => total + requests, 0) ?? usage.status, summary.json?.totals?.requests ?? summary.status, requests.json?.data?.length ?? requests.status]
  }
  t.strictSame(await counts(path => server.call('GET', path)), [all, all, all], 'the admin key')
  t.strictSame(await counts(path => server.call('GET', path, { key: analyst })), [all, all, all], 'a key with the scope')
  t.strictSame(await counts(path => admin.call('GET', path)), [all, all, all], 'an admin')
  t.strictSame(await counts(path => ben.call('GET', path)), [bens, bens, bens], 'somebody else: their own, with what their keys asked')
  t.strictSame(await counts(path => server.call('GET', path, { key: secret })), [403, 403, 403], 'a key without the scope')
  t.strictSame(await counts(path => server.call('GET', path, { key: '' })), [401, 401, 401], 'nobody')

  for (const path of ['usage', 'summary', 'requests', 'requests?format=csv']) {
    const url = `/api/v1/analytics/${path}${path.includes('?') ? '&' : '?'}userId=`
    t.match(await ben.call('GET', url + admin.id), { status: 403, json: { error: { code: 'forbidden', param: 'userId' } } }, path)
    t.equal((await ben.call('GET', url + ben.id)).status, 200, path)
  }
  t.strictSame((await ben.call('GET', '/api/v1/analytics/requests?keyId=key_environment')).json.data, [], 'not by way of a key either')
  t.match((await admin.call('GET', '/api/v1/analytics/usage?groupBy=user')).json.data.map(({ group, name }: any) => [group, name]).sort(), [[null, null], [admin.id, 'ana'], [ben.id, 'ben']].sort())
  t.match((await ben.call('GET', '/api/v1/analytics/usage?groupBy=key')).json.data.map(({ group, name, requests }: any) => ({ group, name, requests })), [{ group: null, requests: 2 }, { group: key.id, name: 'ben’s shop', requests: 2 }])
}))

test('requests come page by page and can be narrowed', t => forEachServer(t, {}, async (t, server) => {
  const { ben, key } = await makeCalls(t, server)
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { json } = await server.call('GET', `/api/v1/analytics/requests?limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...json.data.map(({ requestId }: any) => requestId))
    cursor = json.nextCursor
  }
  t.strictSame(seen.toSorted(), server.receipts.map(({ requestId }) => requestId).sort())
  const count = async (query: string) => (await server.call('GET', `/api/v1/analytics/requests?${query}`)).json.data.length
  for (const isRolled of [false, true]) {
    if (isRolled) await server.app.services.ledger.roll()
    t.equal(await count(`userId=${ben.id}`), 4)
    t.equal(await count(`keyId=${key.id}`), 2)
    t.equal(await count('provider=priced'), 2)
    t.equal(await count('model=m&asked=fast'), 1)
    t.equal(await count('status=failed'), 2)
    t.equal(await count('status=failed&provider=priced'), 0)
  }
  t.equal(await count('to=2020-01-01'), 0)
  t.match((await server.call('GET', '/api/v1/analytics/requests?asked=priced/m')).json.data, [{ endUser: 'customer-42', userId: ben.id, keyId: null, attempts: 1, failedAttempts: [], pricing: { input: 1, output: 2 }, costUsd: 0.000013 }])
}))

const wrong: [query: string, field: string, message: RegExp][] = [
  ['from=yesterday', 'from', /from must be a time such as/],
  ['to=2026-02-31', 'to', /to must be a time/],
  ['from=2026-11-21T10:00:00', 'from', /from must be a time/],
  ['from=2026-11-21&to=2026-11-21', 'from', /from must be before to/],
  ['from=2026-11-22&to=2026-11-21', 'from', /from must be before to/],
  ['from=2000-01-01&to=2026-01-01', 'from', /not be more than 3660 days/],
  ['groupBy=hour&from=2026-01-01&to=2026-03-01', 'from', /31 days .* by hour/],
  ['groupBy=colour', 'groupBy', /must be one of "model"/],
  ['format=xml', 'format', /must be one of/],
  ['since=2026-01-01', 'since', /is not a known field/],
]

test('a question that makes no sense is told which field is to blame', async t => {
  const { call } = await startApp(t)
  for (const [query, param, message] of wrong) t.match(await call('GET', `/api/v1/analytics/usage?${query}`), { status: 400, json: { error: { param, message } } }, query)
  t.match(await call('GET', '/api/v1/analytics/requests?format=csv&from=never'), { status: 400, json: { error: { param: 'from' } } }, 'before a table begins')
})

test('a period is whole hours, a day is one in UTC, and hours and days without calls are there too', async t => {
  const { call } = await startApp(t)
  t.match((await call('GET', '/api/v1/analytics/usage?groupBy=hour&from=2026-11-21T09:17:00Z&to=2026-11-21T11:01:00%2B00:00')).json, {
    from: '2026-11-21T09:00:00.000Z', to: '2026-11-21T12:00:00.000Z', data: ['09', '10', '11'].map(hour => ({ group: `2026-11-21T${hour}:00:00.000Z`, requests: 0, latencyMs: null })),
  })
  t.equal((await call('GET', '/api/v1/analytics/usage?groupBy=day&from=2026-11-01&to=2026-12-01')).json.data.length, 30)
  t.match((await call('GET', '/api/v1/analytics/usage?from=2026-11-21T12:00:00+02:00&to=2026-11-21T13:00:00+02:00')).json, { from: '2026-11-21T10:00:00.000Z', to: '2026-11-21T11:00:00.000Z' }, 'a plus that was not encoded')
})

test('each is a table too, by the header or the query, and no cell is a formula', t => forEachServer(t, {}, async (t, server) => {
  await makeCalls(t, server)
  await server.call('POST', '/api/v1/chat/completions', ask('hello', { model: 'priced/m', user: '=HYPERLINK("https://evil.example")' }))
  await settle(server)
  for (const [path, head, lines] of [['usage?groupBy=asked', 'group,name,requests,errors', 4], ['summary', 'section,group,requests', 4], ['requests', 'id,at,request_id,operation', server.receipts.length]] as const) {
    const byQuery = await server.call('GET', `/api/v1/analytics/${path}${path.includes('?') ? '&' : '?'}format=csv`)
    const byHeader = await server.call('GET', `/api/v1/analytics/${path}`, { headers: { accept: 'text/csv' } })
    t.equal(byQuery.text, byHeader.text)
    t.match(byQuery.headers.get('content-type'), 'text/csv; charset=utf-8')
    t.match(byQuery.headers.get('content-disposition'), /^attachment; filename="usage/)
    t.ok(byQuery.text.startsWith(head), path)
    t.equal(byQuery.text.trimEnd().split('\r\n').length, lines + 1, path)
  }
  const { text } = await server.call('GET', '/api/v1/analytics/requests?format=csv')
  t.match(text, '"\'=HYPERLINK(""https://evil.example"")"')
  t.match((await server.call('GET', '/api/v1/analytics/usage', { headers: { accept: 'application/json, text/html' } })).json, { groupBy: 'model' })
}))

test('people take their usage with them', t => forEachServer(t, {}, async (t, server) => {
  const { ben } = await makeCalls(t, server)
  const { json } = await ben.call('GET', '/api/v1/auth/export')
  t.equal(json.usage.length, 4)
  t.ok(json.usage.every((row: any) => row.userId === ben.id))
}))

test('what belongs to an erased account stays in the sums and belongs to nobody', t => forEachServer(t, {}, async (t, server) => {
  const { admin, ben, key } = await makeCalls(t, server)
  const before = (await server.call('GET', '/api/v1/analytics/summary')).json
  // some of it is in the sums already, some is not
  await server.app.services.ledger.roll()
  await ben.call('POST', '/api/v1/chat/completions', ask('hello', { model: 'priced/m', user: 'customer-43' }))
  await settle(server)
  t.equal((await admin.call('DELETE', `/api/v1/users/${ben.id}`)).status, 204)
  for (const isRolled of [false, true]) {
    if (isRolled) await server.app.services.ledger.roll()
    const { json: users, text } = await server.call('GET', '/api/v1/analytics/usage?groupBy=user')
    t.match(users.data.find(({ group }: any) => group === 'usr_erased'), { requests: 5, name: null, costUsd: 0.000026 })
    const keys = await server.call('GET', '/api/v1/analytics/usage?groupBy=key')
    const requests = await server.call('GET', '/api/v1/analytics/requests')
    for (const trace of [ben.id, key.id, 'customer-4']) t.notOk((text + keys.text + requests.text).includes(trace), `nothing of ${trace}`)
    const after = (await server.call('GET', '/api/v1/analytics/summary')).json
    t.equal(after.totals.requests, before.totals.requests + 1)
    t.equal(after.totals.costUsd, Math.round((before.totals.costUsd + 0.000013) * 1e9) / 1e9)
  }
}))

test('an answer that ends after its owner’s account was erased leaves no name either', t => forEachServer(t, {}, async (t, server) => {
  const { admin, ben } = await makeCalls(t, server)
  const ledger = server.app.services.ledger
  const late = server.receipts.find(({ caller }) => caller?.userId === ben.id)!
  t.equal((await admin.call('DELETE', `/api/v1/users/${ben.id}`)).status, 204)
  ledger.record({ ...late, requestId: 'req_late' })
  await ledger.flush()
  await ledger.roll()
  const texts = await Promise.all(['usage?groupBy=user', 'requests'].map(async path => (await server.call('GET', `/api/v1/analytics/${path}`)).text))
  t.notOk(texts.join('').includes(ben.id))
  t.notOk(texts.join('').includes('req_late'))
}))
