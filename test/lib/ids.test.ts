import t from 'tap'
import { createId } from '../../src/lib/ids.ts'

t.test('ids are unique, sort as they were made, and are UUIDs of version 7', async t => {
  const ids = Array.from({ length: 20_000 }, () => createId('msg'))
  t.equal(new Set(ids).size, ids.length)
  t.strictSame([...ids].sort(), ids)
  for (const id of ids.slice(0, 100)) t.match(id, /^msg_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  const made = parseInt(ids[0]!.slice(4, 16), 16)
  t.ok(Math.abs(Date.now() - made) < 60_000)
})
