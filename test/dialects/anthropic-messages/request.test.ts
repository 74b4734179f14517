import { test } from 'tap'
import type { ChatRequest, Part } from '../../../src/core/chat.ts'
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/index.ts'

const text = (text: string): Part => ({ type: 'text', text })
const user = { role: 'user' as const, content: [text('hi')] }
const write = (fields: Partial<ChatRequest>) => anthropicMessages.writeRequest({ model: 'claude', messages: [user], stream: false, params: {}, extras: {}, ...fields })
const told = ({ warnings }: { warnings: { param: string; action: string }[] }) => warnings.map(({ param, action }) => `${action} ${param}`)

/** What an act throws. */
const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
}

test('a plain request is written', async t => {
  t.same(write({ stream: true, params: { maxOutputTokens: 5, temperature: 0.5, stop: ['END'], user: 'u' } }), {
    body: { model: 'claude', messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }], stream: true, max_tokens: 5, temperature: 0.5, stop_sequences: ['END'], metadata: { user_id: 'u' } },
    warnings: [],
  })
})

test('a limit is always there', async t => {
  t.equal(write({}).body.max_tokens, 4096)
})

test('system messages come first, each in its own block', async t => {
  const cached: Part = { type: 'text', text: 'b', cacheControl: { type: 'ephemeral' } }
  const { body, warnings } = write({ messages: [{ role: 'system', content: [text('a'), cached] }, user, { role: 'developer', content: [text('c')] }] })
  t.same(body.system, [{ type: 'text', text: 'a' }, { type: 'text', text: 'b', cache_control: { type: 'ephemeral' } }, { type: 'text', text: 'c' }])
  t.equal(body.messages.length, 1)
  t.same(told({ warnings }), ['emulated messages[2]'])
})

test('neighbours of one role become one, with the results of tools in front', async t => {
  const { body, warnings } = write({
    messages: [
      user,
      { role: 'assistant', content: [{ type: 'reasoning', text: 'hm', signature: 's' }, { type: 'reasoning', text: '', redacted: 'r' }, text('calling'), { type: 'tool-call', id: 'a.1', name: 'f', arguments: '{"x":1}' }, { type: 'tool-call', id: 'b', name: 'g', arguments: '' }] },
      { role: 'tool', toolCallId: 'a.1', content: [text('one')] },
      user,
      { role: 'tool', toolCallId: 'b', content: [text('two'), { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }], isError: true },
    ],
  })
  t.same(warnings, [])
  t.same(body.messages.slice(1), [
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'redacted_thinking', data: 'r' },
        { type: 'text', text: 'calling' },
        { type: 'tool_use', id: 'a_1', name: 'f', input: { x: 1 } },
        { type: 'tool_use', id: 'b', name: 'g', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a_1', content: 'one' },
        { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'two' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }], is_error: true },
        { type: 'text', text: 'hi' },
      ],
    },
  ])
})

test('nothing empty is sent, and an answer begun for the model ends in a word', async t => {
  const { body } = write({ messages: [user, { role: 'assistant', content: [text('')] }, { role: 'assistant', content: [text('Once upon  ')] }] })
  t.same(body.messages, [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }, { role: 'assistant', content: [{ type: 'text', text: 'Once upon' }] }])
})

test('a later system message keeps its place where the model takes one there', async t => {
  const later = { role: 'developer' as const, content: [text('c')] }
  const answer = { role: 'assistant' as const, content: [text('b')] }
  const roles = (model: string, messages: ChatRequest['messages']) => write({ model, messages }).body.messages.map(({ role }: { role: string }) => role)
  t.same(roles('claude-opus-4-8', [user, later, later]), ['user', 'system'], 'at the end, as one')
  t.same(roles('claude-sonnet-5-5', [user, later, answer, user]), ['user', 'system', 'assistant', 'user'])
  t.same(roles('claude-opus-4-8', [user, answer, later, user]), ['user', 'assistant', 'user'], 'after the assistant there is no place')
  t.same(roles('claude-opus-4-8', [user, later, user]), ['user'], 'nor between two things that the user says')
  t.same(roles('claude-opus-4-7', [user, later]), ['user'], 'and older models take none')
})

