import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'
import { startAnswering } from '../helpers/answering-upstream.ts'

/** 1.5 and -2, as 32-bit floats say them exactly. */
const numbers = [1.5, -2]
const base64 = 'AADAPwAAAMA='

const answerWith = (embedding: unknown, more: object = {}) =>
  json({ object: 'list', data: [{ object: 'embedding', index: 0, embedding }], model: 'upstream-model', usage: { prompt_tokens: 4, total_tokens: 4 }, ...more }, { headers: { 'x-request-id': 'upstream-7' } })

/** A server with one provider called `up`. */
const start = async (t: Parameters<typeof startApp>[0], { kind = 'openai-compatible', base = '/v1', ...more }: { kind?: string; base?: string } & Record<string, unknown> = {}) => {
  const server = await startApp(t)
  const upstream = await startUpstream(t)
  await server.addProvider({ name: 'up', kind, baseUrl: upstream.url + base, apiKey: 'sk-upstream-key-0123456789', ...more })
  const embed = (body: object, headers: Record<string, string> = {}) => server.call('POST', '/api/v1/embeddings', { body: { model: 'up/m', input: 'hello', ...body }, headers })
  return { ...server, upstream, embed }
}

for (const [asked, wanted] of [['float', numbers], ['base64', base64], [undefined, numbers]] as const) {
  test(`who asks for ${asked ?? 'nothing'} gets it, whether the provider heeds that or not`, async t => {
    const { embed, upstream } = await start(t)
    for (const embedding of [numbers, base64]) {
      upstream.on('/v1/embeddings', answerWith(embedding))
      const { status, json: body, headers } = await embed(asked === undefined ? {} : { encoding_format: asked })
      t.equal(status, 200)
      t.same(body, { object: 'list', data: [{ object: 'embedding', index: 0, embedding: wanted }], model: 'up/m', usage: { prompt_tokens: 4, total_tokens: 4 } })
      t.match(Object.fromEntries(headers), { 'x-parlance-provider': 'up', 'x-parlance-model': 'm', 'x-upstream-request-id': 'upstream-7', 'content-type': 'application/json; charset=utf-8' })
      t.equal(headers.get('x-parlance-warnings'), null)
    }
  })
}

test('a provider of the same dialect is sent the very request but for the model, unknown fields and all', async t => {
  const { embed, upstream, receipts } = await start(t)
  upstream.on('/v1/embeddings', answerWith(numbers, { took: 3 }))
  const sent = { input: [[1, 2], [3]], dimensions: 2, encoding_format: 'base64', user: 'u', truncation: 'END' }
  t.match((await embed(sent)).json, { took: 3 })
  t.same(upstream.last().parsed, { model: 'm', ...sent })
  t.equal(upstream.last().headers.authorization, 'Bearer sk-upstream-key-0123456789')
  t.match(receipts, [{ door: 'openai-embeddings', provider: 'up', model: 'm', status: 'ok', path: 'events', stream: false, usage: { inputTokens: 4, outputTokens: 0 }, attribution: { user: 'u' } }])
})

test('what a provider of another dialect cannot do is told, and an error for those who are strict', async t => {
  const { embed, upstream } = await start(t, { kind: 'ollama', base: '' })
  upstream.on('/api/embed', json({ model: 'm', embeddings: [numbers], prompt_eval_count: 4 }))
  const { status, headers, json: body } = await embed({ user: 'u', encoding_format: 'base64', keep_alive: '1m' })
  t.equal(status, 200)
  t.same(upstream.last().parsed, { model: 'm', input: ['hello'], keep_alive: '1m' })
  t.same(body, { object: 'list', data: [{ object: 'embedding', index: 0, embedding: base64 }], model: 'up/m', usage: { prompt_tokens: 4, total_tokens: 4 } })
  t.equal(headers.get('x-parlance-warnings'), 'dropped user')
  t.match(await embed({ user: 'u' }, { 'x-strict': 'true' }), { status: 400, json: { error: { code: 'parameter_unsupported', param: 'user' } } })
  t.match(await embed({ input: [1, 2] }), { status: 400, json: { error: { code: 'invalid_request', param: 'input' } } })
})

