import { test } from 'tap'
import type { ChatRequest, Part } from '../../../src/core/chat.ts'
import { gemini } from '../../../src/dialects/gemini/index.ts'

const text = (text: string): Part => ({ type: 'text', text })
const user = { role: 'user' as const, content: [text('hi')] }
const write = (fields: Partial<ChatRequest>): { body: any; warnings: { param: string; action: string; detail?: string }[] } =>
  gemini.writeRequest({ model: 'gemini-2.5-flash', messages: [user], stream: false, params: {}, extras: {}, ...fields })
const told = ({ warnings }: { warnings: { param: string; action: string }[] }) => warnings.map(({ param, action }) => `${action} ${param}`)
const hi = { role: 'user', parts: [{ text: 'hi' }] }

test('a plain request has neither a model nor a mark for streams: both stand in the address', async t => {
  t.same(write({ stream: true }), { body: { contents: [hi] }, warnings: [] })
})

test('system messages come first, and the user says them where nobody else may', async t => {
  const system = { role: 'system' as const, content: [text('a')] }
  const { body, warnings } = write({ messages: [system, user, { role: 'developer', content: [text('b')] }] })
  t.same(body, { contents: [hi], systemInstruction: { parts: [{ text: 'a' }, { text: 'b' }] } })
  t.same(told({ warnings }), ['emulated messages[2]'])
  const alone = write({ messages: [system] })
  t.same(alone.body, { contents: [{ role: 'user', parts: [{ text: 'a' }] }] })
  t.same(told(alone), ['emulated messages[0]'])
  const gemma = write({ model: 'gemma-3-27b-it', messages: [system, user] })
  t.same(gemma.body, { contents: [{ role: 'user', parts: [{ text: 'a' }, { text: 'hi' }] }] })
  t.same(told(gemma), ['emulated messages[0]'])
})

test('neighbours of one role become one, results of tools under the name of their call', async t => {
  const { body, warnings } = write({
    messages: [
      user,
      { role: 'assistant', content: [text('calling'), { type: 'tool-call', id: 'a', name: 'f', arguments: '{"x":1}' }, { type: 'tool-call', id: 'b', name: 'g', arguments: '' }] },
      { role: 'tool', toolCallId: 'a', content: [text('{"y":2}')] },
      { role: 'tool', toolCallId: 'b', content: [text('two')], isError: true },
      user,
      { role: 'assistant', content: [text('')] },
      { role: 'assistant', content: [{ type: 'refusal', text: 'no' }] },
    ],
  })
  t.same(warnings, [])
  t.same(body.contents, [
    hi,
    { role: 'model', parts: [{ text: 'calling' }, { functionCall: { id: 'a', name: 'f', args: { x: 1 } } }, { functionCall: { id: 'b', name: 'g', args: {} } }] },
    { role: 'user', parts: [{ functionResponse: { id: 'a', name: 'f', response: { y: 2 } } }, { functionResponse: { id: 'b', name: 'g', response: { error: 'two' } } }, { text: 'hi' }] },
    { role: 'model', parts: [{ text: 'no' }] },
  ])
})

const outcomes: Record<string, object> = {
  'plain words': { output: 'plain words' },
  '[1]': { output: '[1]' },
  42: { output: '42' },
  '{"a":{"b":[1]}}': { a: { b: [1] } },
  // these would come back as other texts
  '{ "a": 1 }': { output: '{ "a": 1 }' },
  '{"id":12345678901234567890}': { output: '{"id":12345678901234567890}' },
  '{"output":"x"}': { output: '{"output":"x"}' },
  '{broken': { output: '{broken' },
}
for (const [said, response] of Object.entries(outcomes)) {
  test(`what a tool says, ${said}, is told so that it can be read again`, async t => {
    const { body } = write({ messages: [user, { role: 'tool', toolCallId: 'a', toolName: 'f', content: [text(said)] }] })
    t.same(body.contents[0].parts[1].functionResponse, { id: 'a', name: 'f', response })
    t.same(gemini.readRequest(body).messages[1], { role: 'tool', toolCallId: 'a', toolName: 'f', content: [text(said)] })
  })
}

test('a picture that a tool made stands inside its answer, or beside it for older models', async t => {
  const messages: ChatRequest['messages'] = [user, { role: 'tool', toolCallId: 'a', toolName: 'f', content: [text('done'), { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }] }]
  const picture = { inlineData: { mimeType: 'image/png', data: 'AAAA' } }
  const response = { id: 'a', name: 'f', response: { output: 'done' } }
  t.same(write({ messages }).body.contents[0].parts.slice(1), [{ functionResponse: response }, picture])
  t.same(write({ messages, model: 'gemini-3-flash' }).body.contents[0].parts.slice(1), [{ functionResponse: { ...response, parts: [picture] } }])
})

