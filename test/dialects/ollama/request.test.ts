import { test } from 'tap'
import type { ChatRequest, Part } from '../../../src/core/chat.ts'
import { ollamaChat } from '../../../src/dialects/ollama/index.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const text = (text: string): Part => ({ type: 'text', text })
const user = { role: 'user' as const, content: [text('hi')] }
const write = (fields: Partial<ChatRequest>) => ollamaChat.writeRequest({ model: 'llama3', messages: [user], stream: false, params: {}, extras: {}, ...fields })
const told = ({ warnings }: { warnings: { param: string; action: string }[] }) => warnings.map(({ param, action }) => `${action} ${param}`)

test('a plain request says whether to stream, as Ollama would do it by itself', async t => {
  t.same(write({}), { body: { model: 'llama3', messages: [{ role: 'user', content: 'hi' }], stream: false }, warnings: [] })
})

test('settings go into options', async t => {
  const { body, warnings } = write({ params: { temperature: 0.5, maxOutputTokens: 9, topP: 0.9, topK: 4, seed: 7, stop: ['x'], presencePenalty: 1, frequencyPenalty: 0.5 }, extras: { options: { num_ctx: 8192 }, keep_alive: '5m' } })
  t.same(body.options, { temperature: 0.5, num_predict: 9, top_p: 0.9, top_k: 4, seed: 7, stop: ['x'], presence_penalty: 1, frequency_penalty: 0.5, num_ctx: 8192 })
  t.equal(body.keep_alive, '5m')
  t.same(warnings, [])
})

test('messages are text, pictures, calls and results under the tool’s name', async t => {
  const { body, warnings } = write({
    messages: [
      { role: 'developer', content: [text('a'), text('b')] },
      { role: 'user', content: [text('look'), { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }, { type: 'file', source: { data: Buffer.from('notes').toString('base64') }, mediaType: 'text/plain', name: 'n.txt' }] },
      { role: 'assistant', content: [{ type: 'reasoning', text: 'hm', signature: 's' }, { type: 'tool-call', id: 'c1', name: 'f', arguments: '{"x":1}' }] },
      { role: 'tool', toolCallId: 'c1', content: [text('1')] },
    ],
  })
  t.same(warnings, [])
  t.same(body.messages, [
    { role: 'system', content: 'a\nb' },
    { role: 'user', content: 'look\nn.txt:\nnotes', images: ['AAAA'] },
    { role: 'assistant', content: '', thinking: 'hm', tool_calls: [{ id: 'c1', function: { name: 'f', arguments: { x: 1 } } }] },
    { role: 'tool', content: '1', tool_name: 'f', tool_call_id: 'c1' },
  ])
})

test('what it cannot fetch, hear or read is refused, and named', async t => {
  const refused: Part[] = [{ type: 'image', source: { url: 'https://example.com/a.png' } }, { type: 'audio', data: 'A', format: 'wav' }, { type: 'file', source: { data: 'A' }, mediaType: 'application/pdf' }]
  for (const part of refused) t.match(thrownBy(() => write({ messages: [{ role: 'user', content: [part] }] })), { kind: 'invalid_request', more: { param: 'messages[0].content[0]' } })
})

test('tools, formats and thinking are written', async t => {
  const tools: ChatRequest['tools'] = [{ type: 'function', name: 'f', parameters: { type: 'object', properties: { a: {} } } }]
  t.same(write({ tools }).body.tools, [{ type: 'function', function: { name: 'f', description: '', parameters: { type: 'object', properties: { a: {} } } } }])
  t.equal(write({ params: { responseFormat: { type: 'json' } } }).body.format, 'json')
  t.same(write({ params: { responseFormat: { type: 'json-schema', name: 'x', schema: { type: 'object' } } } }).body.format, { type: 'object' })
  t.equal(write({ params: { reasoningEffort: 'none' } }).body.think, false)
  t.equal(write({ params: { reasoningEffort: 'high' } }).body.think, 'high')
  t.same(told(write({ params: { reasoningEffort: 'minimal' } })), ['emulated reasoning_effort'])
  t.match(write({ params: { logprobs: true, topLogprobs: 2 } }).body, { logprobs: true, top_logprobs: 2 })
})