test('reasoning that Anthropic did not sign is dropped, and said so once', async t => {
  const foreign: Part[] = [
    { type: 'reasoning', text: 'hm' },
    { type: 'reasoning', text: 'hm', signature: 's', signedBy: 'gemini' },
    { type: 'reasoning', text: '', redacted: 'x', signedBy: 'openai-responses' },
    text('a'),
  ]
  const assistant = { role: 'assistant' as const, content: foreign }
  const written = write({ messages: [user, assistant, user, assistant] })
  t.same(told(written), ['dropped messages[1].content[0]'])
  t.same(written.body.messages[1].content, [{ type: 'text', text: 'a' }])
})

test('reasoning that Anthropic signed goes back to it', async t => {
  const content: Part[] = [{ type: 'reasoning', text: '', signature: 's', signedBy: 'anthropic-messages' }, { type: 'reasoning', text: '', redacted: 'r', signedBy: 'anthropic-messages' }, text('a')]
  const { body, warnings } = write({ messages: [user, { role: 'assistant', content }, user] })
  t.same(warnings, [])
  t.same(body.messages[1].content.slice(0, 2), [{ type: 'thinking', thinking: '', signature: 's' }, { type: 'redacted_thinking', data: 'r' }])
})

test('what only Anthropic knows comes back to it as it was', async t => {
  const cacheControl = { type: 'ephemeral', ttl: '1h' }
  const search = { type: 'search_result', source: 'https://example.com', title: 'x', content: [{ type: 'text', text: 'y' }] }
  const used = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }
  const { body, warnings } = write({
    messages: [
      { role: 'user', content: [{ type: 'extra', name: 'anthropic-messages.search_result', data: search }, { type: 'file', source: { id: 'f' }, cacheControl, extra: { citations: { enabled: true }, context: 'c' } }] },
      { role: 'assistant', content: [{ type: 'extra', name: 'anthropic-messages.server_tool_use', data: used }, { type: 'tool-call', id: 't', name: 'f', arguments: '{}', cacheControl, extra: { caller: { type: 'code_execution_20260120', tool_id: 'srvtoolu_1' } } }] },
      { role: 'tool', toolCallId: 't', content: [text('ok'), { type: 'extra', name: 'anthropic-messages.tool_result', data: { toolset_name: 'browser' } }], cacheControl },
    ],
    tools: [{ type: 'function', name: 'f', cacheControl, extra: { defer_loading: true } }, { type: 'extra', name: 'anthropic-messages.mcp_toolset', data: { type: 'mcp_toolset', mcp_server_name: 'x' } }],
    extras: { container: 'c', unheard_of: 1 },
    extrasOf: 'anthropic-messages',
  })
  t.same(warnings, [])
  t.same(body.messages, [
    { role: 'user', content: [search, { type: 'document', source: { type: 'file', file_id: 'f' }, cache_control: cacheControl, citations: { enabled: true }, context: 'c' }] },
    { role: 'assistant', content: [used, { type: 'tool_use', id: 't', name: 'f', input: {}, cache_control: cacheControl, caller: { type: 'code_execution_20260120', tool_id: 'srvtoolu_1' } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'ok', cache_control: cacheControl, toolset_name: 'browser' }] },
  ])
  t.same(body.tools, [{ name: 'f', input_schema: { type: 'object', properties: {} }, cache_control: cacheControl, defer_loading: true }, { type: 'mcp_toolset', mcp_server_name: 'x' }])
  t.match(body, { container: 'c', unheard_of: 1 })
})

test('what belongs to another dialect is dropped, and said so', async t => {
  const written = write({
    messages: [{ role: 'user', name: 'Ada', content: [{ type: 'text', text: 'a', extra: { annotations: [] } }, { type: 'image', source: { url: 'u' }, detail: 'high' }, { type: 'extra', name: 'openai-chat.video_url', data: {} }, { type: 'extra', name: 'message.prefix', data: true }] }],
    tools: [{ type: 'function', name: 'f', extra: { function: { x: 1 } } }],
  })
  t.same(told(written), ['dropped messages[0].content[0].annotations', 'dropped messages[0].content[1].image_url.detail', 'dropped messages[0].content[2]', 'dropped messages[0].prefix', 'dropped messages[0].name', 'dropped tools[0].function'])
})

