import { deepStrictEqual as deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import '../helpers/seeded.ts'
import { test } from 'tap'
import type { ChatParams, ChatRequest, Message, Part, Tool, ToolChoice } from '../../src/core/chat.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'

const words = fc.string({ minLength: 1, unit: 'grapheme' })
const name = fc.stringMatching(/^[a-zA-Z_][\w-]{0,30}$/)
const base64 = fc.base64String({ minLength: 4 })
const extra = fc.constantFrom({}, { extra: { hint: { depth: 1 } } })
/** Drops keys whose value is undefined, as absent fields are. */
const tidy = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value))

const text: fc.Arbitrary<Part> = fc.tuple(words, extra).map(([text, extra]) => ({ type: 'text', text, ...extra }))
const image: fc.Arbitrary<Part> = fc.tuple(
  fc.oneof(fc.webUrl().map(url => ({ url })), base64.map(data => ({ data, mediaType: 'image/png' }))),
  fc.constantFrom({}, { detail: 'low' }), extra
).map(([source, detail, extra]) => ({ type: 'image', source, ...detail, ...extra }))
const file: fc.Arbitrary<Part> = fc.oneof(
  name.map((id): Part => ({ type: 'file', source: { id } })),
  fc.tuple(base64, words).map(([data, name]): Part => ({ type: 'file', source: { data }, mediaType: 'application/pdf', name }))
)
const audio: fc.Arbitrary<Part> = base64.map(data => ({ type: 'audio', data, format: 'wav' }))
const foreign: fc.Arbitrary<Part> = fc.constant({ type: 'extra', name: 'video_url', data: { type: 'video_url', video_url: { url: 'https://example.com/' } } })
const field: fc.Arbitrary<Part> = words.map(data => ({ type: 'extra', name: 'message.prefix', data }))
const content = fc.array(fc.oneof(text, image, file, audio, foreign), { minLength: 1, maxLength: 4 })
const proof = fc.constantFrom({}, { signature: 'c2ln' })

// In the order in which OpenAI's fields are read: reasoning, text, refusal, calls, the rest.
const assistant: fc.Arbitrary<Message> = fc.record({
  reasoning: fc.option(fc.tuple(words, proof).map(([text, proof]): Part => ({ type: 'reasoning', text, ...proof })), { nil: undefined }),
  texts: fc.array(text, { maxLength: 2 }),
  refusal: fc.option(words.map((text): Part => ({ type: 'refusal', text })), { nil: undefined }),
  calls: fc.array(fc.record({ type: fc.constant('tool-call' as const), id: name, name, arguments: fc.oneof(fc.json(), words) }), { maxLength: 3 }),
  field: fc.option(field, { nil: undefined }),
}).map(({ reasoning, texts, refusal, calls, field }) => ({
  role: 'assistant', content: [reasoning, ...texts, refusal, ...calls, field].filter(part => part !== undefined),
}))

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.tuple(fc.constantFrom('system' as const, 'developer' as const), fc.array(text, { maxLength: 2 })).map(([role, content]): Message => ({ role, content })),
  fc.tuple(content, fc.option(name, { nil: undefined }), fc.option(field, { nil: undefined })).map(([content, name, field]): Message => ({ role: 'user', content: field === undefined ? content : [...content, field], ...name !== undefined && { name } })),
  assistant,
  fc.tuple(name, fc.array(text, { maxLength: 2 })).map(([toolCallId, content]): Message => ({ role: 'tool', toolCallId, content }))
)

const schema = fc.constantFrom({}, { type: 'object', properties: { a: { type: 'string' } } })
const tool: fc.Arbitrary<Tool> = fc.oneof(
  fc.tuple(name, fc.option(words, { nil: undefined }), fc.option(schema, { nil: undefined }), fc.option(fc.boolean(), { nil: undefined }), extra)
    .map(([name, description, parameters, strict, extra]): Tool => tidy({ type: 'function', name, description, parameters, strict, ...extra } as Tool)), // absent fields are undefined until tidied
  fc.constant<Tool>({ type: 'extra', name: 'web_search', data: { type: 'web_search', filters: [] } })
)

const toolChoice: fc.Arbitrary<ToolChoice> = fc.oneof(fc.constantFrom('auto' as const, 'none' as const, 'required' as const), name.map(name => ({ name })))
const number = fc.double({ min: 0, max: 2, noNaN: true }).map(value => value + 0)

const params = fc.record({
  temperature: number,
  topP: number,
  topK: fc.nat(),
  maxOutputTokens: fc.integer({ min: 1 }),
  stop: fc.array(words, { minLength: 1, maxLength: 4 }),
  seed: fc.integer(),
  presencePenalty: number,
  frequencyPenalty: number,
  n: fc.integer({ min: 1, max: 8 }),
  logprobs: fc.boolean(),
  topLogprobs: fc.nat({ max: 20 }),
  parallelToolCalls: fc.boolean(),
  responseFormat: fc.oneof<fc.Arbitrary<NonNullable<ChatParams['responseFormat']>>[]>(
    fc.constant({ type: 'text' }), fc.constant({ type: 'json' }), fc.tuple(name, schema).map(([name, schema]) => ({ type: 'json-schema', name, schema, strict: true }))),
  reasoningEffort: fc.constantFrom('low', 'high'),
  user: words,
  metadata: fc.dictionary(name, words, { noNullPrototype: true }),
  serviceTier: fc.constantFrom('auto', 'flex'),
}, { requiredKeys: [], noNullPrototype: true })

const request = fc.record({
  model: name,
  messages: fc.array(message, { minLength: 1, maxLength: 5 }),
  stream: fc.boolean(),
  tools: fc.option(fc.array(tool, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  toolChoice: fc.option(toolChoice, { nil: undefined }),
  params,
  extras: fc.constantFrom({}, { logit_bias: { 50256: -100 }, chat_template_kwargs: { thinking: true } }),
}).map(request => tidy(request) as ChatRequest) // absent fields are undefined until tidied

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('a request that is written and read again says the same', async t => {
  fc.assert(fc.property(request, request => {
    const { body, warnings } = openaiChat.writeRequest(request)
    deepEqual(warnings, [])
    deepEqual(plain(openaiChat.readRequest(plain(body))), plain(request))
  }), { numRuns: 1000 })
  t.pass('1000 requests')
})
