// Answers as unkind as they come, whole and in the pieces of a stream.
import fc from 'fast-check'
import type { ChatChoice, ChatEvent, ChatResponse, FinishReason, Part, Usage } from '../../src/core/chat.ts'
import { argumentsJson, name, someText } from './arbitraries.ts'

export type Answer = Pick<ChatResponse, 'choices'> & { usage: Usage }

const signature = fc.base64String({ minLength: 8, maxLength: 40 })

/** What the model thought, proven or not, or sealed. */
const reasoning: fc.Arbitrary<Part> = fc.oneof(
  { weight: 3, arbitrary: someText.map((text): Part => ({ type: 'reasoning', text })) },
  { weight: 3, arbitrary: fc.tuple(someText, signature).map(([text, signature]): Part => ({ type: 'reasoning', text, signature })) },
  { weight: 1, arbitrary: signature.map((redacted): Part => ({ type: 'reasoning', text: '', redacted })) }
)

const text: fc.Arbitrary<Part> = someText.map(text => ({ type: 'text', text }))
const refusal: fc.Arbitrary<Part> = someText.map(text => ({ type: 'refusal', text }))
const call: fc.Arbitrary<Part> = fc.tuple(name, name, argumentsJson).map(([id, name, json]) => ({ type: 'tool-call', id: `call_${id}`, name, arguments: json }))

const isCall = (part: Part): boolean => part.type === 'tool-call'

const parts: fc.Arbitrary<Part[]> = fc.tuple(
  fc.oneof(
    { weight: 5, arbitrary: fc.array(fc.oneof({ weight: 4, arbitrary: text }, { weight: 2, arbitrary: reasoning }, { weight: 4, arbitrary: call }), { maxLength: 6 }) },
    { weight: 1, arbitrary: refusal.map(part => [part]) }
  ),
  fc.nat()
).map(([parts, salt]) => {
  const said = parts.length === 0 ? [{ type: 'text' as const, text: '.' }] : parts
  return said.map((part, at) => part.type === 'tool-call' ? { ...part, id: `${part.id}_${salt}_${at}` } : part)
})

const ends: FinishReason[] = ['stop', 'length', 'content-filter']

const choice: fc.Arbitrary<ChatChoice> = fc.tuple(parts, fc.constantFrom(...ends), fc.option(fc.constantFrom('END', '###'), { nil: undefined, freq: 4 }))
  .map(([parts, end, stopSequence]): ChatChoice => {
    const finish = end === 'stop' && parts.some(isCall) ? 'tool-calls' : end
    return { parts, finish, rawFinish: undefined, ...finish === 'stop' && stopSequence !== undefined && { stopSequence } }
  })

const count = fc.oneof(fc.nat({ max: 200_000 }), fc.constantFrom(0, 1))

/** Reasoning is a part of the output. */
const usage: fc.Arbitrary<Usage> = fc.tuple(count, count, count, count, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, share]) => ({ inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens: Math.floor(outputTokens * share), raw: {} }))

export const answer: fc.Arbitrary<Answer> = fc.record({ choices: fc.array(choice, { minLength: 1, maxLength: 2 }), usage }, { noNullPrototype: true })

/** How an answer comes in pieces: where texts are cut (in the middle of a character too), and who speaks next. */
export const cuts = fc.array(fc.nat({ max: 997 }), { minLength: 1, maxLength: 12 })

/** The events of an answer. Calls that stand together come in turns, and so do choices. */
export function eventsOf ({ choices, usage }: Answer, cuts: readonly number[]): ChatEvent[] {
  let at = 0
  const draw = (below: number): number => cuts[at++ % cuts.length]! % below
  const streams = choices.map((choice, index) => eventsOfChoice(choice, index, draw))
  const { raw, ...counted } = usage
  return [
    { type: 'message-start', id: 'answer-1', model: 'm', created: 1 },
    ...draw(2) === 0 ? [{ type: 'usage' as const, usage: { inputTokens: counted.inputTokens, cacheReadTokens: counted.cacheReadTokens, cacheWriteTokens: counted.cacheWriteTokens, outputTokens: 0 } }] : [],
    ...takeTurns(streams, draw),
    { type: 'usage', usage: { ...counted, raw } },
  ]
}

type Draw = (below: number) => number

const eventsOfChoice = ({ parts, finish, stopSequence }: ChatChoice, choice: number, draw: Draw): ChatEvent[] => {
  const events: ChatEvent[] = []
  let calls = 0
  for (let index = 0; index < parts.length;) {
    const run = parts.slice(index).findIndex(part => !isCall(part))
    const length = isCall(parts[index]!) ? run === -1 ? parts.length - index : run : 1
    const streams = parts.slice(index, index + length).map((part, at) => eventsOfPart(part, index + at, isCall(part) ? calls++ : 0, choice, draw))
    if (length > 1) for (const stream of streams) events.push(stream.shift()!) // calls begin in order
    events.push(...takeTurns(streams, draw))
    index += length
  }
  return [...events, { type: 'message-end', reason: finish, raw: undefined, choice, ...stopSequence !== undefined && { stopSequence } }]
}

const eventsOfPart = (part: Part, index: number, call: number, choice: number, draw: Draw): ChatEvent[] => {
  switch (part.type) {
    case 'text': return pieces(part.text, draw).map(text => ({ type: 'text-delta', index, text, choice }))
    case 'refusal': return pieces(part.text, draw).map(text => ({ type: 'refusal-delta', text, choice }))
    case 'tool-call': return [{ type: 'tool-call-start', index: call, id: part.id, name: part.name, choice }, ...pieces(part.arguments, draw).map((json): ChatEvent => ({ type: 'tool-call-delta', index: call, json, choice }))]
    case 'reasoning': {
      const { text, signature, redacted, signedBy } = part
      const by = signedBy === undefined ? {} : { signedBy }
      if (redacted !== undefined) return [{ type: 'reasoning-delta', index, text: '', redacted, choice, ...by }]
      const said = pieces(text, draw).map((text): ChatEvent => ({ type: 'reasoning-delta', index, text, choice }))
      return signature === undefined ? said : [...said, { type: 'reasoning-delta', index, text: '', signature, choice, ...by }]
    }
    default: return []
  }
}

/** A text in up to four pieces. */
const pieces = (text: string, draw: Draw): string[] => {
  const places = Array.from({ length: draw(4) }, () => draw(text.length + 1)).sort((a, b) => a - b)
  return [0, ...places].map((from, at) => text.slice(from, places[at])).filter(piece => piece !== '')
}

const takeTurns = (streams: ChatEvent[][], draw: Draw): ChatEvent[] => {
  const events: ChatEvent[] = []
  const left = streams.filter(stream => stream.length > 0).map(stream => [...stream])
  while (left.length > 0) {
    const at = draw(left.length)
    events.push(left[at]!.shift()!)
    if (left[at]!.length === 0) left.splice(at, 1)
  }
  return events
}
