import { test } from 'tap'
import type { ChatRequest, Message } from '../../../src/core/chat.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/index.ts'

const hi = { role: 'user', content: 'hi' }
const read = (fields: object): ChatRequest => anthropicMessages.readRequest({ model: 'm', max_tokens: 5, messages: [hi], ...fields })
const messagesOf = (...messages: object[]): Message[] => read({ messages }).messages
const mark = { cache_control: { type: 'ephemeral' } }
const cacheControl = mark.cache_control

test('a plain request is read', async t => {
  t.same(read({}), { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }], stream: false, params: { maxOutputTokens: 5 }, extras: {} })
})

const system: Record<string, [unknown, object[]]> = {
  'a text': ['be kind', [{ type: 'text', text: 'be kind' }]],
  'pieces, in their order, each by itself': [[{ type: 'text', text: 'x-anthropic-billing-header: a' }, { type: 'text', text: 'b', ...mark }], [{ type: 'text', text: 'x-anthropic-billing-header: a' }, { type: 'text', text: 'b', cacheControl }]],
}
for (const [what, [wire, content]] of Object.entries(system)) {
  test(`the system prompt may be ${what}`, async t => {
    t.same(read({ system: wire }).messages[0], { role: 'system', content })
  })
}

test('without a system prompt there is no message for it', async t => {
  for (const wire of [undefined, null, '', []]) t.equal(read({ system: wire }).messages.length, 1, JSON.stringify(wire))
})

test('a system message in the middle keeps its place, as Claude Code sends it', async t => {
  t.same(messagesOf(hi, { role: 'system', content: [{ type: 'text', text: 'now', ...mark }] }, hi).map(({ role }) => role), ['user', 'system', 'user'])
})

const blocks: Record<string, [wire: object, part: object]> = {
  text: [{ type: 'text', text: 'a', ...mark }, { type: 'text', text: 'a', cacheControl }],
  'text with citations': [{ type: 'text', text: 'a', citations: [{ type: 'char_location' }] }, { type: 'text', text: 'a', extra: { citations: [{ type: 'char_location' }] } }],
  'an image, inline': [{ type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } }, { type: 'image', source: { data: 'AAAA', mediaType: 'image/jpeg' } }],
  'an image by address': [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' }, ...mark }, { type: 'image', source: { url: 'https://example.com/a.png' }, cacheControl }],
  'an image that Anthropic keeps': [{ type: 'image', source: { type: 'file', file_id: 'f' } }, { type: 'extra', name: 'anthropic-messages.image', data: { type: 'image', source: { type: 'file', file_id: 'f' } } }],
  'a PDF': [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, title: 'a.pdf', context: 'c' }, { type: 'file', source: { data: 'JVBE' }, mediaType: 'application/pdf', name: 'a.pdf', extra: { context: 'c' } }],
  'a plain text': [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hé' } }, { type: 'file', source: { data: 'aMOp' }, mediaType: 'text/plain' }],
  'a document by address': [{ type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } }, { type: 'file', source: { url: 'https://example.com/a.pdf' } }],
  'a document that Anthropic keeps': [{ type: 'document', source: { type: 'file', file_id: 'f' } }, { type: 'file', source: { id: 'f' } }],
  'a document in blocks': [{ type: 'document', source: { type: 'content', content: 'x' } }, { type: 'extra', name: 'anthropic-messages.document', data: { type: 'document', source: { type: 'content', content: 'x' } } }],
  'a thought': [{ type: 'thinking', thinking: 'hm', signature: 'EqQB' }, { type: 'reasoning', text: 'hm', signature: 'EqQB', signedBy: 'anthropic-messages' }],
  'a thought whose text was left out': [{ type: 'thinking', thinking: '', signature: 'EqQB' }, { type: 'reasoning', text: '', signature: 'EqQB', signedBy: 'anthropic-messages' }],
  'a thought that nobody signed': [{ type: 'thinking', thinking: 'hm', signature: '' }, { type: 'reasoning', text: 'hm' }],
  'a thought that another provider signed': [{ type: 'thinking', thinking: 'hm', signature: 'gemini#CpgB' }, { type: 'reasoning', text: 'hm', signature: 'CpgB', signedBy: 'gemini' }],
  'a thought that another provider sealed': [{ type: 'redacted_thinking', data: 'openai-responses#gAAA' }, { type: 'reasoning', text: '', redacted: 'gAAA', signedBy: 'openai-responses' }],
  'the same with a summary': [{ type: 'thinking', thinking: 'hm', signature: 'openai-responses-sealed#gAAA' }, { type: 'reasoning', text: 'hm', redacted: 'gAAA', signedBy: 'openai-responses' }],
  'a sealed thought': [{ type: 'redacted_thinking', data: 'EmwK' }, { type: 'reasoning', text: '', redacted: 'EmwK', signedBy: 'anthropic-messages' }],
  'a call': [{ type: 'tool_use', id: 't', name: 'f', input: { a: [1] }, ...mark }, { type: 'tool-call', id: 't', name: 'f', arguments: '{"a":[1]}', cacheControl }],
  'a call of a program': [{ type: 'tool_use', id: 't', name: 'f', input: {}, caller: { type: 'direct' } }, { type: 'tool-call', id: 't', name: 'f', arguments: '{}' }],
  'what only Anthropic has': [{ type: 'mcp_tool_use', id: 'x', name: 'y', input: {} }, { type: 'extra', name: 'anthropic-messages.mcp_tool_use', data: { type: 'mcp_tool_use', id: 'x', name: 'y', input: {} } }],
}
for (const [what, [wire, part]] of Object.entries(blocks)) {
  test(`a block is read: ${what}`, async t => {
    t.same(messagesOf(hi, { role: 'assistant', content: [wire] })[1], { role: 'assistant', content: [part] })
  })
}

