import { test } from 'tap'
import type { ChatRequest, Part } from '../../../src/core/chat.ts'
import { ollamaChat } from '../../../src/dialects/ollama/index.ts'

const text = (text: string): Part => ({ type: 'text', text })
const user = { role: 'user' as const, content: [text('hi')] }
const write = (fields: Partial<ChatRequest>) => ollamaChat.writeRequest({ model: 'llama3', messages: [user], stream: false, params: {}, extras: {}, ...fields })
const told = ({ warnings }: { warnings: { param: string; action: string }[] }) => warnings.map(({ param, action }) => `${action} ${param}`)

/** What an act throws. */
const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
}

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
