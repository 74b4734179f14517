import { test } from 'tap'
import { openaiResponses } from '../../../src/dialects/openai-responses/index.ts'

const read = (fields: object) => openaiResponses.readRequest({ model: 'm', input: 'hi', ...fields })
const messages = (...input: unknown[]) => read({ input }).messages
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
  t.same(read({ stream: true, temperature: 0.5, instructions: 'Be brief.' }), {
    model: 'm', messages: [{ role: 'system', content: [{ type: 'text', text: 'Be brief.' }] }, hi], stream: true, params: { temperature: 0.5 }, extras: {},
  })
})

test('null means that a field is not set, and so does what is true of every answer here', async t => {
  const unset = { instructions: null, temperature: null, tools: null, tool_choice: null, text: null, reasoning: null, include: null, stream: null, user: null, previous_response_id: null, conversation: null, metadata: null }
  t.same(read({ ...unset, store: false, background: false, truncation: 'disabled', include: ['reasoning.encrypted_content'] }), read({}))
})

test('settings find their places, and what has none keeps its wire name', async t => {
  const { params, extras } = read({
    max_output_tokens: 9, top_p: 0.5, top_logprobs: 2, parallel_tool_calls: false, metadata: { a: 'b' }, service_tier: 'flex', safety_identifier: 'u1',
    reasoning: { effort: 'low', summary: 'auto' }, text: { format: { type: 'json_schema', name: 'n', schema: {}, strict: true }, verbosity: 'low' },
    include: ['message.output_text.logprobs', 'web_search_call.action.sources'], max_tool_calls: 3, truncation: 'auto', store: true, prompt_cache_key: 'k', made_up: 1,
  })
  t.same(params, {
    maxOutputTokens: 9, topP: 0.5, topLogprobs: 2, logprobs: true, parallelToolCalls: false, metadata: { a: 'b' }, serviceTier: 'flex', user: 'u1',
    reasoningEffort: 'low', responseFormat: { type: 'json-schema', name: 'n', schema: {}, strict: true }, verbosity: 'low',
  })
  t.same(extras, { 'reasoning.summary': 'auto', include: ['web_search_call.action.sources'], max_tool_calls: 3, truncation: 'auto', store: true, prompt_cache_key: 'k', made_up: 1 })
})

const formats: [string, object, unknown][] = [
  ['text', { type: 'text' }, { type: 'text' }],
  ['JSON', { type: 'json_object' }, { type: 'json' }],
  ['a schema', { type: 'json_schema', name: 'n', schema: { type: 'object' }, description: 'd' }, { type: 'json-schema', name: 'n', schema: { type: 'object' }, description: 'd' }],
]
for (const [what, format, expected] of formats) {
  test(`the format ${what} is read`, async t => {
    t.same(read({ text: { format } }).params.responseFormat, expected)
  })
}

test('a format that only OpenAI has travels', async t => {
  t.same(read({ text: { format: { type: 'grammar' } } }).extras, { 'text.format': { type: 'grammar' } })
})

const weather = { type: 'function', name: 'get_weather', description: 'd', parameters: { type: 'object' }, strict: true }
const search = { type: 'web_search', search_context_size: 'low' }
const choices: [string, unknown, object][] = [
  ['a word', 'required', { toolChoice: 'required' }],
  ['a function', { type: 'function', name: 'get_weather' }, { toolChoice: { name: 'get_weather' } }],
  ['one of OpenAI’s own tools', { type: 'web_search' }, { toolChoice: undefined, extras: { tool_choice: { type: 'web_search' } } }],
  ['some of the tools', { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_weather' }] }, { toolChoice: 'required', tools: { length: 1 } }],
  ['some of OpenAI’s own', { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'web_search' }] }, { toolChoice: 'auto', tools: [{ type: 'extra' }] }],
]
for (const [what, tool_choice, expected] of choices) {
  test(`a tool choice that is ${what} is read`, async t => {
    t.match(read({ tools: [weather, search], tool_choice }), expected)
  })
}

