import { test } from 'tap'
import { FrameLimitError } from '../../src/lib/line-buffer.ts'
import { createSseFramer } from '../../src/lib/sse.ts'

const frames = (text: string, size = Infinity, options?: { limit?: number }) => {
  const read = createSseFramer(options)
  const bytes = Buffer.from(text)
  const found = []
  for (let at = 0; at < bytes.length; at += size) found.push(...read(new Uint8Array(bytes.subarray(at, at + size))))
  return found
}

const streams: [string, string, unknown][] = [
  ['an event is its data', 'data: a\n\n', [{ data: 'a' }]],
  ['only one space after the colon goes', 'data:  a \n\ndata:b\n\n', [{ data: ' a ' }, { data: 'b' }]],
  ['several data lines are one text', 'data: a\ndata: b\ndata\ndata:\n\n', [{ data: 'a\nb\n\n' }]],
  ['an event has a name', 'event: error\ndata: a\n\ndata: b\n\n', [{ event: 'error', data: 'a' }, { data: 'b' }]],
  ['a name without data is no event, and does not last', 'event: x\n\ndata: a\n\n', [{ data: 'a' }]],
  ['an empty name is none', 'event:\ndata: a\n\n', [{ data: 'a' }]],
  ['comments and other fields are skipped', ': ping\n\n:\n\nid: 1\nretry: 5\ndata: a\n\n', [{ data: 'a' }]],
  ['fields that only begin like data are skipped', 'database: x\ndata: a\n\n', [{ data: 'a' }]],
  ['a byte order mark at the start is skipped', '\uFEFFdata: a\n\n', [{ data: 'a' }]],
  ['an event without a blank line after it never happened', 'data: a\n\ndata: b\n', [{ data: 'a' }]],
  ['blank lines are nothing', '\n\n\ndata: a\n\n\n\n', [{ data: 'a' }]],
  ['characters of several bytes survive', 'data: Grüße 👋🏽\n\n', [{ data: 'Grüße 👋🏽' }]],
]

for (const [name, text, expected] of streams) {
  test(name, async t => {
    for (const ending of ['\n', '\r', '\r\n']) {
      for (const size of [1, 2, 3, 5, Infinity]) {
        const wanted = JSON.parse(JSON.stringify(expected))
        t.same(frames(text.replaceAll('\n', ending), size), wanted, `${JSON.stringify(ending)}, ${size} bytes at a time`)
      }
    }
  })
}

test('bytes that are no UTF-8 become replacement characters', async t => {
  t.same(createSseFramer()(Buffer.from([...Buffer.from('data: '), 0xff, 10, 10])), [{ data: '\uFFFD' }])
})

test('an event that grows past the limit is refused, on one line or on many', async t => {
  t.throws(() => frames('data: ' + 'x'.repeat(200), 10, { limit: 100 }), FrameLimitError)
  t.throws(() => frames('data: xxxxxxxxxx\n'.repeat(20), 10, { limit: 100 }), FrameLimitError)
  t.equal(frames('data: xxxxxxxxxx\n\n'.repeat(20), 10, { limit: 100 }).length, 20)
})
