import fc from 'fast-check'
import { test } from 'tap'
import type { ChatEvent } from '../../src/core/chat.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { writtenCases } from '../helpers/fixtures.ts'
import { readWire } from '../helpers/wire-rules.ts'
import { dialects } from './dialects.ts'
import { cut } from './wires.ts'

const streams = writtenCases.filter(one => one.isStream && one.bytes.length > 0)

/** A stream with some bytes changed, removed or doubled, and where it is cut. */
const damaged = fc.record({
  one: fc.constantFrom(...streams),
  changes: fc.array(fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), byte: fc.integer({ min: 0, max: 255 }), how: fc.constantFrom('set', 'cut', 'double') }), { minLength: 1, maxLength: 8 }),
  size: fc.integer({ min: 1, max: 2000 }),
}).map(({ one, changes, size }) => {
  let bytes = one.bytes
  for (const { at, byte, how } of changes) {
    const place = Math.floor(at * bytes.length)
    const before = bytes.subarray(0, place)
    if (how === 'set') bytes = Buffer.concat([before, Buffer.from([byte]), bytes.subarray(place + 1)])
    if (how === 'cut') bytes = Buffer.concat([before, bytes.subarray(place + byte)])
    if (how === 'double') bytes = Buffer.concat([before, bytes.subarray(Math.max(0, place - byte))])
  }
  return { one, bytes, size, [fc.toStringMethod]: () => `${one.name}, ${size} bytes at a time:\n${bytes.toString()}` }
})

test('a damaged stream is never thrown at anyone, and always ends in a finish or an error', async t => {
  fc.assert(fc.property(damaged, ({ one, bytes, size }) => {
    const dialect = dialects[one.kind]!
    const frame = dialect.createFramer()
    const reader = dialect.createStreamReader()
    const writer = openaiChat.createStreamWriter({ id: 'chatcmpl-1', model: 'm', created: 1, includeUsage: true })
    const events: ChatEvent[] = []
    for (const chunk of cut(bytes, size)) for (const each of frame(chunk)) events.push(...reader.read(each))
    events.push(...reader.end())
    const written = events.map(event => writer.write(event)).join('') + writer.end()
    const [problem] = readWire(written, { includeUsage: true }).problems
    if (problem !== undefined) throw new Error(`not so: ${problem}`)
    return events.some(event => event.type === 'error' || event.type === 'message-end')
  }), { numRuns: 2000 })
  t.pass('2000 damaged streams')
})

test('a damaged stream is relayed to an end', async t => {
  const relayed = damaged.filter(({ one }) => dialects[one.kind] === openaiChat)
  fc.assert(fc.property(relayed, ({ bytes, size }) => {
    const passage = openaiChat.createRelay({ includeUsage: true })
    const written: Buffer[] = []
    for (const chunk of cut(bytes, size)) written.push(Buffer.from(passage.write(chunk)))
    written.push(Buffer.from(passage.end()))
    const { problems } = readWire(Buffer.concat(written).toString(), { includeUsage: true })
    const { isFinished, error } = passage.progress
    return !problems.includes('the last event is [DONE]') && !problems.includes('there is one [DONE]') && (isFinished || error !== undefined)
  }), { numRuns: 2000 })
  t.pass('2000 damaged streams')
})
