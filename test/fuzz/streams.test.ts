import fc from 'fast-check'
import '../helpers/seeded.ts'
import { test } from 'tap'
import type { ChatEvent } from '../../src/core/chat.ts'
import type { Dialect, Passage, UpstreamDialect } from '../../src/core/dialect.ts'
import { createTranslation } from '../../src/gateway/translation.ts'
import { contextOf } from '../conformance/answer-context.ts'
import { bothEnds } from '../conformance/both-ends.ts'
import { dialects } from '../conformance/dialects.ts'
import { doors } from '../helpers/doors.ts'
import { many } from '../helpers/many.ts'
import { corpusOf } from './corpus.ts'
import { arrive, damagedStream, type Damaged } from './damage.ts'
import { isToldTheEnd } from './endings.ts'

const runs = many(1000)

const upstreams = [...new Map([...Object.values(dialects), ...bothEnds].map(dialect => [dialect.id, dialect])).values()]

/** Arguments that are no JSON, and an id or a signature that comes twice, are passed on as they are. */
const isTheUpstreams = (problem: string): boolean => ['the pieces of an input are JSON together', 'every call has an id of its own', 'a signature comes in one piece'].includes(problem)

/** What a translated stream breaks. What belongs to the dialect itself is carried untouched: there only the end is ours. */
const problemsOf = (from: string, to: string, stream: string): string[] => from === to
  ? isToldTheEnd[to]!(stream) ? [] : ['the client is told the end']
  : doors[to]!.readStream(stream).problems.filter(problem => !isTheUpstreams(problem))

/** All that a passage says. Fails when that is out of all proportion to what it was given. */
const carry = (passage: Passage, damaged: Damaged): string => {
  const written: Buffer[] = []
  for (const chunk of arrive(damaged)) written.push(Buffer.from(passage.write(chunk)))
  written.push(Buffer.from(passage.end()))
  const all = Buffer.concat(written)
  // The most wordy event for each line that could be one, and escapes of six bytes for each byte.
  const lines = damaged.bytes.toString('latin1').split(/[\r\n]/).length
  if (all.length > 10_000 + 20 * damaged.bytes.length + 4_000 * lines) throw new Error(`${damaged.bytes.length} bytes became ${all.length}`)
  return all.toString()
}

const readAll = ({ createFramer, createStreamReader }: UpstreamDialect, damaged: Damaged): ChatEvent[] => {
  const frame = createFramer()
  const reader = createStreamReader()
  const events: ChatEvent[] = []
  for (const chunk of arrive(damaged)) for (const one of frame(chunk)) events.push(...reader.read(one))
  return [...events, ...reader.end()]
}

test('there is something to damage for every dialect', async t => {
  for (const { id } of upstreams) t.ok(corpusOf(id).length > 4, id)
})

for (const upstream of upstreams) {
  test(`${upstream.id}: its reader takes everything, and always ends in a finish or an error`, async t => {
    fc.assert(fc.property(damagedStream(upstream.id), damaged => {
      const events = readAll(upstream, damaged)
      if (events.length > damaged.bytes.length + 10) throw new Error(`${damaged.bytes.length} bytes became ${events.length} events`)
      return events.filter(({ type }) => type === 'error').length <= 1 && events.some(({ type }) => type === 'error' || type === 'message-end')
    }), { numRuns: runs * 2 })
    t.pass(`${runs * 2} damaged streams`)
  })

  for (const door of bothEnds) {
    test(`${upstream.id} → ${door.id}: whatever comes, the door’s clients can read what they get`, async t => {
      fc.assert(fc.property(damagedStream(upstream.id), damaged => {
        const passage = createTranslation(upstream, door, contextOf(door))
        const problems = problemsOf(upstream.id, door.id, carry(passage, damaged))
        if (problems.length > 0) throw new Error(`not so: ${problems.join('; ')}`)
        return passage.progress.isFinished || passage.progress.error !== undefined
      }), { numRuns: runs })
      t.pass(`${runs} damaged streams`)
    })
  }
}

for (const door of bothEnds.filter(({ createRelay }: Dialect) => createRelay !== undefined)) {
  test(`${door.id}: whatever is relayed comes to an end that its clients know`, async t => {
    fc.assert(fc.property(damagedStream(door.id), damaged => {
      const passage = door.createRelay({ includeUsage: true })
      const stream = carry(passage, damaged)
      if (!isToldTheEnd[door.id]!(stream)) throw new Error(`this is no end: ${stream.slice(-500)}`)
      return passage.progress.isFinished || passage.progress.error !== undefined
    }), { numRuns: runs * 2 })
    t.pass(`${runs * 2} damaged streams`)
  })
}