test('what Ollama does not have is a warning each', async t => {
  const tools: ChatRequest['tools'] = [{ type: 'function', name: 'f' }]
  t.same(told(write({ tools, toolChoice: 'required', params: { n: 2, user: 'u', metadata: {}, serviceTier: 'flex', parallelToolCalls: false }, extras: { logit_bias: {} } })),
    ['dropped logit_bias', 'dropped tool_choice', 'dropped parallel_tool_calls', 'dropped n', 'dropped user', 'dropped metadata', 'dropped service_tier'])
  const none = write({ tools, toolChoice: 'none' })
  t.equal(none.body.tools, undefined)
  t.same(told(none), ['emulated tool_choice'])
})

test('one tool that must be called is the only one that is sent', async t => {
  const tools: ChatRequest['tools'] = [{ type: 'function', name: 'f' }, { type: 'function', name: 'g' }]
  const written = write({ tools, toolChoice: { name: 'g' } })
  t.match(written.body.tools, [{ function: { name: 'g' } }])
  t.equal(written.body.tools.length, 1)
  t.same(told(written), ['emulated tool_choice'])
})

test('a result goes under the tool’s name, the one that it came with first', async t => {
  const messages: ChatRequest['messages'] = [
    { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'f', arguments: '' }] },
    { role: 'tool', toolCallId: 'c1', toolName: 'f_renamed', content: [text('1')], isError: true },
    { role: 'tool', toolCallId: 'c2', content: [text('2')] },
  ]
  const written = write({ messages })
  t.same(written.body.messages.slice(1), [{ role: 'tool', content: '1', tool_name: 'f_renamed', tool_call_id: 'c1' }, { role: 'tool', content: '2', tool_call_id: 'c2' }])
  t.same(told(written), ['dropped messages[1].is_error'])
})

test('marks for a cache are told once, wherever they stand', async t => {
  const cacheControl = { type: 'ephemeral' }
  const written = write({
    messages: [{ role: 'system', content: [{ type: 'text', text: 'a', cacheControl }] }, { role: 'tool', toolCallId: 'c', content: [text('b')], cacheControl }],
    tools: [{ type: 'function', name: 'f', cacheControl }],
  })
  t.same(told(written), ['dropped cache_control'])
  t.notMatch(JSON.stringify(written.body), 'ephemeral')
})

test('signatures go quietly, what only their provider can read is told', async t => {
  const messages: ChatRequest['messages'] = [{ role: 'assistant', content: [{ type: 'reasoning', text: 'hm', signature: 's', signedBy: 'anthropic-messages' }, { type: 'reasoning', text: '', redacted: 'x' }, text('so')] }]
  const written = write({ messages })
  t.same(written.body.messages, [{ role: 'assistant', content: 'so', thinking: 'hm' }])
  t.same(told(written), ['dropped messages[0].content[1]'])
})

test('names, details and unknown fields of parts are told', async t => {
  const messages: ChatRequest['messages'] = [{ role: 'user', name: 'Ada', content: [{ type: 'image', source: { data: 'A', mediaType: 'image/png' }, detail: 'high' }, { type: 'text', text: 'x', extra: { mood: 1 } }] }]
  t.same(told(write({ messages })).sort(), ['dropped messages[0].content[0].image_url.detail', 'dropped messages[0].content[1].mood', 'dropped messages[0].name'])
  t.same(told(write({ params: { verbosity: 'low' } })), ['dropped verbosity'])
})

test('a remote image is fetched before it is written', async t => {
  t.equal(ollamaChat.takesUrls, false)
})
