import { test } from 'tap'
import type { ChatEvent } from '../../src/core/chat.ts'
import type { UpstreamDialect } from '../../src/core/dialect.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { fixtureCases } from '../helpers/fixtures.ts'
import { readWire } from '../helpers/wire-rules.ts'
import { dialects } from './dialects.ts'
import { differences, flattenUsage, flattenWireUsage, type Seen } from './expectations.ts'
import { tell } from './told.ts'
import { cut, lineEndings, splits, withLineEnding } from './wires.ts'

const streams = fixtureCases.filter(one => one.isStream && dialects[one.kind] !== undefined)

const context = { id: 'chatcmpl-1', model: 'alias', created: 1, includeUsage: true }

const readEvents = (dialect: UpstreamDialect, chunks: Iterable<Buffer>): ChatEvent[] => {
  const frame = dialect.createFramer()
  const reader = dialect.createStreamReader()
  const events: ChatEvent[] = []
  for (const chunk of chunks) for (const one of frame(chunk)) events.push(...reader.read(one))
  events.push(...reader.end())
  return events
}

const seenInEvents = (events: ChatEvent[]): Seen => {
  const { choices, usage, error, problems } = tell(events)
  return { choices, usage: flattenUsage(usage), error: error && { message: error.message, kind: error.kind }, problems }
}

const seenOnWire = (stream: string): Seen => {
  const { choices, usage, error, problems } = readWire(stream, { includeUsage: true })
  return { choices, usage: flattenWireUsage(usage), error: error && { message: error.message, kind: error.code }, problems }
}

const relay = (chunks: Iterable<Buffer>, includeUsage = true) => {
  const passage = openaiChat.createRelay({ includeUsage })
  const written: Buffer[] = []
  for (const chunk of chunks) written.push(Buffer.from(passage.write(chunk)))
  written.push(Buffer.from(passage.end()))
  return { stream: Buffer.concat(written).toString(), progress: passage.progress }
}

test('there are streams of every kind', async t => {
  t.same([...new Set(streams.map(one => one.kind))].sort(), Object.keys(dialects).sort())
})

for (const one of streams) {
  const dialect = dialects[one.kind]!
  test(`${one.name} is read, written and relayed, however it is cut`, async t => {
    for (const [ending, characters] of Object.entries(lineEndings)) {
      const bytes = withLineEnding(one.bytes, characters)
      for (const size of splits) {
        const how = `${ending}, ${size} bytes at a time`
        const events = readEvents(dialect, cut(bytes, size))
        t.same(differences(seenInEvents(events), one.expected), [], `read: ${how}`)
        const writer = openaiChat.createStreamWriter(context)
        const written = events.map(event => writer.write(event)).join('') + writer.end()
        t.same(differences(seenOnWire(written), one.expected), [], `written: ${how}`)
        if (dialect !== openaiChat) continue
        const { stream, progress } = relay(cut(bytes, size))
        t.same(differences(seenOnWire(stream), one.expected, one.relayed), [], `relayed: ${how}`)
        t.same(flattenUsage(progress.usage), seenInEvents(events).usage, `relayed, usage seen in passing: ${how}`)
        t.equal(progress.error?.kind, seenInEvents(events).error?.kind, `relayed, error seen in passing: ${how}`)
      }
    }
  })
}

for (const one of streams.filter(one => dialects[one.kind] === openaiChat)) {
  test(`${one.name} is relayed without usage to those who did not ask`, async t => {
    const { stream } = relay([one.bytes], false)
    t.same(readWire(stream, { includeUsage: false }).problems, [])
  })
}
