import { test } from 'tap'
import { FrameLimitError } from '../../src/lib/line-buffer.ts'
import { createNdjsonFramer } from '../../src/lib/ndjson.ts'

test('each line is a frame, whatever it ends in and however it is cut', async t => {
  for (const ending of ['\n', '\r', '\r\n']) {
    const bytes = Buffer.from(`{"a":"ü"}${ending}${ending}{"b":2}${ending}  ${ending}{"unfinished":`)
    for (const size of [1, 2, 3, 100]) {
      const read = createNdjsonFramer()
      const frames = []
      for (let at = 0; at < bytes.length; at += size) frames.push(...read(bytes.subarray(at, at + size)))
      t.same(frames, [{ data: '{"a":"ü"}' }, { data: '{"b":2}' }])
    }
  }
})

test('a line that grows past the limit is refused', async t => {
  const read = createNdjsonFramer({ limit: 20 })
  t.same(read(Buffer.from('0123456789')), [])
  t.throws(() => read(Buffer.from('0123456789x')), FrameLimitError)
})