test('what a tool made comes back from inside its answer', async t => {
  const content: Part[] = [text('done'), { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }, { type: 'file', source: { data: 'JVBE' }, mediaType: 'application/pdf' }]
  const messages: ChatRequest['messages'] = [user, { role: 'tool', toolCallId: 'a', toolName: 'f', content }]
  t.same(gemini.readRequest(write({ messages, model: 'gemini-3-flash' }).body).messages, messages)
})

test('a picture that a model made goes back to it, and nothing is lost in silence', async t => {
  const picture: Part = { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }
  const { body, warnings } = write({ messages: [user, { role: 'assistant', content: [text('here'), picture, { type: 'extra', name: 'audio', data: {} }] }] })
  t.same(body.contents[1], { role: 'model', parts: [{ text: 'here' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] })
  t.same(told({ warnings }), ['dropped messages[1].content[2]'])
})

test('pictures, files and sounds go inline, Google’s own files by address', async t => {
  const content: Part[] = [
    { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' }, detail: 'low' },
    { type: 'file', source: { data: 'JVBE' }, mediaType: 'application/pdf', name: 'a.pdf' },
    { type: 'file', source: { data: 'JVBE' } },
    { type: 'audio', data: 'UklG', format: 'wav' },
    { type: 'file', source: { id: 'files/abc' } },
    { type: 'file', source: { id: 'https://generativelanguage.googleapis.com/v1beta/files/abc' }, mediaType: 'video/mp4' },
    { type: 'extra', name: 'gemini.fileData', data: { fileData: { fileUri: 'https://youtu.be/abc' }, videoMetadata: { fps: 1 } } },
    { type: 'extra', name: 'video_url', data: {} },
    { type: 'tool-call', id: 'a', name: 'f', arguments: '{}' },
    { type: 'image', source: { url: 'https://generativelanguage.googleapis.com/v1beta/files/abc.PNG' } },
    { type: 'extra', name: 'message.prefix', data: true },
  ]
  const { body, warnings } = write({ messages: [{ role: 'user', content }] })
  t.same(body.contents[0].parts, [
    { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    { inlineData: { mimeType: 'application/pdf', data: 'JVBE' } },
    { inlineData: { mimeType: 'application/pdf', data: 'JVBE' } },
    { inlineData: { mimeType: 'audio/wav', data: 'UklG' } },
    { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } },
    { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc', mimeType: 'video/mp4' } },
    { fileData: { fileUri: 'https://youtu.be/abc' }, videoMetadata: { fps: 1 } },
    { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc.PNG', mimeType: 'image/png' } },
  ])
  t.same(told({ warnings }), ['dropped messages[0].content[0].detail', 'dropped messages[0].content[1].filename', 'dropped messages[0].content[7]', 'dropped messages[0].content[8]', 'dropped messages[0].prefix'])
})

test('tools and the choice among them are written', async t => {
  const tools: ChatRequest['tools'] = [
    { type: 'function', name: 'f', description: 'd', parameters: { type: 'object', properties: { a: { type: 'string' } } } }, { type: 'function', name: 'g' },
    { type: 'extra', name: 'gemini.googleSearch', data: { googleSearch: {} } }, { type: 'extra', name: 'web_search', data: {} },
  ]
  const choose = (toolChoice: ChatRequest['toolChoice'], more: Partial<ChatRequest> = {}) => write({ tools, ...toolChoice !== undefined && { toolChoice }, ...more })
  t.same(choose(undefined).body.tools, [
    { googleSearch: {} },
    { functionDeclarations: [{ name: 'f', description: 'd', parametersJsonSchema: { type: 'object', properties: { a: { type: 'string' } } } }, { name: 'g', description: '' }] },
  ])
  t.same(told(choose(undefined)), ['dropped tools[3]'])
  const modes: [ChatRequest['toolChoice'], object | undefined][] = [
    [undefined, undefined], ['auto', { mode: 'AUTO' }], ['none', { mode: 'NONE' }], ['required', { mode: 'ANY' }], [{ name: 'f' }, { mode: 'ANY', allowedFunctionNames: ['f'] }],
  ]
  for (const [choice, calling] of modes) t.same(choose(choice).body.toolConfig?.functionCallingConfig, calling)
  const strict: ChatRequest['tools'] = [{ type: 'function', name: 'f', strict: true }]
  t.same(choose('auto', { tools: strict }).body.toolConfig, { functionCallingConfig: { mode: 'VALIDATED' } })
  t.same(told(choose('auto', { tools: strict, model: 'gemini-2.0-flash' })), ['dropped tools[0].function.strict'])
  t.match(write({ tools: [{ type: 'function', name: 'f', extra: { behavior: 'BLOCKING' } }] }).body.tools, [{ functionDeclarations: [{ name: 'f', behavior: 'BLOCKING' }] }])
  t.equal(write({ tools: [], toolChoice: 'auto' }).body.toolConfig, undefined)
})

test('settings go into generationConfig', async t => {
  const { body, warnings } = write({
    model: 'gemini-2.0-flash',
    params: { temperature: 0.5, topP: 0.9, topK: 4, maxOutputTokens: 9, stop: ['x'], seed: 7, presencePenalty: 1, frequencyPenalty: 0.5, n: 2, logprobs: true, topLogprobs: 3 },
    extras: { generationConfig: { responseModalities: ['TEXT'] }, safetySettings: [{ category: 'c', threshold: 'OFF' }], cachedContent: 'cachedContents/a', toolConfig: { retrievalConfig: {} } },
  })
  t.same(body.generationConfig, { temperature: 0.5, topP: 0.9, topK: 4, maxOutputTokens: 9, stopSequences: ['x'], seed: 7, presencePenalty: 1, frequencyPenalty: 0.5, candidateCount: 2, responseLogprobs: true, logprobs: 3, responseModalities: ['TEXT'] })
  t.match(body, { safetySettings: [{ threshold: 'OFF' }], cachedContent: 'cachedContents/a', toolConfig: { retrievalConfig: {} } })
  t.same(warnings, [])
})

test('an answer of a form is asked for by setting, in words beside tools that rule it out', async t => {
  const responseFormat = { type: 'json-schema' as const, name: 'x', description: 'The weather.', schema: { type: 'object', properties: { a: { const: 1 } } } }
  const form = { responseMimeType: 'application/json', responseJsonSchema: { description: 'The weather.', type: 'object', properties: { a: { enum: [1] } } } }
  t.same(write({ params: { responseFormat } }), { body: { contents: [hi], generationConfig: form }, warnings: [] })
  t.same(write({ params: { responseFormat: { type: 'json' } } }).body.generationConfig, { responseMimeType: 'application/json' })
  t.equal(write({ params: { responseFormat: { type: 'text' } } }).body.generationConfig, undefined)
  const tools: ChatRequest['tools'] = [{ type: 'function', name: 'f' }]
  const emulated = write({ tools, params: { responseFormat } })
  t.equal(emulated.body.generationConfig, undefined)
  t.match(emulated.body.systemInstruction.parts[0].text, /JSON Schema: \{"type":"object","properties":\{"a":\{"const":1\}\}\}/)
  t.same(told(emulated), ['emulated response_format'])
  t.same(write({ tools, params: { responseFormat }, model: 'gemini-3-flash' }).body.generationConfig, form)
  t.same(told(write({ tools, toolChoice: 'required', params: { responseFormat }, model: 'gemini-3-flash' })), ['emulated response_format'])
  const gemma = write({ params: { responseFormat }, model: 'gemma-3-27b-it' })
  t.match(gemma.body.contents, [{ role: 'user', parts: [{ text: /^When you answer, .*JSON Schema/ }, { text: 'hi' }] }])
  t.same([gemma.body.systemInstruction, gemma.body.generationConfig], [undefined, undefined])
})

const shown = { includeThoughts: true }
const thoughts: [model: string, params: ChatRequest['params'], config: object | undefined, warnings: string[]][] = [
  ['gemini-2.5-flash', {}, undefined, []],
  ['gemini-2.5-flash', { reasoningEffort: 'low' }, { thinkingBudget: 1024, ...shown }, ['emulated reasoning_effort']],
  ['gemini-2.5-flash', { reasoningEffort: 'high' }, { thinkingBudget: 24576, ...shown }, ['emulated reasoning_effort']],
  ['gemini-2.5-flash', { reasoningEffort: 'none' }, { thinkingBudget: 0 }, ['emulated reasoning_effort']],
  ['gemini-2.5-pro', { reasoningEffort: 'none' }, { thinkingBudget: 128 }, ['emulated reasoning_effort']],
  ['models/gemini-2.5-flash-lite', { reasoningBudget: 100 }, { thinkingBudget: 512, ...shown }, ['clamped reasoning_budget']],
  ['gemini-2.5-pro', { reasoningBudget: 5000 }, { thinkingBudget: 5000, ...shown }, []],
  ['gemini-2.5-flash', { reasoningBudget: 0 }, { thinkingBudget: 0 }, []],
  ['gemini-3-flash-preview', { reasoningEffort: 'minimal' }, { thinkingLevel: 'minimal', ...shown }, []],
  ['gemini-3-flash-preview', { reasoningEffort: 'none' }, { thinkingLevel: 'minimal' }, ['emulated reasoning_effort']],
  ['gemini-3.1-pro-preview', { reasoningEffort: 'minimal' }, { thinkingLevel: 'low', ...shown }, ['emulated reasoning_effort']],
  ['gemini-3.7-flash', { reasoningEffort: 'none' }, { thinkingLevel: 'low' }, ['emulated reasoning_effort']],
  ['gemini-flash-latest', { reasoningEffort: 'medium' }, { thinkingLevel: 'medium', ...shown }, []],
  ['gemini-3-pro-preview', { reasoningEffort: 'xhigh' }, { thinkingLevel: 'high', ...shown }, ['emulated reasoning_effort']],
  ['gemini-3-pro-preview', { reasoningBudget: 2000 }, { thinkingBudget: 2000, ...shown }, []],
  ['gemini-3-pro-preview', { reasoningBudget: 0 }, { thinkingLevel: 'low' }, ['emulated reasoning_budget']],
  ['gemini-2.0-flash', { reasoningEffort: 'high' }, undefined, ['dropped reasoning_effort']],
  ['gemini-2.0-flash', { reasoningEffort: 'none' }, undefined, []],
  ['gemma-3-27b-it', { reasoningBudget: 5 }, undefined, ['dropped reasoning_budget']],
]
for (const [model, params, config, warnings] of thoughts) {
  test(`${model} thinks as it can: ${JSON.stringify(params)}`, async t => {
    const written = write({ model, params })
    t.same(written.body.generationConfig?.thinkingConfig, config)
    t.same(told(written), warnings)
  })
}

test('whoever says in Gemini’s own words how to think has said it', async t => {
  const { body, warnings } = write({ params: { reasoningEffort: 'low' }, extras: { generationConfig: { thinkingConfig: { thinkingBudget: -1 } } } })
  t.same(body.generationConfig.thinkingConfig, { thinkingBudget: -1 })
  t.same(warnings, [])
})

test('what Gemini does not have is a warning each', async t => {
  const marked: Part = { type: 'text', text: 'a', cacheControl: { type: 'ephemeral' }, extra: { citations: [] } }
  const { body, warnings } = write({
    messages: [{ role: 'user', content: [marked, marked], name: 'Ada' }],
    params: { parallelToolCalls: false, verbosity: 'low', user: 'u', metadata: { a: 'b' }, serviceTier: 'scale', presencePenalty: 1, frequencyPenalty: 0, n: 9, stop: ['1', '2', '3', '4', '5', '6'], seed: 2 ** 40 + 5 },
    extras: { logit_bias: {}, stream_options: {}, store: true },
  })
  t.same(told({ warnings }), [
    'dropped messages[0].name', 'dropped cache_control', 'dropped citations', 'dropped logit_bias', 'clamped n', 'clamped stop', 'clamped seed', 'dropped presence_penalty',
    'dropped service_tier', 'dropped parallel_tool_calls', 'dropped verbosity', 'dropped user', 'dropped metadata',
  ])
  t.same(body.generationConfig, { seed: 5, candidateCount: 8, stopSequences: ['1', '2', '3', '4', '5'] })
  t.same(write({ params: { parallelToolCalls: true } }).warnings, [])
})

test('a service tier has another name, or none', async t => {
  const tiers: Record<string, string | undefined> = { auto: undefined, default: 'standard', flex: 'flex', priority: 'priority' }
  for (const [serviceTier, wire] of Object.entries(tiers)) t.equal(write({ params: { serviceTier } }).body.serviceTier, wire)
})

test('fields of another dialect stay behind, whatever they are called', async t => {
  t.same(told(write({ extras: { top_a: 1 }, extrasOf: 'openai-chat' })), ['dropped top_a'])
  t.same(write({ extras: { enhanced: 1 }, extrasOf: 'gemini' }).body.enhanced, 1)
})

test('arguments that are no object are wrapped, and said so', async t => {
  const { body, warnings } = write({ messages: [user, { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'f', arguments: '{"broken' }] }] })
  t.same(body.contents[1].parts[0].functionCall.args, { arguments: '{"broken' })
  t.same(told({ warnings }), ['emulated messages[1].content[0]'])
})