test('a call that Gemini signed gets its proof back', async t => {
  const proof = { type: 'thinking', thinking: '', signature: 'gemini-call#CpgB' }
  const call = { type: 'tool_use', id: 't', name: 'f', input: {} }
  t.same(messagesOf(hi, { role: 'assistant', content: [proof, call, { ...call, id: 'u' }] })[1]?.content, [
    { type: 'tool-call', id: 't', name: 'f', arguments: '{}', signature: 'CpgB', signedBy: 'gemini' },
    { type: 'tool-call', id: 'u', name: 'f', arguments: '{}' },
  ])
})

test('results of tools become messages, in their order', async t => {
  const content = [
    { type: 'tool_result', tool_use_id: 'a', content: 'one', ...mark },
    { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'two' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }], is_error: true },
    { type: 'tool_result', tool_use_id: 'c' },
    { type: 'text', text: 'and now?' },
    { type: 'tool_result', tool_use_id: 'd', content: '', toolset_name: 'browser' },
  ]
  t.same(messagesOf({ role: 'user', content }), [
    { role: 'tool', toolCallId: 'a', content: [{ type: 'text', text: 'one' }], cacheControl },
    { role: 'tool', toolCallId: 'b', content: [{ type: 'text', text: 'two' }, { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }], isError: true },
    { role: 'tool', toolCallId: 'c', content: [] },
    { role: 'user', content: [{ type: 'text', text: 'and now?' }] },
    { role: 'tool', toolCallId: 'd', content: [{ type: 'extra', name: 'anthropic-messages.tool_result', data: { toolset_name: 'browser' } }] },
  ])
})

