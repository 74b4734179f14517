// Requests and answers as unkind as they come, in the house's own words.
import fc from 'fast-check'
import type { ChatParams, ChatRequest, Message, Part, Tool, ToolChoice } from '../../src/core/chat.ts'

/** What has broken parsers, writers and terminals before. */
const nastyTexts = [
  '👋🏽 👩‍👩‍👧‍👦', '\ud83d', '\udc4b and then', 'שלום \u202e עולם', '\u0000\u0007\u001b[31m', '\u2028\u2029', '\ufeffbom', '{"a":1}', '[]', 'null',
  'data: [DONE]\n\n', '\r\n\r\n', 'event: error\ndata: {}\n\n', '[DONE]', ': ping', '</script><!--', '\\"\\\\', 'a\tb', ' leading', 'trailing ', 'x'.repeat(5000), 'ü'.repeat(3000),
]

/** Any text at all; half a surrogate pair and control characters too. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0xd700, max: 0xe0ff }), { maxLength: 6 }).map(codes => String.fromCharCode(...codes)) },
  { weight: 3, arbitrary: fc.constantFrom(...nastyTexts) }
)

/** A text of which at least one character is none that a trim takes away. */
export const someText = anyText.map(text => text.trim() === '' ? `${text}.` : text)

export const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_-]{0,30}$/)
const base64 = fc.base64String({ minLength: 4, maxLength: 60 })

const key = fc.oneof(name, fc.constantFrom('', ' ', 'constructor', 'toString', '__proto__', 'a.b', '$ref', 'ключ', '👋', 'type'))

/** The text of a JSON object: deep, large, oddly named, oddly written. */
export const argumentsJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.array(fc.tuple(key, fc.jsonValue({ maxDepth: 3 })), { maxLength: 4 }), fc.constantFrom(undefined, 2)).map(([entries, indent]) => JSON.stringify(Object.fromEntries(entries), null, indent)) },
  { weight: 2, arbitrary: fc.constantFrom('{}', '{"__proto__":{"x":1}}', '{"a":{"__proto__":null}}', '{"big":9007199254740993,"tiny":5e-324,"e":1E+2,"zero":-0}', '{"s":"\\ud83d","t":"\\u0000"}', ' {"a" : [ ] } ') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }).map(depth => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }).map(length => JSON.stringify({ list: Array.from({ length }, (_, index) => index), long: '…'.repeat(length) })) }
)

const text: fc.Arbitrary<Part> = someText.map(text => ({ type: 'text', text }))
const image: fc.Arbitrary<Part> = fc.tuple(
  fc.oneof(fc.webUrl({ validSchemes: ['https'] }).map(url => ({ url })), fc.tuple(base64, fc.constantFrom('image/png', 'image/jpeg')).map(([data, mediaType]) => ({ data, mediaType }))),
  fc.constantFrom({}, { detail: 'low' })
).map(([source, detail]) => ({ type: 'image', source, ...detail }))
const file: fc.Arbitrary<Part> = fc.tuple(base64, fc.stringMatching(/^[a-z]{1,10}\.pdf$/)).map(([data, name]) => ({ type: 'file', source: { data }, mediaType: 'application/pdf', name }))

const call: fc.Arbitrary<Extract<Part, { type: 'tool-call' }>> = fc.record({ type: fc.constant('tool-call' as const), id: name.map(id => `call_${id}`), name, arguments: argumentsJson }, { noNullPrototype: true })

/** Calls of one turn have ids of their own. */
const calls = fc.uniqueArray(call, { maxLength: 3, selector: ({ id }) => id })

/** An assistant's turn and what its tools answered; every call has its answer. */
const turn: fc.Arbitrary<Message[]> = fc.record({
  reasoning: fc.option(someText, { nil: undefined, freq: 3 }),
  texts: fc.array(text, { maxLength: 2 }),
  calls,
  results: fc.array(fc.tuple(fc.array(text, { minLength: 1, maxLength: 2 }), fc.boolean()), { minLength: 3, maxLength: 3 }),
}).map(({ reasoning, texts, calls, results }): Message[] => {
  const said: Part[] = texts.length + calls.length > 0 ? texts : [{ type: 'text', text: 'Well.' }] // turns of one speaker that follow each other are one to some
  const content: Part[] = [...reasoning === undefined ? [] : [{ type: 'reasoning' as const, text: reasoning }], ...said, ...calls]
  return [{ role: 'assistant', content }, ...calls.map(({ id }, at): Message => {
    const [content, isError] = results[at]! // there are as many as calls may be
    return { role: 'tool', toolCallId: id, content, ...isError && { isError } }
  })]
})

