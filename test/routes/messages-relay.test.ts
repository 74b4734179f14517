import { readFileSync } from 'node:fs'
import t, { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { file, json, sseText, startUpstream } from '../helpers/replay-upstream.ts'

const server = await startApp(t)
const upstream = await startUpstream(t)
await server.addProvider({ name: 'claude', kind: 'anthropic', baseUrl: upstream.url, apiKey: 'sk-ant-upstream-key-0123456789' })

const fixture = (name: string): URL => new URL(`../fixtures/anthropic/${name}`, import.meta.url)

/** As a client wrote it: its own spacing, escapes, big numbers, fields that nobody knows. */
const written = (model: string, more = '') => `{ "model": "${model}",
  "max_tokens":  4096, "system": [{"type":"text","text":"x-anthropic-billing-header: cc_version=2"},{"type":"text","text":"B\\u00e9",  "cache_control":{"type":"ephemeral","ttl":"1h"}}],
  "messages": [{"role":"user","content":"hi \\ud83d\\udc4b"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"EqQBCgIYAhIMa+/=="},{"type":"redacted_thinking","data":"EmwKAhgB"},{"type":"tool_use","id":"toolu_1","name":"f","input":{"n":12345678901234567890,"x":1.0}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"ok"}]}],
  "context_management": {"edits":[{"type":"clear_tool_uses_20250919"}]}, "unheard_of": {"a":[1,2,{"b":null}]}${more} }`

const post = (body: string, headers: Record<string, string> = {}, path = '/v1/messages?beta=true') =>
  fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': adminKey, ...headers }, body })

for (const isStream of [false, true]) {
  const how = isStream ? 'a stream' : 'a whole answer'
  const answers = isStream ? ['thinking.sse', 'server-tool.sse', 'tools-parallel.sse', 'cache.sse'] : ['blocks-whole.json', 'text-whole.json']
  for (const name of answers) {
    test(`${how} comes as it is, to the byte: ${name}`, async t => {
      upstream.on('/v1/messages', file(fixture(name), { splitAt: 61 }))
      const response = await post(written('claude/claude-opus-4-5', isStream ? ', "stream": true' : ''))
      t.equal(response.status, 200)
      t.equal(await response.text(), readFileSync(fixture(name), 'utf8'))
      t.match(server.receipts.at(-1), { path: 'relay', stream: isStream, status: 'ok' })
    })
  }

  test(`the request of ${how} goes as it is, but for the name of the model`, async t => {
    upstream.on('/v1/messages', file(fixture(answers[0]!)))
    const more = isStream ? ', "stream": true' : ''
    await (await post(written('claude/claude-opus-4-5', more))).text()
    t.equal(upstream.last().body.toString(), written('claude-opus-4-5', more))
  })
}

test('usage is counted in four buckets in passing', async t => {
  upstream.on('/v1/messages', file(fixture('cache.sse')))
  await (await post(written('claude/claude-opus-4-5', ', "stream": true'))).text()
  t.match(server.receipts.at(-1)?.usage, { inputTokens: 3, cacheReadTokens: 1000, cacheWriteTokens: 100, outputTokens: 6 })
  upstream.on('/v1/messages', file(fixture('text-whole.json')))
  await (await post(written('claude/claude-opus-4-5'))).text()
  t.match(server.receipts.at(-1)?.usage, { inputTokens: Number, cacheReadTokens: 30, outputTokens: 5 })
})

test('a model that only one provider has needs no prefix', async t => {
  upstream.on('GET /v1/models', json({ data: [{ type: 'model', id: 'claude-sonnet-4-5', display_name: 'Sonnet', created_at: '2025-09-29T00:00:00Z' }], has_more: false }))
  await server.call('POST', '/api/v1/providers/claude/models/refresh')
  upstream.on('/v1/messages', file(fixture('text-whole.json')))
  const response = await post(written('claude-sonnet-4-5'))
  t.equal(response.status, 200)
  t.equal(upstream.last().body.toString(), written('claude-sonnet-4-5'))
})

test('what the provider’s model refuses is taken out, and said so', async t => {
  upstream.on('/v1/messages', file(fixture('text-whole.json')))
  const response = await post('{"model":"claude/claude-opus-4-8","max_tokens":5,"temperature":0.2,"messages":[{"role":"user","content":"hi"}]}')
  t.equal(upstream.last().body.toString(), '{"model":"claude-opus-4-8","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}')
  t.match(response.headers.get('x-parlance-warnings'), 'dropped temperature')
})

test('the limits of the account are told to Anthropic’s clients, the operator’s name is not', async t => {
  const headers = { 'anthropic-ratelimit-requests-remaining': '9', 'anthropic-organization-id': 'org-of-the-operator', 'request-id': 'req_upstream' }
  upstream.on('/v1/messages', file(fixture('text-whole.json'), { headers }))
  const response = await post(written('claude/claude-opus-4-5'))
  t.equal(response.headers.get('anthropic-ratelimit-requests-remaining'), '9')
  t.equal(response.headers.get('anthropic-organization-id'), null)
  t.equal(response.headers.get('x-upstream-request-id'), 'req_upstream')
  t.equal(response.headers.get('request-id'), response.headers.get('x-request-id'))
})

test('an error before anything meaningful lets the next model answer', async t => {
  const broken = readFileSync(fixture('text.sse'), 'utf8').split('event: content_block_start')[0]! + 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'
  upstream.on('/v1/messages', ({ parsed }) => parsed.model === 'first' ? sseText(broken) : file(fixture('text.sse')))
  const response = await post('{"model":"claude/first","models":["claude/second"],"max_tokens":5,"stream":true,"messages":[{"role":"user","content":"hi"}]}')
  t.equal(await response.text(), readFileSync(fixture('text.sse'), 'utf8'))
  t.match(response.headers.get('x-parlance-attempts'), 'claude/first upstream_overloaded')
  t.same(Object.keys(upstream.last().parsed), ['model', 'max_tokens', 'stream', 'messages'], 'and the list of models stays here')
})
