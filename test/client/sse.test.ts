import { test } from 'tap'
import { createSseDecoder, type SseEvent } from '../../client/src/sse.ts'

const decodeAll = (bytes: Uint8Array, splitAt: number): SseEvent[] => {
  const decode = createSseDecoder()
  const events: SseEvent[] = []
  for (let at = 0; at < bytes.length; at += splitAt) events.push(...decode(bytes.subarray(at, at + splitAt)))
  return events
}

const said = [
  '\uFEFFdata: {"text":"Grüße 🌍"}\n\n',
  ': a comment\n',
  'event: message.delta\nid: 7\nretry: 10\ndata:no space\n\n',
  'data: first line\ndata\ndata:  third line\n\n',
  'event: nothing comes of an event without data\n\n',
  ': ping\n\n',
  'data: [DONE]\n\n',
  'data: never dispatched',
].join('')

const understood = [
  { event: undefined, data: '{"text":"Grüße 🌍"}' },
  { event: 'message.delta', data: 'no space', id: '7' },
  { event: undefined, data: 'first line\n\n third line' },
  { event: undefined, data: '[DONE]' },
]

test('reads every form of event, however its bytes are split and its lines end', async t => {
  for (const [name, ending] of [['LF', '\n'], ['CRLF', '\r\n'], ['CR', '\r']] as const) {
    const bytes = new TextEncoder().encode(said.replaceAll('\n', ending))
    for (const splitAt of [1, 2, 3, 5, 7, 64, 10_000]) t.same(decodeAll(bytes, splitAt), understood, `${name}, pieces of ${splitAt}`)
  }
})

test('hands an event out as soon as its last byte is there', async t => {
  const decode = createSseDecoder()
  const encode = (text: string) => new TextEncoder().encode(text)
  t.same(decode(encode('data: 1\r\n\r')), [{ event: undefined, data: '1' }])
  t.same(decode(encode('\ndata: 2\r\n')), [])
  t.same(decode(encode('\r\n')), [{ event: undefined, data: '2' }])
})

test('gives up on an event that is larger than anything sensible', async t => {
  const bytes = new TextEncoder().encode('x'.repeat(60))
  const oneLine = createSseDecoder({ limit: 100 })
  oneLine(bytes)
  t.throws(() => oneLine(bytes), { name: 'RangeError' })

  const manyLines = createSseDecoder({ limit: 100 })
  const line = new TextEncoder().encode(`data: ${'x'.repeat(60)}\n`)
  manyLines(line)
  t.throws(() => manyLines(line), { name: 'RangeError' })
})
