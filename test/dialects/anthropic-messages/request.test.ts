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
  const cached: Part = { type: 'text', text: 'b', extra: { cache_control: { type: 'ephemeral' } } }
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

test('reasoning without a signature is dropped, and said so once', async t => {
  const assistant = { role: 'assistant' as const, content: [{ type: 'reasoning' as const, text: 'hm' }, text('a')] }
  t.same(told(write({ messages: [user, assistant, user, assistant] })), ['dropped messages[1].content[0]'])
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
  const tools: ChatRequest['tools'] = [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object', properties: {} }, strict: true }, { type: 'function', name: 'g' }, { type: 'extra', name: 'web_search_20250305', data: { type: 'web_search_20250305', name: 'web_search' } }, { type: 'extra', name: 'file_search', data: {} }]
  const choose = (toolChoice: ChatRequest['toolChoice'], parallelToolCalls?: boolean) =>
    write({ tools, ...toolChoice !== undefined && { toolChoice }, params: { ...parallelToolCalls !== undefined && { parallelToolCalls } } })
  t.same(choose(undefined).body.tools, [{ name: 'f', description: 'd', input_schema: { type: 'object', properties: {} } }, { name: 'g', input_schema: { type: 'object', properties: {} } }, { type: 'web_search_20250305', name: 'web_search' }])
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