test('tools are functions, or belong to OpenAI', async t => {
  t.same(read({ tools: [{ ...weather, defer_loading: true }, search] }).tools, [
    { type: 'function', name: 'get_weather', description: 'd', parameters: { type: 'object' }, strict: true, extra: { defer_loading: true } },
    { type: 'extra', name: 'openai-responses.web_search', data: search },
  ])
})

test('what users say is read: texts, pictures, files, sound', async t => {
  const file = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' }
  t.same(messages({ role: 'user', content: [
    { type: 'input_text', text: 'hi' },
    { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'high' },
    { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' },
    file, { type: 'input_file', file_url: 'https://example.com/a.pdf' }, { type: 'input_file', file_id: 'file_1' },
    { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
    { type: 'input_image', file_id: 'file_2', detail: 'auto' },
  ] })[0]?.content, [
    { type: 'text', text: 'hi' },
    { type: 'image', source: { url: 'https://example.com/a.png' }, detail: 'high' },
    { type: 'image', source: { mediaType: 'image/png', data: 'AAAA' } },
    { type: 'file', source: { data: 'JVBE' }, name: 'a.pdf', mediaType: 'application/pdf' }, { type: 'file', source: { url: 'https://example.com/a.pdf' } }, { type: 'file', source: { id: 'file_1' } },
    { type: 'audio', data: 'AAAA', format: 'mp3' },
    { type: 'extra', name: 'openai-responses.input_image', data: { type: 'input_image', file_id: 'file_2', detail: 'auto' } },
  ])
})

test('the model’s items that stand together are one turn', async t => {
  t.same(messages(
    { type: 'message', role: 'user', content: 'hi' },
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'a' }, { type: 'summary_text', text: 'b' }], encrypted_content: 'gAAA' },
    { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'I look.', annotations: [], logprobs: [] }, { type: 'refusal', refusal: 'no' }], phase: 'commentary' },
    { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{"a": 1.0}', status: 'completed' },
    { type: 'function_call', call_id: 'c2', name: 'g', arguments: '' },
    { type: 'function_call_output', call_id: 'c1', output: '18' },
    { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'x' }, { type: 'input_image', image_url: 'https://example.com/' }] },
    { role: 'assistant', content: 'Done.' }
  ), [
    hi,
    { role: 'assistant', content: [
      { type: 'reasoning', text: 'a\n\nb', signature: 'gAAA', signedBy: 'openai-responses' },
      { type: 'text', text: 'I look.', extra: { phase: 'commentary' } }, { type: 'refusal', text: 'no' },
      { type: 'tool-call', id: 'c1', name: 'f', arguments: '{"a": 1.0}' }, { type: 'tool-call', id: 'c2', name: 'g', arguments: '' },
    ] },
    { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: '18' }] },
    { role: 'tool', toolCallId: 'c2', content: [{ type: 'text', text: 'x' }, { type: 'image', source: { url: 'https://example.com/' } }] },
    { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] },
  ])
})

test('items that only OpenAI knows travel, and stand with whom they come from', async t => {
  const call = { type: 'computer_call', id: 'cu_1', call_id: 'c1' }
  const shown = { type: 'computer_call_output', call_id: 'c1', output: { type: 'computer_screenshot', image_url: 'data:' } }
  t.same(messages(call, shown), [
    { role: 'assistant', content: [{ type: 'extra', name: 'openai-responses.computer_call', data: call }] },
    { role: 'user', content: [{ type: 'extra', name: 'openai-responses.computer_call_output', data: shown }] },
  ])
})