test('a provider without vectors says so', async t => {
  const { embed, upstream } = await start(t, { kind: 'anthropic' })
  t.match(await embed({}), { status: 400, json: { error: { code: 'operation_unsupported', type: 'invalid_request_error', param: 'model', message: /up does not do embeddings/ } } })
  t.equal(upstream.requests.length, 0)
})

test('an error of the provider is told in its own kind', async t => {
  const { embed, upstream } = await start(t)
  const cases = [
    [json({ error: { message: 'slow down', type: 'requests', code: 'rate_limit_exceeded' } }, { status: 429, headers: { 'retry-after': '7' } }), 429, 'upstream_rate_limited'],
    [json({ error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }, { status: 401 }), 502, 'upstream_auth_failed'],
    [json({ error: { message: 'too long: maximum context length is 8192 tokens' } }, { status: 400 }), 400, 'context_length_exceeded'],
    [json({ error: { message: 'the GPU caught fire', type: 'server_error' } }), 502, 'upstream_failed'],
    [json({ data: [{ embedding: null }] }), 502, 'upstream_bad_response'],
  ] as const
  for (const [reply, status, code] of cases) {
    upstream.on('/v1/embeddings', reply)
    t.match(await embed({}), { status, json: { error: { code } } }, code)
  }
})

test('bad input is refused, and named', async t => {
  const { embed, call, upstream } = await start(t)
  const cases: [object, string][] = [
    [{ input: '' }, 'input'], [{ input: [] }, 'input'], [{ input: [''] }, 'input[0]'], [{ input: [[]] }, 'input[0]'], [{ input: null }, 'input'], [{ input: { text: 'x' } }, 'input'],
    [{ dimensions: 0 }, 'dimensions'], [{ encoding_format: 'hex' }, 'encoding_format'], [{ model: '' }, 'model'],
  ]
  for (const [body, param] of cases) t.match(await embed(body), { status: 400, json: { error: { code: 'invalid_request', type: 'invalid_request_error', param } } }, JSON.stringify(body))
  t.match(await call('POST', '/api/v1/embeddings', { body: { input: 'x' } }), { status: 400, json: { error: { param: 'model' } } }, 'there is no default')
  t.match(await call('POST', '/api/v1/embeddings', { body: { input: 'x', model: 'up/m' }, key: '' }), { status: 401, json: { error: { code: 'unauthorized' } } })
  t.equal(upstream.requests.length, 0)
})

test('a client that goes away closes the upstream', async t => {
  const { baseUrl, upstream } = await start(t)
  upstream.on('/v1/embeddings', json({}, { delayMs: 60_000 }))
  const controller = new AbortController()
  const asked = fetch(`${baseUrl}/embeddings`, { method: 'POST', signal: controller.signal, headers: { authorization: 'Bearer plk_test-admin-key-of-the-tests', 'content-type': 'application/json' }, body: JSON.stringify({ model: 'up/m', input: 'x' }) }).catch(() => {})
  const request = await upstream.request(0)
  controller.abort()
  t.equal(await request.closedEarly, true)
  await asked
})

test('every kind that has vectors gives them', async t => {
  const server = await startApp(t)
  for (const kind of ['openai', 'openai-compatible', 'mistral', 'huggingface', 'ollama'] as const) {
    const upstream = await startAnswering(t, kind)
    await server.addProvider({ name: kind, kind, baseUrl: upstream.url + (kind === 'ollama' ? '' : '/v1'), apiKey: 'sk-upstream-key-0123456789' })
    const { status, json: body } = await server.call('POST', '/v1/embeddings', { body: { model: `${kind}/m`, input: ['a', 'b'], dimensions: 3 } })
    t.match({ status, body }, { status: 200, body: { object: 'list', data: [{ index: 0, embedding: Array }, { index: 1, embedding: Array }], model: `${kind}/m`, usage: { prompt_tokens: 9, total_tokens: 9 } } }, kind)
    t.equal(body.data[0].embedding.length, 3)
    t.not(String(body.data[0].embedding), String(body.data[1].embedding))
  }
})
