import { test } from 'tap'
import type { ChatRequest, Message, Part } from '../../../src/core/chat.ts'
import { openaiResponses } from '../../../src/dialects/openai-responses/index.ts'

const write = (fields: Partial<ChatRequest>) => openaiResponses.writeRequest({ model: 'm', messages: [], stream: false, params: {}, extras: {}, ...fields })
const inputOf = (...messages: Message[]) => write({ messages }).body.input
const assistant = (...content: Part[]): Message => ({ role: 'assistant', content })
const text = (text: string): Part => ({ type: 'text', text })

test('a request is written, and nothing is kept of it', async t => {
  t.same(write({ messages: [{ role: 'system', content: [text('Be brief.')] }, { role: 'user', content: [text('hi')] }] }), {
    body: { model: 'm', instructions: 'Be brief.', input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }], stream: false, store: false },
    warnings: [],
  })
})

test('later instructions stay where they stand', async t => {
  t.match(inputOf({ role: 'developer', content: [text('a')] }, { role: 'system', content: [text('b')] }), [{ role: 'developer' }, { role: 'system' }])
})

test('pictures and files are written, and sound is refused', async t => {
  t.same(inputOf({ role: 'user', content: [
    { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }, { type: 'image', source: { url: 'https://example.com/' }, detail: 'low' },
    { type: 'file', source: { data: 'JVBE' }, name: 'a.pdf', mediaType: 'application/pdf' }, { type: 'file', source: { data: 'JVBE' } }, { type: 'file', source: { url: 'https://example.com/' } }, { type: 'file', source: { id: 'file_1' } },
  ] })[0].content, [
    { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' }, { type: 'input_image', image_url: 'https://example.com/', detail: 'low' },
    { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' }, { type: 'input_file', filename: 'file.pdf', file_data: 'data:application/pdf;base64,JVBE' }, { type: 'input_file', file_url: 'https://example.com/' }, { type: 'input_file', file_id: 'file_1' },
  ])
  t.throws(() => inputOf({ role: 'user', content: [{ type: 'audio', data: 'AAAA', format: 'wav' }] }), { kind: 'invalid_request', more: { param: 'messages[0].content[0]' } } as never)
})

test('a turn with tools is written as its items, in order', async t => {
  t.same(inputOf(
    assistant({ type: 'reasoning', text: 'hm', signature: 'gAAA', signedBy: 'openai-responses' }, { type: 'reasoning', text: '', redacted: 'gBBB', signedBy: 'openai-responses' }, text('a'), text('b'), { type: 'refusal', text: 'no' }, { type: 'tool-call', id: 'c1', name: 'f', arguments: '{"a": 1.0}' }, text('c')),
    { role: 'tool', toolCallId: 'c1', content: [text('18')] }
  ), [
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'gAAA' },
    { type: 'reasoning', summary: [], encrypted_content: 'gBBB' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }, { type: 'output_text', text: 'b' }, { type: 'refusal', refusal: 'no' }] },
    { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a": 1.0}' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'c' }] },
    { type: 'function_call_output', call_id: 'c1', output: '18' },
  ])
})

test('what a tool answers may be a picture, or nothing', async t => {
  t.match(inputOf({ role: 'tool', toolCallId: 'c1', content: [{ type: 'image', source: { url: 'https://example.com/' } }] }), [{ output: [{ type: 'input_image' }] }])
  t.match(inputOf({ role: 'tool', toolCallId: 'c1', content: [] }), [{ output: '' }])
})

