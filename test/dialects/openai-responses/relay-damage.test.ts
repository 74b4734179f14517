import fc from 'fast-check'
import '../../helpers/seeded.ts'
import { test } from 'tap'
import { openaiResponses } from '../../../src/dialects/openai-responses/index.ts'
import { cut } from '../../conformance/wires.ts'
import { writtenCases } from '../../helpers/fixtures.ts'

const streams = writtenCases.filter(one => one.kind === 'openai-responses' && one.isStream)

/** A stream with some bytes changed or removed. */
const damaged = fc.record({
  bytes: fc.constantFrom(...streams.map(({ bytes }) => bytes)),
  changes: fc.array(fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), byte: fc.nat({ max: 255 }), isCut: fc.boolean() }), { minLength: 1, maxLength: 6 }),
}).map(({ bytes, changes }) => changes.reduce((stream, { at, byte, isCut }) => {
  const place = Math.floor(at * stream.length)
  return Buffer.concat([stream.subarray(0, place), isCut ? Buffer.alloc(0) : Buffer.from([byte]), stream.subarray(place + (isCut ? byte : 1))])
}, bytes))

test('a damaged stream is relayed to a finish or an error', async t => {
  fc.assert(fc.property(damaged, fc.integer({ min: 1, max: 3000 }), (bytes, size) => {
    const passage = openaiResponses.createRelay({ includeUsage: true })
    for (const chunk of cut(bytes, size)) passage.write(chunk)
    passage.end()
    return passage.progress.isFinished || passage.progress.error !== undefined
  }), { numRuns: 2000 })
  t.pass('2000 damaged streams')
})
