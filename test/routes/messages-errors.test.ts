import { readFileSync } from 'node:fs'
import t, { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { closedPort, file, htmlError, json, startUpstream } from '../helpers/replay-upstream.ts'

const server = await startApp(t)
const upstream = await startUpstream(t)
const apiKey = 'sk-upstream-key-0123456789'
await server.addProvider({ name: 'claude', kind: 'anthropic', baseUrl: upstream.url, apiKey })
await server.addProvider({ name: 'other', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey })
await server.addProvider({ name: 'gone', kind: 'anthropic', baseUrl: await closedPort(), apiKey })

const fixture = (name: string): URL => new URL(`../fixtures/anthropic/${name}`, import.meta.url)
const ask = (model: string, more: object = {}) => server.call('POST', '/v1/messages', { body: { model, max_tokens: 5, messages: [{ role: 'user', content: 'hi' }], ...more } })

const passedOn = { 'error-400.json': 400, 'error-400-context.json': 400, 'error-404.json': 404, 'error-413.json': 413, 'error-429.json': 429, 'error-529.json': 529 }
for (const [name, status] of Object.entries(passedOn)) {
  test(`Anthropic’s error is passed on to the letter, with its status: ${name}`, async t => {
    for (const stream of [false, true]) {
      upstream.on('/v1/messages', file(fixture(name), { status, headers: { 'retry-after': '7', 'anthropic-ratelimit-requests-remaining': '0', 'x-should-retry': 'true' } }))
      const answer = await ask('claude/m', { stream })
      t.equal(answer.status, status)
      t.same(answer.json, JSON.parse(readFileSync(fixture(name), 'utf8')))
      t.equal(answer.headers.get('retry-after'), '7')
      t.equal(answer.headers.get('anthropic-ratelimit-requests-remaining'), '0')
      t.equal(answer.headers.get('x-should-retry'), 'true')
      t.ok(answer.headers.get('request-id'))
    }
  })
}

const ours = { 'error-401.json': [401, 'upstream_auth_failed'], 'error-400-credit.json': [400, 'upstream_quota_exhausted'] } as const
for (const [name, [status, kind]] of Object.entries(ours)) {
  test(`what is the operator’s trouble is not the caller’s: ${name}`, async t => {
    upstream.on('/v1/messages', file(fixture(name), { status }))
    const { status: told, headers, json } = await ask('claude/m')
    t.match({ told, json }, { told: 502, json: { type: 'error', error: { type: 'api_error', message: /./ }, request_id: headers.get('request-id') } })
    t.equal(headers.get('x-should-retry'), 'false')
    t.equal(server.receipts.at(-1)?.error?.kind, kind)
  })
}

const others: Record<string, [reply: Parameters<typeof upstream.on>[1], status: number, error: object]> = {
  busy: [json({ error: { message: 'Loading model', type: 'unavailable_error', code: 503 } }, { status: 503 }), 529, { type: 'overloaded_error', message: 'Loading model' }],
  'too fast': [json({ error: { message: 'Slow down', type: 'requests', code: 'rate_limit_exceeded' } }, { status: 429, headers: { 'retry-after': '7' } }), 429, { type: 'rate_limit_error', message: 'Slow down' }],
  'too long': [json({ error: { message: 'This model’s maximum context length is 8192 tokens.', type: 'invalid_request_error', code: 'context_length_exceeded' } }, { status: 400 }), 400, { type: 'invalid_request_error', message: /maximum context length/ }],
  'an unknown model': [json({ error: { message: 'The model `m` does not exist', type: 'invalid_request_error', code: 'model_not_found' } }, { status: 404 }), 404, { type: 'not_found_error', message: /does not exist/ }],
  'a bad key': [json({ error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' } }, { status: 401 }), 502, { type: 'api_error', message: /./ }],
  'a web page': [htmlError(), 502, { type: 'api_error', message: /HTML/ }],
  'an error inside a 200': [json({ error: { message: 'Oops', type: 'server_error' } }), 502, { type: 'api_error', message: 'Oops' }],
}
for (const [what, [reply, status, error]] of Object.entries(others)) {
  test(`another provider’s error is told in Anthropic’s words: ${what}`, async t => {
    upstream.on('/v1/chat/completions', reply)
    const answer = await ask('other/m')
    t.match(answer, { status, json: { type: 'error', error, request_id: answer.headers.get('request-id') } })
  })
}

test('a provider that is not there is told in Anthropic’s words', async t => {
  t.match(await ask('gone/m'), { status: 502, json: { type: 'error', error: { type: 'api_error' } } })
})

test('x-strict is refused in Anthropic’s words', async t => {
  const body = { model: 'other/m', max_tokens: 5, container: 'c', messages: [{ role: 'user', content: 'hi' }] }
  t.match(await server.call('POST', '/v1/messages', { body, headers: { 'x-strict': 'true' } }), { status: 400, json: { error: { type: 'invalid_request_error', message: /container/ } } })
})