const userContent = fc.array(fc.oneof({ weight: 4, arbitrary: text }, { weight: 2, arbitrary: image }, { weight: 1, arbitrary: file }), { minLength: 1, maxLength: 4 })
const userMessage: fc.Arbitrary<Message> = userContent.map(content => ({ role: 'user', content }))

/** Ids of calls stay apart over the whole conversation, as those of real ones do. */
const withOwnIds = (messages: Message[]): Message[] => {
  let turns = 0
  return messages.map((message): Message => {
    if (message.role === 'user') turns++
    if (message.role === 'tool') return { ...message, toolCallId: `${message.toolCallId}_${turns}` }
    return { ...message, content: message.content.map(part => part.type === 'tool-call' ? { ...part, id: `${part.id}_${turns}` } : part) } as Message // the same role
  })
}

const conversation: fc.Arbitrary<Message[]> = fc.tuple(
  fc.array(fc.tuple(fc.constantFrom('system' as const, 'developer' as const), text).map(([role, text]): Message => ({ role, content: [text] })), { maxLength: 2 }),
  fc.array(fc.tuple(userMessage, turn), { maxLength: 3 }),
  userMessage
).map(([system, rounds, last]) => withOwnIds([...system, ...rounds.flatMap(([user, answers]) => [user, ...answers]), last]))

/** As strict providers want it: closed, everything required. */
const schema = fc.uniqueArray(name, { minLength: 1, maxLength: 4 }).map(names => ({
  type: 'object', properties: Object.fromEntries(names.map((name, at) => [name, { type: ['string', 'integer', 'boolean'][at % 3], description: `The ${at}.` }])), required: names, additionalProperties: false,
}))

const tools: fc.Arbitrary<Tool[]> = fc.uniqueArray(fc.tuple(name, someText, schema).map(([name, description, parameters]) => ({ type: 'function' as const, name, description, parameters })), { minLength: 1, maxLength: 3, selector: ({ name }) => name })

const share = fc.integer({ min: 0, max: 100 }).map(hundredths => hundredths / 100)

/** Settings that are not at odds with each other. */
const params: fc.Arbitrary<ChatParams> = fc.tuple(
  fc.record({ maxOutputTokens: fc.integer({ min: 1, max: 100_000 }) }, { noNullPrototype: true }),
  fc.oneof(fc.record({ temperature: share }, { noNullPrototype: true }), fc.record({ topP: share }, { noNullPrototype: true }), fc.constant({})),
  fc.record({
    topK: fc.integer({ min: 1, max: 500 }),
    stop: fc.uniqueArray(fc.stringMatching(/^[A-Z#]{1,8}$/), { minLength: 1, maxLength: 4 }),
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    presencePenalty: share,
    frequencyPenalty: share,
    n: fc.integer({ min: 2, max: 8 }),
    logprobs: fc.constant(true),
    topLogprobs: fc.integer({ min: 1, max: 20 }),
    parallelToolCalls: fc.constant(false),
    responseFormat: fc.oneof<fc.Arbitrary<NonNullable<ChatParams['responseFormat']>>[]>(fc.constant({ type: 'json' }), fc.tuple(name, schema).map(([name, schema]) => ({ type: 'json-schema', name, schema, strict: true }))),
    user: name,
    metadata: fc.dictionary(name, name, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    verbosity: fc.constantFrom('low', 'high'),
  }, { requiredKeys: [], noNullPrototype: true })
).map(parts => Object.assign({}, ...parts))

export const chatRequest: fc.Arbitrary<ChatRequest> = fc.tuple(conversation, fc.option(tools, { nil: undefined }), fc.constantFrom('auto' as const, 'none' as const, 'required' as const, 'named' as const, undefined), params).map(([messages, tools, choice, params]) => {
  const toolChoice: ToolChoice | undefined = choice === 'named' ? tools?.[0]?.type === 'function' ? { name: tools[0].name } : undefined : choice
  return { model: 'm', messages, stream: false, params, extras: {}, ...tools !== undefined && { tools, ...toolChoice !== undefined && { toolChoice } } }
})