const seals: [string, string, string, object][] = [
  ['OpenAI’s, beside a summary', 'gAAA', 'hm', { signature: 'gAAA', signedBy: 'openai-responses' }],
  ['OpenAI’s, alone', 'gAAA', '', { redacted: 'gAAA', signedBy: 'openai-responses' }],
  ['Anthropic’s signature', 'anthropic-messages#EqQB/+==', 'hm', { signature: 'EqQB/+==', signedBy: 'anthropic-messages' }],
  ['what Anthropic sealed', 'anthropic-messages-sealed#EqQB', '', { redacted: 'EqQB', signedBy: 'anthropic-messages' }],
  ['a signature of nobody knows whom', 'unknown#x#y', 'hm', { signature: 'x#y' }],
]
for (const [what, encrypted_content, summary, expected] of seals) {
  test(`encrypted_content that holds ${what} is read`, async t => {
    const item = { type: 'reasoning', id: 'rs_1', summary: summary === '' ? [] : [{ type: 'summary_text', text: summary }], encrypted_content }
    t.same(messages(item)[0]?.content, [{ type: 'reasoning', text: summary, ...expected }])
  })
}

test('a signature of a call is the next call’s', async t => {
  t.same(messages(
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gemini-call#CsQB' },
    { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' }, { type: 'function_call', call_id: 'c2', name: 'f', arguments: '{}' }
  )[0]?.content, [{ type: 'tool-call', id: 'c1', name: 'f', arguments: '{}', signature: 'CsQB', signedBy: 'gemini' }, { type: 'tool-call', id: 'c2', name: 'f', arguments: '{}' }])
})

const mistakes: [string, object, string][] = [
  ['an earlier response', { previous_response_id: 'resp_1' }, 'previous_response_id'],
  ['a conversation', { conversation: 'conv_1' }, 'conversation'],
  ['a conversation as an object', { conversation: { id: 'conv_1' } }, 'conversation'],
  ['work in the background', { background: true }, 'background'],
  ['a reference to an item', { input: [{ role: 'user', content: 'x' }, { type: 'item_reference', id: 'msg_1' }] }, 'input[1]'],
  ['a reference without its type', { input: [{ id: 'msg_1' }] }, 'input[0]'],
  ['a template', { prompt: { id: 'pmpt_1' } }, 'prompt'],
  ['no input', { input: undefined }, 'input'],
  ['an item that is none', { input: [7] }, 'input[0]'],
  ['an item of no type', { input: [{ content: 'x' }] }, 'input[0].type'],
  ['an unknown role', { input: [{ role: 'wizard', content: 'x' }] }, 'input[0].role'],
  ['content that is a number', { input: [{ role: 'user', content: 5 }] }, 'input[0].content'],
  ['a part that is none', { input: [{ role: 'user', content: [5] }] }, 'input[0].content[0]'],
  ['a picture without an address', { input: [{ role: 'user', content: [{ type: 'input_image' }] }] }, 'input[0].content[0].image_url'],
  ['a file without anything', { input: [{ role: 'user', content: [{ type: 'input_file' }] }] }, 'input[0].content[0]'],
  ['a text without text', { input: [{ role: 'user', content: [{ type: 'input_text' }] }] }, 'input[0].content[0].text'],
  ['a call without an id', { input: [{ type: 'function_call', name: 'f', arguments: '' }] }, 'input[0].call_id'],
  ['a call without a name', { input: [{ type: 'function_call', call_id: 'c', arguments: '' }] }, 'input[0].name'],
  ['an answer to no call', { input: [{ type: 'function_call_output', output: '' }] }, 'input[0].call_id'],
  ['a tool without a name', { tools: [{ type: 'function' }] }, 'tools[0].name'],
]
for (const [what, fields, param] of mistakes) {
  test(`${what} is refused, and named`, async t => {
    t.match(thrownBy(() => read(fields)), { kind: 'invalid_request', more: { param } })
  })
}

test('a system prompt is set where there is none', async t => {
  t.same(openaiResponses.withSystem?.({ input: 'hi' }, 'Be brief.'), { instructions: 'Be brief.' })
  t.equal(openaiResponses.withSystem?.({ input: 'hi', instructions: 'Be long.' }, 'Be brief.'), undefined)
  t.equal(openaiResponses.withSystem?.({ input: [{ role: 'developer', content: 'x' }] }, 'Be brief.'), undefined)
})