const settings: Record<string, [wire: object, read: object]> = {
  sampling: [{ temperature: 0.5, top_p: 0.9, top_k: 5, stop_sequences: ['END'] }, { params: { maxOutputTokens: 5, temperature: 0.5, topP: 0.9, topK: 5, stop: ['END'] } }],
  'what is null is not set': [{ temperature: null, stop_sequences: null, metadata: null, thinking: null, output_config: null, tools: null, tool_choice: null, container: null }, { params: { maxOutputTokens: 5 }, extras: {} }],
  'who it is for': [{ metadata: { user_id: 'u', trace: 1 } }, { params: { maxOutputTokens: 5, user: 'u' }, extras: { metadata: { trace: 1 } } }],
  'service tier': [{ service_tier: 'standard_only' }, { params: { maxOutputTokens: 5, serviceTier: 'default' } }],
  'thinking with a budget': [{ thinking: { type: 'enabled', budget_tokens: 2000 } }, { params: { maxOutputTokens: 5, reasoningBudget: 2000 } }],
  'thinking as hard as told': [{ thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'xhigh' } }, { params: { maxOutputTokens: 5, reasoningEffort: 'xhigh' } }],
  'no thinking': [{ thinking: { type: 'disabled' } }, { params: { maxOutputTokens: 5, reasoningBudget: 0 } }],
  'effort alone is about words': [{ output_config: { effort: 'low', task_budget: 1 } }, { params: { maxOutputTokens: 5 }, extras: { output_config: { task_budget: 1, effort: 'low' } } }],
  'thinking of a kind that is new': [{ thinking: { type: 'between_tools' } }, { extras: { thinking: { type: 'between_tools' } } }],
  'an answer by schema': [{ output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } }, { params: { maxOutputTokens: 5, responseFormat: { type: 'json-schema', name: 'answer', schema: { type: 'object' } } }, extras: {} }],
  'the same by its old name': [{ output_format: { type: 'json_schema', schema: { type: 'object' } } }, { params: { maxOutputTokens: 5, responseFormat: { type: 'json-schema', name: 'answer', schema: { type: 'object' } } }, extras: {} }],
  'what has no place': [{ container: 'c', mcp_servers: [], context_management: { edits: [] }, unheard_of: 1 }, { extras: { container: 'c', mcp_servers: [], context_management: { edits: [] }, unheard_of: 1 } }],
  'any tool': [{ tool_choice: { type: 'any' } }, { toolChoice: 'required' }],
  'one call at a time': [{ tool_choice: { type: 'auto', disable_parallel_tool_use: true } }, { toolChoice: 'auto', params: { maxOutputTokens: 5, parallelToolCalls: false } }],
  'one tool': [{ tool_choice: { type: 'tool', name: 'f' } }, { toolChoice: { name: 'f' } }],
  'no tool': [{ tool_choice: { type: 'none' } }, { toolChoice: 'none' }],
  tools: [
    { tools: [{ name: 'f', description: 'd', input_schema: { type: 'object' }, strict: true, defer_loading: true, ...mark }, { type: 'custom', name: 'g' }, { type: 'web_search_20250305', name: 'web_search' }] },
    { tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, strict: true, extra: { defer_loading: true }, cacheControl }, { type: 'function', name: 'g' }, { type: 'extra', name: 'anthropic-messages.web_search_20250305', data: { type: 'web_search_20250305', name: 'web_search' } }] },
  ],
}
for (const [what, [wire, expected]] of Object.entries(settings)) {
  test(`a setting is read: ${what}`, async t => {
    const request = read(wire)
    for (const [field, value] of Object.entries(expected)) t.same(request[field as keyof ChatRequest], value, field)
  })
}

const wrong: Record<string, object> = {
  'messages[0].content[0]': { messages: [{ role: 'user', content: ['x'] }] },
  'messages[0].content[0].text': { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
  'messages[0].content[0].source': { messages: [{ role: 'user', content: [{ type: 'image' }] }] },
  'messages[0].content[1].tool_use_id': { messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, { type: 'tool_result' }] }] },
  'messages[0].content[0].content[0].text': { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text' }] }] }] },
  'messages[1].content[0].name': { messages: [hi, { role: 'assistant', content: [{ type: 'tool_use', id: 't' }] }] },
  'tool_choice.type': { tool_choice: { type: 'required' } },
  'tool_choice.name': { tool_choice: { type: 'tool' } },
  'tools[0].name': { tools: [{ input_schema: {} }] },
  'thinking.budget_tokens': { thinking: { type: 'enabled' } },
  thread: { thread: { type: 'create' } },
  'output_config.format': { output_config: { format: { type: 'json_object' } } },
}
for (const [param, fields] of Object.entries(wrong)) {
  test(`what cannot be understood is refused by name: ${param}`, async t => {
    try {
      read(fields)
      t.fail('it was read')
    } catch (thrown) {
      t.type(thrown, GatewayError)
      t.match(thrown, { kind: 'invalid_request', more: { param }, message: param })
    }
  })
}

test('a system prompt is put in front only where there is none', async t => {
  const put = (fields: object) => anthropicMessages.withSystem?.({ messages: [hi], ...fields }, 'be kind')
  for (const system of [undefined, null, '', []]) t.same(put({ system }), { system: 'be kind' }, JSON.stringify(system))
  for (const fields of [{ system: 'mine' }, { system: [{ type: 'text', text: 'mine' }] }, { messages: [hi, { role: 'system', content: 'mine' }] }]) t.equal(put(fields), undefined, JSON.stringify(fields))
})
