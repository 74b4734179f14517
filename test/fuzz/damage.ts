// What can happen to a stream on its way, and what no server should send.
import fc from 'fast-check'
import { corpus, corpusOf, type Stream } from './corpus.ts'
import { twist } from './twist.ts'

/** One thing that goes wrong. `at` and `to` are places, as shares of the whole. */
type Blow = { how: string; at: number; to: number; salt: number }

export type Damaged = { name: string; bytes: Buffer; sizes: readonly number[] }

type Damage = (bytes: Buffer, blow: Blow) => Buffer

const place = (bytes: Buffer, share: number): number => Math.floor(share * bytes.length)

const garbage = [
  Buffer.from([0xff, 0xfe, 0x00, 0x80]), Buffer.from('\u0000\u0000'), Buffer.from('data: {\n\n'), Buffer.from('\n\n\n'), Buffer.from('\r'), Buffer.from('data: [DONE]\n\n'), Buffer.from('event: error\n'),
  Buffer.from('<html><body>502</body></html>\n'), Buffer.from('data: null\n\n'), Buffer.from('data: []\n\n'), Buffer.from('data: 1e999\n\n'), Buffer.from('data: "text"\n\n'), Buffer.from('null\n'), Buffer.from('[[]]\n'), Buffer.from('{}\n'), Buffer.from('data: {}\n\n'),
  Buffer.from('x'.repeat(3000)), Buffer.from('data: ' + '['.repeat(3000) + '\n\n'), Buffer.from('data: ' + '{"a":'.repeat(500) + '1' + '}'.repeat(500) + '\n\n'),
]

const bytesDamages: Record<string, Damage> = {
  flip: (bytes, { at, salt }) => {
    const changed = Buffer.from(bytes)
    changed[place(bytes, at)]! ^= 1 << (salt % 8)
    return changed
  },
  drop: (bytes, { at, salt }) => Buffer.concat([bytes.subarray(0, place(bytes, at)), bytes.subarray(place(bytes, at) + 1 + salt % 200)]),
  double: (bytes, { at, salt }) => Buffer.concat([bytes.subarray(0, place(bytes, at)), bytes.subarray(Math.max(0, place(bytes, at) - 1 - salt % 400))]),
  truncate: (bytes, { at }) => bytes.subarray(0, place(bytes, at)),
  insert: (bytes, { at, salt }) => Buffer.concat([bytes.subarray(0, place(bytes, at)), garbage[salt % garbage.length]!, bytes.subarray(place(bytes, at))]),
  splice: (bytes, { at, to, salt }) => {
    const other = corpus[salt % corpus.length]!.bytes
    return Buffer.concat([bytes.subarray(0, place(bytes, at)), other.subarray(place(other, to))])
  },
}

/** The blank line after an event, or the end of a line. */
const separatorOf = (bytes: Buffer): string => bytes.includes('\r\n\r\n') ? '\r\n\r\n' : bytes.includes('\n\n') ? '\n\n' : '\n'

const onEvents = (change: (events: string[], blow: Blow) => void): Damage => (bytes, blow) => {
  const separator = separatorOf(bytes)
  const events = bytes.toString('latin1').split(separator)
  change(events, blow)
  return Buffer.from(events.join(separator), 'latin1')
}

const index = (events: string[], share: number): number => Math.floor(share * events.length)

const eventDamages: Record<string, Damage> = {
  'drop an event': onEvents((events, { at }) => { events.splice(index(events, at), 1) }),
  'double an event': onEvents((events, { at }) => { events.splice(index(events, at), 0, events[index(events, at)]!) }),
  'move an event': onEvents((events, { at, to }) => { events.splice(index(events, to), 0, ...events.splice(index(events, at), 1)) }),
  'reverse events': onEvents((events, { at, salt }) => {
    const from = index(events, at)
    events.splice(from, 6, ...events.slice(from, from + 2 + salt % 5).reverse())
  }),
}

const jsonDamages: Record<string, Damage> = {
  'twist a value': onEvents((events, { at, salt }) => {
    const chosen = index(events, at)
    events[chosen] = events[chosen]!.replace(/\{.*\}/s, json => {
      try {
        return Buffer.from(JSON.stringify(twist(JSON.parse(Buffer.from(json, 'latin1').toString()), salt)) ?? '').toString('latin1')
      } catch {
        return json
      }
    })
  }),
}

const damages = { ...bytesDamages, ...eventDamages, ...jsonDamages }

const share = fc.double({ min: 0, max: 0.999999, noNaN: true })

const blow: fc.Arbitrary<Blow> = fc.record({
  how: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...Object.keys(bytesDamages)) }, { weight: 3, arbitrary: fc.constantFrom(...Object.keys(eventDamages)) }, { weight: 4, arbitrary: fc.constantFrom(...Object.keys(jsonDamages)) }),
  at: share,
  to: share,
  salt: fc.nat({ max: 100_000 }),
}, { noNullPrototype: true })

/** Streams of a dialect after one to six blows, and the sizes in which they arrive. */
export const damagedStream = (dialect: string): fc.Arbitrary<Damaged> => fc.record({
  stream: fc.constantFrom<Stream[]>(...corpusOf(dialect)),
  blows: fc.array(blow, { minLength: 1, maxLength: 6 }),
  sizes: fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
}).map(({ stream, blows, sizes }) => {
  let { bytes } = stream
  for (const one of blows) if (bytes.length > 0 && bytes.length < 200_000) bytes = damages[one.how]!(bytes, one)
  return { name: stream.name, bytes, sizes, [fc.toStringMethod]: () => `${stream.name} after ${blows.map(({ how }) => how).join(', ')}, in pieces of ${sizes}:\n${bytes.toString().slice(0, 20_000)}` }
})

/** The bytes as they arrive. */
export function * arrive ({ bytes, sizes }: Damaged): Iterable<Buffer> {
  let turn = 0
  for (let at = 0; at < bytes.length;) {
    const size = sizes[turn++ % sizes.length]!
    yield bytes.subarray(at, at + size)
    at += size
  }
}