test('settings, tools and formats are written as they are called here', async t => {
  const { body, warnings } = write({
    tools: [{ type: 'function', name: 'f' }, { type: 'function', name: 'g', description: 'd', parameters: { type: 'object' }, strict: true }, { type: 'extra', name: 'openai-responses.web_search', data: { type: 'web_search' } }],
    toolChoice: { name: 'f' },
    params: { maxOutputTokens: 5, temperature: 1, topP: 1, topLogprobs: 2, logprobs: true, parallelToolCalls: true, user: 'u', metadata: {}, serviceTier: 'auto', reasoningEffort: 'low', verbosity: 'high', responseFormat: { type: 'json-schema', name: 'n', schema: {} } },
    extras: { 'reasoning.summary': 'auto', include: ['x'], max_tool_calls: 3 },
  })
  t.same(warnings, [])
  t.match(body, {
    tools: [{ type: 'function', name: 'f', parameters: { type: 'object', properties: {} }, strict: false }, { name: 'g', strict: true }, { type: 'web_search' }],
    tool_choice: { type: 'function', name: 'f' },
    max_output_tokens: 5, temperature: 1, top_p: 1, top_logprobs: 2, parallel_tool_calls: true, safety_identifier: 'u', metadata: {}, service_tier: 'auto', max_tool_calls: 3,
    reasoning: { effort: 'low', summary: 'auto' },
    text: { format: { type: 'json_schema', name: 'n', schema: {}, strict: false }, verbosity: 'high' },
    include: ['x', 'message.output_text.logprobs', 'reasoning.encrypted_content'],
  })
})

const losses: [string, Partial<ChatRequest>, string[]][] = [
  ['settings that are unknown here', { params: { topK: 1, stop: ['x'], seed: 1, presencePenalty: 1, frequencyPenalty: 1, n: 2 } }, ['top_k', 'stop', 'seed', 'presence_penalty', 'frequency_penalty', 'n']],
  ['keeping the response', { extras: { store: true } }, ['store']],
  ['fields of another dialect', { extrasOf: 'openai-chat', extras: { logit_bias: {}, prompt_cache_key: 'k' } }, ['logit_bias']],
  ['marks for the cache, once', { messages: [{ role: 'user', content: [{ ...text('a'), cacheControl: {} } as Part, { ...text('b'), cacheControl: {} } as Part] }], tools: [{ type: 'function', name: 'f', cacheControl: {} }] }, ['cache_control']],
  ['reasoning that others signed, or nobody', { messages: [assistant({ type: 'reasoning', text: 'a' }, { type: 'reasoning', text: 'b', signature: 's', signedBy: 'anthropic-messages' })] }, ['reasoning']],
  ['parts and tools of another dialect', { messages: [{ role: 'user', content: [{ type: 'extra', name: 'anthropic-messages.search_result', data: {} }] }, assistant({ type: 'extra', name: 'message.audio', data: {} })], tools: [{ type: 'extra', name: 'gemini.googleSearch', data: {} }] }, ['messages[0].content[0]', 'messages[1].audio', 'tools[0]']],
  ['fields beside a part of another dialect', { extrasOf: 'anthropic-messages', messages: [assistant({ ...text('a'), extra: { citations: [] } } as Part)] }, ['citations']],
  ['names and failures', { messages: [{ role: 'user', name: 'Ada', content: [text('a')] }, { role: 'tool', toolCallId: 'c', content: [], isError: true }] }, ['messages[0].name', 'messages[1].is_error']],
]
for (const [what, fields, params] of losses) {
  test(`a loss is told: ${what}`, async t => {
    const { warnings } = write(fields)
    t.same(warnings.map(({ param, action }) => [param, action]), params.map(param => [param, 'dropped']))
  })
}

test('a budget for thinking becomes an effort, which is told', async t => {
  const { body, warnings } = write({ params: { reasoningBudget: 4000 } })
  t.equal(body.reasoning.effort, 'medium')
  t.match(warnings, [{ param: 'reasoning_budget', action: 'emulated' }])
})

test('items and parts of its own go back as they came', async t => {
  const items = [
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } },
    { type: 'message', role: 'assistant', phase: 'final_answer', content: [{ type: 'output_text', text: 'a', annotations: [{ type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 1 }] }] },
    { type: 'computer_call_output', call_id: 'c', output: {} },
    { type: 'message', role: 'user', content: [{ type: 'input_image', file_id: 'file_1', detail: 'auto' }] },
  ]
  const request = openaiResponses.readRequest({ model: 'm', input: items })
  t.same(openaiResponses.writeRequest(request), { body: { model: 'm', input: items, stream: false, store: false }, warnings: [] })
})
