import { test } from 'tap'
import { createClient, ParlanceError } from '../../client/src/index.ts'
import { garbageBody, htmlError, json, startUpstream, text } from '../helpers/replay-upstream.ts'

const health = { status: 'ok', version: '0.1.0', uptimeSeconds: 1 }
const now = { 'retry-after-ms': '1' }

test('sends the key, the headers of the client and those of the call', async t => {
  const upstream = await startUpstream(t, { '/api/v1/health': json(health) })
  let calls = 0
  const client = createClient({ baseUrl: upstream.url, apiKey: () => `plk_${++calls}`, headers: { 'x-team': 'a', 'x-app': 'web' } })
  await client.health()
  await client.health({ headers: { 'x-team': 'b' } })
  await client.health({ headers: { authorization: 'Bearer other' } })
  t.match(upstream.requests.map(({ headers }) => headers), [
    { authorization: 'Bearer plk_1', 'x-team': 'a', 'x-app': 'web' },
    { authorization: 'Bearer plk_2', 'x-team': 'b', 'x-app': 'web' },
    { authorization: 'Bearer other' },
  ])
  await createClient({ baseUrl: upstream.url }).health()
  t.equal(upstream.last().headers.authorization, undefined)
})

test('sends through the fetch that it is given', async t => {
  const asked: string[] = []
  const client = createClient({ baseUrl: 'https://example.com', fetch: async request => { asked.push(`${request.method} ${request.url}`); return Response.json(health) } })
  t.match(await client.health(), health)
  t.same(asked, ['GET https://example.com/api/v1/health'])
})

test('lets a call say how often and how long it may try', async t => {
  const upstream = await startUpstream(t, { '/api/v1/health': json({}, { status: 503, headers: now }), '/api/v1/status': json({}, { delayMs: 60_000 }) })
  const client = createClient({ baseUrl: upstream.url })
  await t.rejects(client.health({ maxRetries: 4 }), { name: 'ParlanceError', code: 'bad_response' })
  t.equal(upstream.requests.length, 5)
  await t.rejects(client.status({ maxRetries: 0, timeoutMs: 50 }), { code: 'timeout' })
})

test('asks once whether the server is ready, and returns that it is not', async t => {
  const readiness = { status: 'not-ready', parts: [{ name: 'database', ok: false }] }
  const upstream = await startUpstream(t, { '/api/v1/ready': json(readiness, { status: 503, headers: now }) })
  const client = createClient({ baseUrl: upstream.url })
  t.same(await client.ready(), readiness)
  t.equal(upstream.requests.length, 1)
  upstream.on('/api/v1/ready', htmlError(503))
  await t.rejects(client.ready(), { code: 'bad_response', status: 503 })
})

test('reads the whole error envelope', async t => {
  const error = {
    message: 'messages must not be empty',
    type: 'invalid_request_error',
    code: 'invalid_request',
    param: 'messages',
    requestId: 'req_1',
    details: [{ field: 'messages', message: 'must not be empty' }],
    upstream: { status: 400, code: 'bad' },
  }
  const upstream = await startUpstream(t, { '/api/v1/health': json({ error }, { status: 400, headers: { 'retry-after': '2' } }) })
  const thrown: unknown = await createClient({ baseUrl: upstream.url }).health().catch((thrown: unknown) => thrown)
  t.ok(thrown instanceof ParlanceError && thrown instanceof Error)
  t.match(thrown, { name: 'ParlanceError', status: 400, retryAfterMs: 2000, ...error })
})

test('calls an answer that is not Parlance’s by its name', async t => {
  const upstream = await startUpstream(t, { '/api/v1/health': htmlError(502, { headers: { 'x-request-id': 'req_2' } }) })
  const client = createClient({ baseUrl: upstream.url, maxRetries: 0 })
  await t.rejects(client.health(), { code: 'bad_response', status: 502, requestId: 'req_2', type: 'client_error' })
  for (const page of [htmlError(200), garbageBody(), text('')]) {
    upstream.on('/api/v1/health', page)
    await t.rejects(client.health(), { code: 'bad_response', status: 200 })
  }
})

test('tells a page that breaks off from one that the caller left', async t => {
  const upstream = await startUpstream(t, { '/api/v1/health': text('x'.repeat(5000), { cutAfter: 1000 }) })
  const client = createClient({ baseUrl: upstream.url, maxRetries: 0 })
  await t.rejects(client.health(), { code: 'network', status: 200 })

  upstream.on('/api/v1/health', text('x'.repeat(5000), { stallAfter: 1000 }))
  const controller = new AbortController()
  const call = client.health({ signal: controller.signal })
  const request = await upstream.request(1)
  while (request.accepted < 1000) await new Promise(resolve => setTimeout(resolve, 5))
  setTimeout(() => controller.abort(), 20)
  await t.rejects(call, { name: 'AbortError' })
})

test('splits warnings, but not their explanations', async t => {
  const warnings = 'dropped logit_bias (not taken, ever), clamped n (1..1)'
  const upstream = await startUpstream(t, { '/api/v1/health': json(health, { headers: { 'x-parlance-warnings': warnings } }) })
  const { info } = await createClient({ baseUrl: upstream.url }).health().withResponse()
  t.same(info.warnings, ['dropped logit_bias (not taken, ever)', 'clamped n (1..1)'])
})
