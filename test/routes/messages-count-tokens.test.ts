import t, { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { file, json, startUpstream } from '../helpers/replay-upstream.ts'

const server = await startApp(t)
const upstream = await startUpstream(t)
await server.addProvider({ name: 'claude', kind: 'anthropic', baseUrl: upstream.url, apiKey: 'sk-upstream-key-0123456789' })
await server.addProvider({ name: 'other', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })

const path = '/v1/messages/count_tokens?beta=true'
const hello = [{ role: 'user', content: 'Hello!' }]
const count = (model: string, more: object = {}, headers: Record<string, string> = {}) => server.call('POST', path, { body: { model, messages: hello, ...more }, headers })

test('Anthropic counts itself, and is asked as it was asked here', async t => {
  upstream.on('/v1/messages/count_tokens', json({ input_tokens: 42, context_management: { original_input_tokens: 50 } }))
  const body = '{ "model": "claude/claude-opus-4-5", "messages": [{"role":"user","content":"hi"}], "unheard_of": 1 }'
  const headers = { 'content-type': 'application/json', 'x-api-key': adminKey, 'anthropic-beta': 'token-counting-2024-11-01', 'anthropic-version': '2023-06-01' }
  const response = await fetch(server.url + path, { method: 'POST', headers, body })
  t.equal(await response.text(), '{"input_tokens":42,"context_management":{"original_input_tokens":50}}')
  t.equal(upstream.last().body.toString(), body.replace('claude/', ''))
  t.match(upstream.last().headers, { 'anthropic-beta': 'token-counting-2024-11-01', 'anthropic-version': '2023-06-01' })
  t.equal(response.headers.get('x-parlance-warnings'), null)
  t.equal(response.headers.get('request-id'), response.headers.get('x-request-id'))
})

test('Anthropic’s refusal to count is passed on', async t => {
  upstream.on('/v1/messages/count_tokens', file(new URL('../fixtures/anthropic/error-400.json', import.meta.url), { status: 400 }))
  t.match(await count('claude/m'), { status: 400, json: { type: 'error', error: { type: 'invalid_request_error' } } })
})

test('for any other provider it is an estimate, and said so', async t => {
  const short = await count('other/m')
  t.match(short, { status: 200, json: { input_tokens: 6 } })
  t.match(short.headers.get('x-parlance-warnings'), /^emulated count_tokens/)
  t.equal(short.headers.get('request-id'), short.headers.get('x-request-id'))
  const { json: long } = await count('demo/parlance', { system: 'Answer in French, please.', tools: [{ name: 'get_weather', description: 'The weather at a place.', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }] })
  t.ok(long.input_tokens > 40 && long.input_tokens < 60, `${long.input_tokens}`)
  t.notOk(upstream.requests.some(request => request.path.includes('chat/completions')), 'without asking the model')
})

test('the server’s default model is counted for when none is named', async t => {
  t.match(await server.call('POST', path, { body: { messages: hello } }), { status: 200, json: { input_tokens: Number } })
})

test('x-strict does not take an estimate', async t => {
  t.match(await count('other/m', {}, { 'x-strict': 'true' }), { status: 400, json: { error: { type: 'invalid_request_error', message: /count_tokens/ } } })
})

test('what cannot be counted is refused in Anthropic’s words', async t => {
  t.match(await count('nobody/m'), { status: 404, json: { error: { type: 'not_found_error' } } })
  t.match(await count('other/m', { messages: [{ role: 'user', content: [{ type: 'text' }] }] }), { status: 400, json: { error: { message: /^messages\[0\]\.content\[0\]\.text is missing/ } } })
  t.match(await count('other/m', { messages: [] }), { status: 400, json: { error: { message: /^messages must not be empty/ } } })
  t.match(await server.call('POST', path, { key: '', body: {} }), { status: 401, json: { error: { type: 'authentication_error' } } })
})
