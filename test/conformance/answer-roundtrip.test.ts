import { deepStrictEqual as deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import '../helpers/seeded.ts'
import { test } from 'tap'
import type { ChatEvent, ChatResponse } from '../../src/core/chat.ts'
import type { Dialect } from '../../src/core/dialect.ts'
import { doors } from '../helpers/doors.ts'
import { many } from '../helpers/many.ts'
import { contextOf } from './answer-context.ts'
import { answer, cuts, eventsOf } from './answer-arbitraries.ts'
import { gather, limitAnswer, silencesOf, viewAnswer } from './answer-views.ts'
import { bothEnds, pairs } from './both-ends.ts'
import { tell } from './told.ts'
import { cut } from './wires.ts'

const runs = many(150)

/** Who signs what comes in this dialect: OpenAI's chat carries what others signed, as OpenRouter has it. */
const signers: Readonly<Record<string, string>> = { 'openai-chat': 'anthropic-messages', 'anthropic-messages': 'anthropic-messages', 'openai-responses': 'openai-responses', gemini: 'gemini' }

const write = (dialect: Dialect, events: readonly ChatEvent[]): string => {
  const writer = dialect.createStreamWriter(contextOf(dialect))
  return events.map(event => writer.write(event)).join('') + writer.end()
}

const read = ({ createFramer, createStreamReader }: Dialect, stream: string, size: number): ChatEvent[] => {
  const frame = createFramer()
  const reader = createStreamReader()
  const events: ChatEvent[] = []
  for (const chunk of cut(Buffer.from(stream), size)) for (const one of frame(chunk)) events.push(...reader.read(one))
  return [...events, ...reader.end()]
}

/** Through the wire as a stream. Fails when a strict client would. */
const passStream = (dialect: Dialect, events: readonly ChatEvent[], size: number): ChatEvent[] => {
  const stream = write(dialect, events)
  deepEqual(doors[dialect.id]!.readStream(stream).problems, [], dialect.id)
  const again = read(dialect, stream, size)
  deepEqual(tell(again).problems, [], dialect.id)
  return again
}

/** Through the wire as a whole. */
const passWhole = (dialect: Dialect, response: ChatResponse): ChatResponse => {
  const body = JSON.parse(JSON.stringify(dialect.writeResponse(response, contextOf(dialect))))
  deepEqual(doors[dialect.id]!.readWhole(body).problems, [], dialect.id)
  return dialect.readResponse(body)
}

const sizes = fc.integer({ min: 1, max: 3000 })

for (const route of [...bothEnds.map(dialect => [dialect]), ...pairs.map(([from, to]) => [from, to, from])]) {
  const names = route.map(({ id }) => id)
  const silences = silencesOf(...names)
  const signer = signers[names[0]!]

  test(`${names.join(' → ')}: a streamed answer says the same all the way`, async t => {
    fc.assert(fc.property(answer, cuts, sizes, (answer, cuts, size) => {
      const said = limitAnswer(answer, silences, signer)
      let events = eventsOf(said, cuts)
      for (const dialect of route) {
        events = passStream(dialect, events, size)
        deepEqual(viewAnswer(gather(events), silences), viewAnswer(said, silences), `after ${dialect.id}`)
      }
    }), { numRuns: runs })
    t.pass(`${runs} answers`)
  })

  test(`${names.join(' → ')}: a whole answer says the same all the way`, async t => {
    fc.assert(fc.property(answer, answer => {
      const said = limitAnswer(answer, silences, signer)
      let response: ChatResponse = { id: 'answer-1', model: 'm', ...said }
      for (const dialect of route) {
        response = passWhole(dialect, response)
        deepEqual(viewAnswer(response, silences), viewAnswer(said, silences), `after ${dialect.id}`)
      }
    }), { numRuns: runs })
    t.pass(`${runs} answers`)
  })
}
