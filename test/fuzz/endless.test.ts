import { test } from 'tap'
import type { Passage } from '../../src/core/dialect.ts'
import { createTranslation } from '../../src/gateway/translation.ts'
import { frameLimit } from '../../src/lib/line-buffer.ts'
import { contextOf } from '../conformance/answer-context.ts'
import { bothEnds } from '../conformance/both-ends.ts'
import { corpusOf } from './corpus.ts'
import { isToldTheEnd } from './endings.ts'

const piece = Buffer.alloc(64 * 1024, 'x')

/** How an event begins that never ends, after an answer has begun. */
const openings: Record<string, string> = { 'text/event-stream': 'data: {"a":"', 'application/x-ndjson': '{"a":"' }

const ways: [name: string, create: (dialect: typeof bothEnds[number]) => Passage][] = [
  ['relayed', dialect => dialect.createRelay({ includeUsage: true })],
  ['translated', dialect => createTranslation(dialect, dialect, contextOf(dialect))],
]

for (const dialect of bothEnds) {
  for (const [name, create] of ways) {
    test(`${dialect.id}: an event that never ends is given up, and the rest is not kept, ${name}`, async t => {
      const passage = create(dialect)
      const { bytes } = corpusOf(dialect.id)[0]! // there is something for every dialect
      let written = Buffer.from(passage.write(bytes.subarray(0, bytes.indexOf('\n') + 2))).toString()
      written += Buffer.from(passage.write(Buffer.from(openings[dialect.streamType]!))).toString()
      let taken = 0
      while (passage.progress.error === undefined && taken < 2 * frameLimit) {
        written += Buffer.from(passage.write(piece)).toString()
        taken += piece.length
      }
      t.match(passage.progress.error, { kind: 'upstream_bad_response' })
      t.ok(taken <= frameLimit + piece.length, `given up after ${taken} bytes`)
      for (let more = 0; more < 100; more++) t.equal(passage.write(piece).length, 0)
      written += passage.end()
      t.ok(isToldTheEnd[dialect.id]!(written), 'and the client is told')
      t.ok(written.length < 100_000, `of it all ${written.length} characters were passed on`)
    })
  }
}
