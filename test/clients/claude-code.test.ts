// What Claude Code expects of a gateway, rule by rule. https://code.claude.com/docs/en/llm-gateway-protocol
import t, { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { anthropicMessagesDoor as client } from '../helpers/doors/anthropic-messages.ts'
import { json, type Reply, sse, startUpstream } from '../helpers/replay-upstream.ts'
import { voices } from '../helpers/voices.ts'

const server = await startApp(t)
const upstream = await startUpstream(t)
const apiKey = 'sk-upstream-key-0123456789'
await server.addProvider({ name: 'claude', kind: 'anthropic', baseUrl: upstream.url, apiKey })
await server.addProvider({ name: 'local', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey })

const beta = 'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27'
const headers = {
  'content-type': 'application/json',
  authorization: `Bearer ${adminKey}`,
  'anthropic-version': '2023-06-01',
  'anthropic-beta': beta,
  'anthropic-dangerous-direct-browser-access': 'true',
  'x-app': 'cli',
  'x-claude-code-session-id': 'session-1',
  'x-claude-code-agent-id': 'agent-2',
  'x-claude-code-parent-agent-id': 'agent-1',
}

/** What its second turn looks like. */
const turn = {
  max_tokens: 32000,
  stream: true,
  system: [{ type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.0;' }, { type: 'text', text: 'You are Claude Code.', cache_control: { type: 'ephemeral' } }, { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'List the files.' }] },
    { role: 'system', content: [{ type: 'text', text: 'Plan mode is off.', cache_control: { type: 'ephemeral' } }] },
    { role: 'assistant', content: [{ type: 'thinking', thinking: '', signature: 'EqQBCgIYAhIM' }, { type: 'redacted_thinking', data: 'EmwKAhgB' }, { type: 'text', text: 'Sure.' }, { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls' } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'a.txt', is_error: false }, { type: 'text', text: 'Go on.' }] },
  ],
  tools: [{ name: 'Bash', description: 'Runs a command.', input_schema: { type: 'object', properties: { command: { type: 'string' } } }, eager_input_streaming: true }],
  metadata: { user_id: '{"device_id":"d","session_id":"session-1"}' },
  thinking: { type: 'adaptive', display: 'omitted' },
  output_config: { effort: 'high' },
  context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
}

const post = (model: string, fields: object = {}) => fetch(`${server.url}/v1/messages?beta=true`, { method: 'POST', headers, body: JSON.stringify({ model, ...turn, ...fields }) })
const streamOf = (texts: readonly string[]): Reply => sse([
  { event: 'message_start', data: { type: 'message_start', message: { id: 'msg_up', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 3, output_tokens: 1 } } } },
  { event: 'content_block_start', data: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } },
  ...texts.map(text => ({ event: 'content_block_delta', data: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } })),
  { event: 'content_block_stop', data: { type: 'content_block_stop', index: 0 } },
  { event: 'message_delta', data: { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 9 } } },
  { event: 'message_stop', data: { type: 'message_stop' } },
])
const answer = streamOf(['Hello'])

upstream.on('/v1/messages', answer)
upstream.on('/v1/chat/completions', ({ parsed }) => parsed.stream === true ? voices.openai.stream({ text: 'Hello' }) : voices.openai.whole({ text: 'Hello' }))

test('HEAD / answers 200 without a key', async t => {
  const response = await fetch(server.url, { method: 'HEAD', redirect: 'manual' })
  t.equal(response.status, 200)
})

test('GET / leads to the documentation', async t => {
  const response = await fetch(server.url, { redirect: 'manual' })
  t.match({ status: response.status, location: response.headers.get('location') }, { status: 302, location: '/docs' })
})

test('the path is /v1/messages?beta=true', async t => {
  for (const model of ['claude/m', 'local/m']) {
    const response = await post(model)
    t.equal(response.status, 200, model)
    t.same(client.readStream(await response.text()).problems, [], model)
  }
})

test('the key comes as a bearer token or in x-api-key', async t => {
  const { authorization: _, ...rest } = headers
  for (const key of [{ authorization: `Bearer ${adminKey}` }, { 'x-api-key': adminKey }]) {
    const response = await fetch(`${server.url}/v1/messages`, { method: 'POST', headers: { ...rest, ...key }, body: JSON.stringify({ model: 'claude/m', ...turn }) })
    t.equal(response.status, 200, Object.keys(key).join())
    await response.text()
  }
})

test('anthropic-beta and anthropic-version reach Anthropic as they came', async t => {
  await (await post('claude/m')).text()
  t.match(upstream.last().headers, { 'anthropic-beta': beta, 'anthropic-version': '2023-06-01', 'x-api-key': apiKey })
  t.equal(upstream.last().headers.authorization, undefined, 'and the key of the house does not')
})

test('other providers are not told Anthropic’s headers', async t => {
  await (await post('local/m')).text()
  t.equal(upstream.last().headers['anthropic-beta'], undefined)
})

test('body fields that nobody here knows reach Anthropic as they came', async t => {
  const fields = { context_management: turn.context_management, unheard_of: [1] }
  await (await post('claude/m', fields)).text()
  t.same(upstream.last().parsed, { model: 'm', ...turn, ...fields })
})

test('the system prompt keeps its order and its separate entries', async t => {
  await (await post('claude/m')).text()
  t.same(upstream.last().parsed.system, turn.system)
  await (await post('local/m')).text()
  const [system] = upstream.last().parsed.messages
  t.equal(system.role, 'system')
  t.same(system.content.map(({ text }: { text: string }) => text), turn.system.map(({ text }) => text))
})

test('a system message in the middle keeps its place where the provider has one', async t => {
  await (await post('local/m')).text()
  t.same(upstream.last().parsed.messages.map(({ role }: { role: string }) => role), ['system', 'user', 'system', 'assistant', 'tool', 'user'])
})

test('signatures of thinking and sealed thinking are never touched', async t => {
  await (await post('claude/m')).text()
  t.same(upstream.last().parsed.messages, turn.messages)
})

test('thinking that Anthropic did not sign is dropped when the conversation moves on to it', async t => {
  const [asked, , answered, result] = turn.messages
  const foreign = [{ type: 'thinking', thinking: 'hm', signature: '' }, { type: 'thinking', thinking: 'hm', signature: 'gemini#CpgB' }, { type: 'redacted_thinking', data: 'openai-responses#gAAA' }]
  const response = await post('claude/claude-opus-4-8', { messages: [asked, { role: 'assistant', content: [...foreign, ...answered!.content] }, result] })
  await response.text()
  t.same(upstream.last().parsed.messages, [asked, answered, result])
  t.match(response.headers.get('x-parlance-warnings'), /messages \(thinking of another provider was left out\)/)
})

test('each delta is sent on as it comes', async t => {
  upstream.on('/v1/messages', { ...streamOf(['one', 'two', 'three']), stallAfter: 520 })
  const controller = new AbortController()
  const response = await fetch(`${server.url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify({ model: 'claude/m', ...turn }), signal: controller.signal })
  t.match({ buffering: response.headers.get('x-accel-buffering'), cache: response.headers.get('cache-control') }, { buffering: 'no', cache: /no-transform/ })
  const { value } = await response.body!.getReader().read()
  t.match(Buffer.from(value!).toString(), /"one"/)
  controller.abort()
  t.equal(await upstream.last().closedEarly, true)
  upstream.on('/v1/messages', answer)
})

test('Anthropic’s errors come unmodified, for their wording is read', async t => {
  const body = { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 213462 tokens > 200000 maximum', details: { error_visibility: 'user_facing' } }, request_id: 'req_upstream' }
  upstream.on('/v1/messages', json(body, { status: 400 }))
  const response = await post('claude/m')
  t.equal(response.status, 400)
  t.equal(await response.text(), JSON.stringify(body))
  upstream.on('/v1/messages', answer)
})

test('an overload is 529, with the time to wait and the limits unprefixed', async t => {
  const body = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  upstream.on('/v1/messages', json(body, { status: 529, headers: { 'retry-after': '3', 'anthropic-ratelimit-tokens-remaining': '0' } }))
  const response = await post('claude/m')
  t.match({ status: response.status, wait: response.headers.get('retry-after'), left: response.headers.get('anthropic-ratelimit-tokens-remaining') }, { status: 529, wait: '3', left: '0' })
  t.same(await response.json(), body)
  upstream.on('/v1/messages', answer)
})

test('an error in the middle of a stream is an error event', async t => {
  for (const model of ['claude/m', 'local/m']) {
    upstream.on('/v1/messages', voices.anthropic.broken('the GPU caught fire')!)
    upstream.on('/v1/chat/completions', voices.openai.broken('the GPU caught fire')!)
    const told = client.readStream(await (await post(model)).text())
    t.same(told.problems, [], model)
    t.match(told.error, { type: 'api_error', message: /the GPU caught fire/ }, model)
  }
  upstream.on('/v1/messages', answer)
  upstream.on('/v1/chat/completions', voices.openai.stream({ text: 'Hello' }))
})

test('every answer has a request-id', async t => {
  for (const response of [await post('claude/m'), await post('local/m'), await post('nobody/m'), await post('claude/m', { messages: [] })]) {
    t.match(response.headers.get('request-id'), /^req_/, String(response.status))
    await response.text()
  }
})

test('sessions and agents are attributed', async t => {
  await (await post('claude/m')).text()
  t.same(server.receipts.at(-1)?.attribution, { session: 'session-1', agent: 'agent-2', parentAgent: 'agent-1', user: turn.metadata.user_id })
})

test('tokens can be counted, whoever serves the model', async t => {
  upstream.on('/v1/messages/count_tokens', json({ input_tokens: 42 }))
  const { max_tokens: _, stream: __, metadata: ___, context_management: ____, ...prompt } = turn
  for (const model of ['claude/m', 'local/m']) {
    const response = await fetch(`${server.url}/v1/messages/count_tokens?beta=true`, { method: 'POST', headers, body: JSON.stringify({ model, ...prompt }) })
    t.match(await response.json(), { input_tokens: model === 'claude/m' ? 42 : Number })
  }
})

test('models are discovered by GET /v1/models?limit=1000, without a redirect', async t => {
  upstream.on('GET /v1/models', json({ data: [{ type: 'model', id: 'claude-opus-4-8', display_name: 'Claude Opus 4.8', created_at: '2026-05-28T00:00:00Z' }], has_more: false }))
  await server.call('POST', '/api/v1/providers/claude/models/refresh')
  for (const key of [{ authorization: `Bearer ${adminKey}` }, { 'x-api-key': adminKey }]) {
    const response = await fetch(`${server.url}/v1/models?limit=1000`, { headers: { 'anthropic-version': '2023-06-01', ...key }, redirect: 'error' })
    t.match(await response.json(), { has_more: false })
  }
  const { json: { data } } = await server.call('GET', '/v1/models?limit=1000')
  t.match(data.find(({ id }: { id: string }) => id === 'claude/claude-opus-4-8'), { type: 'model', display_name: 'Claude Opus 4.8' })
})

test('a bare claude name finds its provider', async t => {
  await (await post('claude-opus-4-8')).text()
  t.equal(upstream.last().parsed.model, 'claude-opus-4-8')
  t.equal(server.receipts.at(-1)?.provider, 'claude')
})