test('pictures and files are written', async t => {
  const content: Part[] = [
    { type: 'image', source: { url: 'https://example.com/a.png' } },
    { type: 'file', source: { data: 'JVBE' }, mediaType: 'application/pdf', name: 'a.pdf' },
    { type: 'file', source: { data: Buffer.from('hé').toString('base64') }, mediaType: 'text/markdown' },
    { type: 'file', source: { id: 'file_1' } },
    { type: 'file', source: { url: 'https://example.com/a.pdf' } },
  ]
  t.same(write({ messages: [{ role: 'user', content }] }).body.messages[0].content, [
    { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, title: 'a.pdf' },
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hé' } },
    { type: 'document', source: { type: 'file', file_id: 'file_1' } },
    { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
  ])
})

test('what it cannot hear or read is refused', async t => {
  t.match(thrownBy(() => write({ messages: [{ role: 'user', content: [{ type: 'audio', data: 'A', format: 'wav' }] }] })), { kind: 'invalid_request', more: { param: 'messages[0].content[0]' } })
  t.match(thrownBy(() => write({ messages: [{ role: 'user', content: [{ type: 'file', source: { data: 'A' }, mediaType: 'application/zip' }] }] })), { kind: 'invalid_request' })
})

test('tools and the choice among them are written', async t => {
  const tools: ChatRequest['tools'] = [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object', properties: {} }, strict: true }, { type: 'function', name: 'g' }, { type: 'extra', name: 'openai-chat.web_search_20250305', data: { type: 'web_search_20250305', name: 'web_search' } }, { type: 'extra', name: 'file_search', data: {} }]
  const choose = (toolChoice: ChatRequest['toolChoice'], parallelToolCalls?: boolean) =>
    write({ tools, ...toolChoice !== undefined && { toolChoice }, params: { ...parallelToolCalls !== undefined && { parallelToolCalls } } })
  t.same(choose(undefined).body.tools, [{ name: 'f', description: 'd', input_schema: { type: 'object', properties: {} }, strict: true }, { name: 'g', input_schema: { type: 'object', properties: {} } }, { type: 'web_search_20250305', name: 'web_search' }])
  t.same(told(choose(undefined)), ['dropped tools[3]'])
  t.equal(choose(undefined).body.tool_choice, undefined)
  t.same(choose('auto').body.tool_choice, { type: 'auto' })
  t.same(choose('none', false).body.tool_choice, { type: 'none' })
  t.same(choose('required', false).body.tool_choice, { type: 'any', disable_parallel_tool_use: true })
  t.same(choose({ name: 'f' }).body.tool_choice, { type: 'tool', name: 'f' })
  t.same(choose(undefined, false).body.tool_choice, { type: 'auto', disable_parallel_tool_use: true })
})

test('effort becomes a budget for thinking, on top of the default limit or within the one that was set', async t => {
  const low = write({ params: { reasoningEffort: 'low', temperature: 0.2, topK: 5 } })
  t.match(low.body, { thinking: { type: 'enabled', budget_tokens: 2048 }, max_tokens: 4096 + 2048 })
  t.same(told(low), ['emulated reasoning_effort', 'dropped temperature', 'dropped top_k'])
  t.match(write({ params: { reasoningEffort: 'high', maxOutputTokens: 3000 } }).body, { thinking: { budget_tokens: 2999 }, max_tokens: 3000 })
  t.same(told(write({ params: { reasoningEffort: 'high', maxOutputTokens: 500 } })), ['dropped reasoning_effort'])
  t.same(write({ params: { reasoningBudget: 5000 } }).warnings, [])
  t.same(told(write({ params: { reasoningBudget: 5000, maxOutputTokens: 2000 } })), ['clamped reasoning_budget'])
  t.equal(write({ params: { reasoningEffort: 'none' } }).body.thinking, undefined)
  t.same(told(write({ params: { reasoningEffort: 'low' }, tools: [{ type: 'function', name: 'f' }], toolChoice: 'required' })), ['dropped reasoning_effort'])
})

test('a model that decides itself is told how hard to think, not how long', async t => {
  const think = (params: ChatRequest['params'], more: Partial<ChatRequest> = {}) => write({ model: 'claude-opus-4-8', params, ...more })
  const high = think({ reasoningEffort: 'high' })
  t.match(high.body, { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' }, max_tokens: 20480 })
  t.same(told(high), ['renamed reasoning_effort'])
  for (const [params, effort, warning, thinking] of [
    [{ reasoningEffort: 'xhigh' }, 'xhigh', 'renamed reasoning_effort', 'adaptive'],
    [{ reasoningEffort: 'unheard-of' }, 'medium', 'emulated reasoning_effort', 'adaptive'],
    [{ reasoningBudget: 2000 }, 'low', 'emulated reasoning_budget', 'adaptive'],
    [{ reasoningBudget: 8000 }, 'medium', 'emulated reasoning_budget', 'adaptive'],
    [{ reasoningBudget: 30000, maxOutputTokens: 10 }, 'high', 'emulated reasoning_budget', 'adaptive'],
    [{ reasoningEffort: 'none' }, 'low', 'emulated reasoning_effort', undefined],
    [{ reasoningBudget: 0 }, 'low', 'emulated reasoning_budget', undefined],
  ] as const) {
    const { body, warnings } = think(params)
    t.same([body.output_config.effort, told({ warnings }), body.thinking?.type], [effort, [warning], thinking], JSON.stringify(params))
  }
  t.same(told(think({ reasoningEffort: 'low' }, { tools: [{ type: 'function', name: 'f' }], toolChoice: 'required' })), ['dropped reasoning_effort'])
  t.equal(think({}).body.output_config, undefined, 'and nothing where nothing was asked')
})

test('JSON is asked for by schema, or in words', async t => {
  const schema = { type: 'object', properties: { a: { type: 'array', items: { type: 'object' } } }, enum: [{ type: 'object' }] }
  const strict = write({ params: { responseFormat: { type: 'json-schema', name: 'x', schema } } })
  t.same(strict.body.output_config.format, { type: 'json_schema', schema: { type: 'object', properties: { a: { type: 'array', items: { type: 'object', additionalProperties: false } } }, enum: [{ type: 'object' }], additionalProperties: false } })
  t.same(told(strict), ['renamed response_format'])
  const loose = write({ params: { responseFormat: { type: 'json' } } })
  t.match(loose.body.system, [{ type: 'text', text: /JSON/ }])
  t.same(told(loose), ['emulated response_format'])
})

test('what Anthropic does not have is a warning each', async t => {
  const { body, warnings } = write({ params: { n: 2, seed: 1, logprobs: true, topLogprobs: 3, presencePenalty: 1, frequencyPenalty: 1, metadata: { a: 'b' }, serviceTier: 'flex', temperature: 1.5, topP: 0.5, stop: [' ', 'x'] }, extras: { logit_bias: {}, stream_options: {}, container: 'c' } })
  t.same(told({ warnings }).sort(), [
    'clamped temperature', 'dropped frequency_penalty', 'dropped logit_bias', 'dropped logprobs', 'dropped metadata', 'dropped n',
    'dropped presence_penalty', 'dropped seed', 'dropped service_tier', 'dropped stop', 'dropped top_logprobs', 'dropped top_p',
  ])
  t.match(body, { temperature: 1, stop_sequences: ['x'], container: 'c' })
  t.same(write({ params: { n: 1, presencePenalty: 0, logprobs: false, serviceTier: 'default' } }).warnings, [])
})

test('arguments that are no object are wrapped, and said so', async t => {
  const { body, warnings } = write({ messages: [user, { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'f', arguments: '{"broken' }] }] })
  t.same(body.messages[1].content[0].input, { arguments: '{"broken' })
  t.same(told({ warnings }), ['emulated messages[1].content[0]'])
})
