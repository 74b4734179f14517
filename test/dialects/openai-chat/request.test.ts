import { test } from 'tap'
import { openaiChat } from '../../../src/dialects/openai-chat/index.ts'

const read = (fields: object) => openaiChat.readRequest({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...fields })
const write = (fields: object) => openaiChat.writeRequest({ model: 'm', messages: [], stream: false, params: {}, extras: {}, ...fields })
const hi = { role: 'user', content: [{ type: 'text', text: 'hi' }] }

/** What an act throws. */
const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
}

test('a plain request is read', async t => {
  t.same(read({ stream: true, temperature: 0.5, stop: 'END' }), { model: 'm', messages: [hi], stream: true, params: { temperature: 0.5, stop: ['END'] }, extras: {} })
})

test('null means that a field is not set', async t => {
  t.same(read({ temperature: null, stop: null, tools: null, tool_choice: null, response_format: null, stream: null, max_tokens: null, user: null, stream_options: null }), read({}))
})

test('the newer name of the limit wins', async t => {
  t.equal(read({ max_tokens: 5 }).params.maxOutputTokens, 5)
  t.equal(read({ max_tokens: 5, max_completion_tokens: 7 }).params.maxOutputTokens, 7)
  t.equal(read({ max_completion_tokens: 7, max_tokens: 5 }).params.maxOutputTokens, 7)
})

test('unknown fields travel, ours do not', async t => {
  const { extras } = read({ models: ['other'], logit_bias: { 1: 2 }, provider: { order: ['x'] }, stream_options: { include_usage: true, include_obfuscation: false } })
  t.same(extras, { logit_bias: { 1: 2 }, provider: { order: ['x'] }, stream_options: { include_obfuscation: false } })
  t.same(write({ extras }).body, { ...extras, model: 'm', messages: [], stream: false })
})

test('every form of a tool choice is read', async t => {
  t.equal(read({ tool_choice: 'required' }).toolChoice, 'required')
  t.equal(read({ tool_choice: 'any' }).toolChoice, 'required')
  t.same(read({ tool_choice: { type: 'function', function: { name: 'f' } } }).toolChoice, { name: 'f' })
  const allowed = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } }
  t.same(read({ tool_choice: allowed }).extras, { tool_choice: allowed })
})

test('an unknown response format travels', async t => {
  t.same(read({ response_format: { type: 'grammar', grammar: 'x' } }).extras, { response_format: { type: 'grammar', grammar: 'x' } })
})

test('pictures come as addresses, data or bare text', async t => {
  const image = (image_url: unknown) => read({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url }] }] }).messages[0]?.content[0]
  t.same(image({ url: 'https://example.com/a.png', detail: 'high' }), { type: 'image', source: { url: 'https://example.com/a.png' }, detail: 'high' })
  t.same(image({ url: 'data:image/png;base64,AAAA' }), { type: 'image', source: { mediaType: 'image/png', data: 'AAAA' } })
  t.same(image('https://example.com/a.png'), { type: 'image', source: { url: 'https://example.com/a.png' } })
})

test('the old form of calls and their answers finds together', async t => {
  const { messages } = read({
    messages: [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', name: 'f', content: '1' },
    ],
  })
  const call = messages[1]?.content[0]
  t.match(call, { type: 'tool-call', name: 'f', arguments: '{}' })
  t.match(messages[2], { role: 'tool', toolCallId: call?.type === 'tool-call' ? call.id : '' })
})

test('an assistant’s reasoning, refusal and foreign calls are kept', async t => {
  const custom = { id: 'c2', type: 'custom', custom: { name: 'x', input: 'y' } }
  const message = {
    role: 'assistant',
    content: 'a',
    refusal: 'no',
    reasoning_content: 'hm',
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' }, extra_content: { google: { thought_signature: 's' } } }, custom],
    audio: { id: 'audio_1' },
  }
  t.same(write({ messages: read({ messages: [message] }).messages }).body.messages, [message])
})

test('signed and sealed reasoning finds its way back', async t => {
  const message = {
    role: 'assistant',
    content: 'a',
    reasoning_content: 'hm',
    reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's', index: 0 }, { type: 'reasoning.encrypted', data: 'xx', index: 1 }],
  }
  const { messages } = read({ messages: [message] })
  t.same(messages[0]?.content, [{ type: 'reasoning', text: 'hm', signature: 's' }, { type: 'reasoning', text: '', redacted: 'xx' }, { type: 'text', text: 'a' }])
  t.same(write({ messages }).body.messages, [message])
})

const mistakes: [string, object, string][] = [
  ['a tool’s message without an id', { role: 'tool', content: 'x' }, 'messages[0].tool_call_id'],
  ['a picture without an address', { role: 'user', content: [{ type: 'image_url', image_url: {} }] }, 'messages[0].content[0].image_url.url'],
  ['a text without text', { role: 'user', content: [{ type: 'text', text: 5 }] }, 'messages[0].content[0].text'],
  ['a file without anything', { role: 'user', content: [{ type: 'file', file: {} }] }, 'messages[0].content[0].file'],
  ['sound without data', { role: 'user', content: [{ type: 'input_audio' }] }, 'messages[0].content[0].input_audio.data'],
  ['a part that is none', { role: 'user', content: [7] }, 'messages[0].content[0]'],
]
for (const [what, message, param] of mistakes) {
  test(`${what} is refused, and named`, async t => {
    t.match(thrownBy(() => read({ messages: [message] })), { kind: 'invalid_request', more: { param } })
  })
}

test('a tool without a name is refused, and named', async t => {
  t.match(thrownBy(() => read({ tools: [{ type: 'function', function: {} }] })), { kind: 'invalid_request', more: { param: 'tools[0].function.name' } })
})

test('what cannot be said in this dialect is a warning', async t => {
  const { body, warnings } = write({ params: { reasoningBudget: 4000 }, messages: [{ role: 'tool', toolCallId: 'c', content: [], isError: true }] })
  t.equal(body.reasoning_effort, 'medium')
  t.same(warnings.map(({ param, action }) => [param, action]), [['reasoning_budget', 'emulated'], ['messages[0].is_error', 'dropped']])
})

test('usage is asked for once, beside other stream options', async t => {
  t.same(openaiChat.askForUsage?.({}), { stream_options: { include_usage: true } })
  t.same(openaiChat.askForUsage?.({ stream_options: null }), { stream_options: { include_usage: true } })
  t.same(openaiChat.askForUsage?.({ stream_options: { include_usage: false, include_obfuscation: false } }), { stream_options: { include_usage: true, include_obfuscation: false } })
  t.equal(openaiChat.askForUsage?.({ stream_options: { include_usage: true } }), undefined)
})
