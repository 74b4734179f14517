import { rename, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { createDocuments } from '../../src/documents/index.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { makeFolder } from './folder.ts'

/** A library that is looked at `later` milliseconds after its files were written. */
const start = async (t: Test, later: number) => {
  const folder = await makeFolder(t, { 'a.md': '# One', 'b.md': '# Other' })
  const { list } = createDocuments({ folder: folder.path, clock: () => Date.now() + later, log: silentLog })
  return { ...folder, look: async () => (await list({ limit: 10 })).data }
}

test('what is known of a file is remembered until it changes', async t => {
  const { look, write } = await start(t, 10_000)
  const [first, other] = await look()
  const [again] = await look()
  t.equal(again, first)
  await write({ 'a.md': '# Two, longer' })
  const [changed, same] = await look()
  t.match(changed, { title: 'Two, longer', size: 13 })
  t.equal(same, other)
})

test('a change that leaves size and time as they were is seen', async t => {
  const { look, write, path } = await start(t, 10_000)
  const file = join(path, 'a.md')
  await utimes(file, 1000, 1000)
  t.match(await look(), [{ title: 'One', modifiedAt: 1_000_000 }, {}])
  const { ctimeMs } = await stat(file)
  await write({ 'a.md': '# Two' })
  // the system's clock ticks every few milliseconds only
  do await utimes(file, 1000, 1000); while ((await stat(file)).ctimeMs === ctimeMs)
  t.match(await look(), [{ title: 'Two', modifiedAt: 1_000_000 }, {}])
  await write({ 'next.txt': '# Six' })
  await utimes(join(path, 'next.txt'), 1000, 1000)
  await rename(join(path, 'next.txt'), file)
  t.match(await look(), [{ title: 'Six', modifiedAt: 1_000_000 }, {}])
})

test('what was written a moment ago is not remembered: the next change may come within the same tick of the clock', async t => {
  const { look } = await start(t, 0)
  const [first] = await look()
  const [again] = await look()
  t.not(again, first)
  t.strictSame(again, first)
})
