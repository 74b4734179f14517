import fc from 'fast-check'
import '../../helpers/seeded.ts'
import { test } from 'tap'
import { GatewayError } from '../../../src/core/errors.ts'
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/index.ts'
import { cut, lineEndings, splits, withLineEnding } from '../../conformance/wires.ts'
import { readFrames } from '../../helpers/doors/door.ts'
import { fixtureCases } from '../../helpers/fixtures.ts'

const event = (data: { type: string } & Record<string, unknown>): Buffer => Buffer.from(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
const start = event({ type: 'message_start', message: { id: 'msg_1', usage: { input_tokens: 7, cache_read_input_tokens: 5, output_tokens: 1 } } })
const opening = event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })
const word = event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' "type":"message_stop" "error": ' } })
const last = event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } })
const stop = event({ type: 'message_stop' })
const overloaded = event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_up' })

const create = () => anthropicMessages.createRelay({ includeUsage: true })
const begun = () => {
  const passage = create()
  passage.write(Buffer.concat([start, opening, word]))
  return passage
}
const relay = (chunks: Iterable<Buffer>) => {
  const passage = create()
  const written: Buffer[] = []
  for (const chunk of chunks) written.push(Buffer.from(passage.write(chunk)))
  const whole = Buffer.concat(written)
  return { relayed: whole, tail: passage.end(), progress: passage.progress }
}

const streams = fixtureCases.filter(one => one.kind === 'anthropic' && one.isStream)

test('there are streams to relay', async t => {
  t.ok(streams.length > 10)
})

for (const { name, bytes, expected } of streams.filter(one => one.expected.streamError === undefined)) {
  test(`${name} is relayed to the byte, however it is cut`, async t => {
    for (const [ending, characters] of Object.entries(lineEndings)) {
      const sent = withLineEnding(bytes, characters)
      for (const size of splits) {
        const { relayed, tail, progress } = relay(cut(sent, size))
        t.ok(relayed.equals(sent), `${ending}, ${size} bytes at a time`)
        t.same([tail, progress.isFinished, progress.error], ['', true, undefined])
        const { inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens } = progress.usage ?? {}
        t.equal(inputTokens + cacheReadTokens + cacheWriteTokens, expected.usage?.prompt)
        t.equal(outputTokens, expected.usage?.completion)
      }
    }
  })
}

for (const { name, bytes, expected } of streams.filter(one => one.expected.streamError !== undefined)) {
  test(`${name} ends in an error of Anthropic’s`, async t => {
    for (const size of splits) {
      const { relayed, tail, progress } = relay(cut(bytes, size))
      const problems: string[] = []
      const frames = readFrames(relayed.toString() + tail, (isKept, what) => { if (!isKept) problems.push(what) })
      t.same(problems, [])
      t.match(frames.at(-1), { event: 'error', data: expected.streamError })
      t.match(JSON.parse(frames.at(-1)!.data), { type: 'error', error: { type: /_error$/, message: String } })
      if (expected.kind !== undefined) t.equal(progress.error?.kind, expected.kind)
    }
  })
}

test('bytes that are whole events come out as the very same buffer', async t => {
  const passage = create()
  for (const chunk of [start, opening, word, Buffer.concat([word, word]), last, stop]) t.equal(passage.write(chunk), chunk)
  t.equal(passage.end(), '')
  t.match(passage.progress, { isMeaningful: true, isFinished: true, finish: 'end_turn', error: undefined, usage: { inputTokens: 7, cacheReadTokens: 5, outputTokens: 9 } })
})

test('it is meaningful once a person would see something', async t => {
  const passage = create()
  for (const chunk of [start, event({ type: 'ping' }), opening]) passage.write(chunk)
  t.equal(passage.progress.isMeaningful, false)
  passage.write(word)
  t.equal(passage.progress.isMeaningful, true)
  const calling = create()
  calling.write(event({ type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't', name: 'f', input: {} } }))
  t.equal(calling.progress.isMeaningful, true)
})

test('an error before that is seen before anything is committed', async t => {
  const passage = create()
  passage.write(start)
  passage.write(overloaded)
  t.match(passage.progress, { isMeaningful: false, error: { kind: 'upstream_overloaded', more: { body: { request_id: 'req_up' } } } })
})

test('Anthropic’s own error goes out as it came, and nothing after it', async t => {
  const passage = begun()
  t.equal(passage.write(Buffer.concat([word, overloaded, word])).toString(), Buffer.concat([word, overloaded]).toString())
  t.equal(passage.write(word).length, 0)
  t.equal(passage.end(), '')
})

test('an error in other words is told in Anthropic’s', async t => {
  const words = {
    'data: {"error":{"code":500,"message":"Compute error.","type":"server_error"}}\n\n': 'Compute error.',
    'event: error\ndata: out of memory\n\n': 'out of memory',
    'data: {"type":"error","error":{"type":"api_error","message":"unnamed"}}\n\n': 'unnamed',
  }
  for (const [sent, message] of Object.entries(words)) {
    t.equal(begun().write(Buffer.from(sent)).toString(), `event: error\ndata: {"type":"error","error":{"type":"api_error","message":"${message}"}}\n\n`)
  }
})

test('an upstream that stops in the middle of an event leaves whole events and an error', async t => {
  const passage = begun()
  t.equal(passage.write(Buffer.concat([word, word.subarray(0, 60)])).toString(), word.toString())
  t.match(passage.end(), 'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"The provider’s answer broke off before its end."}}\n\n')
  t.equal(passage.progress.error?.kind, 'upstream_cut')
})

test('an upstream that breaks is told in band, once', async t => {
  const passage = begun()
  t.match(passage.fail(new GatewayError('upstream_timeout', 'Silent.')), 'event: error\ndata: {"type":"error","error":{"type":"timeout_error","message":"Silent."}}\n\n')
  t.equal(passage.fail(new GatewayError('upstream_cut', 'Cut.')), '')
  t.equal(passage.end(), '')
})

test('a missing message_stop is supplied: without it Anthropic’s clients take a whole answer for broken', async t => {
  const passage = begun()
  passage.write(last)
  t.equal(passage.end(), 'event: message_stop\ndata: {"type":"message_stop"}\n\n')
})

test('an event that never ends is an error', async t => {
  const passage = begun()
  t.match(passage.write(Buffer.alloc(9 * 1024 * 1024, 120)), 'event: error')
  t.equal(passage.progress.error?.kind, 'upstream_bad_response')
})

const damaged = fc.record({
  one: fc.constantFrom(...streams),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  byte: fc.integer({ min: 0, max: 255 }),
  size: fc.integer({ min: 1, max: 2000 }),
})

test('a damaged stream is relayed to an end', async t => {
  fc.assert(fc.property(damaged, ({ one, at, byte, size }) => {
    const bytes = Buffer.from(one.bytes)
    bytes[Math.floor(at * bytes.length)] = byte
    const { relayed, tail, progress } = relay(cut(bytes, size))
    const text = relayed.toString() + tail
    return (progress.isFinished && text.includes('message_stop')) || (progress.error !== undefined && text.includes('event: error'))
  }), { numRuns: 1000 })
  t.pass('1000 damaged streams')
})
