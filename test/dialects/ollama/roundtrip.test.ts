import { deepStrictEqual as deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import '../../helpers/seeded.ts'
import { test } from 'tap'
import type { ChatEvent, ChatRequest, Message, Part } from '../../../src/core/chat.ts'
import type { UpstreamDialect } from '../../../src/core/dialect.ts'
import { ollamaChat } from '../../../src/dialects/ollama/index.ts'
import { dialects } from '../../conformance/dialects.ts'
import { flattenUsage } from '../../conformance/expectations.ts'
import { tell } from '../../conformance/told.ts'
import { fixtureCases } from '../../helpers/fixtures.ts'

const words = fc.string({ minLength: 1, unit: 'grapheme' })
const name = fc.stringMatching(/^[a-z_]{1,20}$/)
const tidy = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value))

const text = words.map((text): Part => ({ type: 'text', text }))
const thought = words.map((text): Part => ({ type: 'reasoning', text }))
const image = fc.base64String({ minLength: 4 }).map((data): Part => ({ type: 'image', source: { data: `iVBORw0KGgo${data}`, mediaType: 'image/png' } }))
const call = fc.record({ type: fc.constant('tool-call' as const), id: fc.uuid(), name, arguments: fc.dictionary(name, fc.oneof(words, fc.integer(), fc.boolean()), { noNullPrototype: true }).map(value => JSON.stringify(value)) })

const message: fc.Arbitrary<Message> = fc.oneof(
  text.map((part): Message => ({ role: 'system', content: [part] })),
  fc.tuple(text, fc.array(image, { maxLength: 2 })).map(([part, images]): Message => ({ role: 'user', content: [part, ...images] })),
  fc.tuple(fc.array(thought, { maxLength: 1 }), text, fc.array(call, { maxLength: 3 })).map(([thoughts, part, calls]): Message => ({ role: 'assistant', content: [...thoughts, part, ...calls] })),
  fc.tuple(fc.uuid(), name, text).map(([toolCallId, toolName, part]): Message => ({ role: 'tool', toolCallId, toolName, content: [part] }))
)
const request: fc.Arbitrary<ChatRequest> = fc.record({
  model: name,
  messages: fc.array(message, { minLength: 1, maxLength: 6 }),
  stream: fc.boolean(),
  tools: fc.array(name.map(name => ({ type: 'function' as const, name, description: 'does', parameters: { type: 'object', properties: {} } })), { minLength: 1, maxLength: 3 }),
  params: fc.record({
    temperature: fc.double({ min: 0, max: 2, noNaN: true }), maxOutputTokens: fc.integer({ min: 1 }), topK: fc.nat(), seed: fc.integer(), stop: fc.array(words, { minLength: 1 }),
    reasoningEffort: fc.constantFrom('none', 'low', 'medium', 'high'), responseFormat: fc.constantFrom({ type: 'json' as const }, { type: 'json-schema' as const, name: 'answer', schema: { type: 'object' } }),
  }, { requiredKeys: [] }),
  extras: fc.constantFrom({}, { keep_alive: '5m' }, { options: { num_ctx: 4096 } }),
})

test('a request that is written is read as it was', async t => {
  fc.assert(fc.property(request, given => {
    const { body, warnings } = ollamaChat.writeRequest(structuredClone(given))
    deepEqual(warnings, [])
    deepEqual(tidy(ollamaChat.readRequest(tidy(body))), tidy(given))
  }), { numRuns: 300 })
  t.pass('300 requests')
})

/** Ollama has no word of its own for calls, nor for what nobody has heard of. */
const endingOf = ({ finish_reason: reason, tool_calls: calls }: { finish_reason: string | undefined; tool_calls: unknown[] }) =>
  reason === 'other' || reason === 'stop' ? calls.length > 0 ? 'tool_calls' : 'stop' : reason

const streams = fixtureCases.filter(one => one.isStream && one.expected.streamError === undefined && one.expected.choices === undefined && dialects[one.kind] !== undefined)

test('there are streams', async t => {
  t.ok(streams.length > 20)
})

for (const { name, kind, bytes } of streams) {
  test(`${name} says the same when it is told as Ollama tells it`, async t => {
    const read = (dialect: UpstreamDialect, bytes: Buffer): ChatEvent[] => {
      const frame = dialect.createFramer()
      const reader = dialect.createStreamReader()
      return [...frame(bytes).flatMap(one => [...reader.read(one)]), ...reader.end()]
    }
    const events = read(dialects[kind]!, bytes)
    const before = tell(events)
    if (before.error !== undefined) return t.pass('not an answer')
    const writer = ollamaChat.createStreamWriter({ id: 'x', model: 'alias', created: 1, includeUsage: true })
    const after = tell(read(ollamaChat, Buffer.from(events.map(event => writer.write(event)).join('') + writer.end())))
    const gist = ({ choices: [choice], usage }: typeof before) => {
      const { prompt_tokens: prompt, completion_tokens: completion } = flattenUsage(usage) ?? {}
      return { text: choice!.text + choice!.refusal, reasoning: choice!.reasoning, calls: choice!.tool_calls.map(({ id, name, json }) => [id, name, JSON.parse(json || '{}')]), finish: endingOf(choice!), prompt, completion }
    }
    t.same(gist(after), gist(before))
    t.same(after.problems, [])
  })
}
