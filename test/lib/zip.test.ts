import t from 'tap'
import { isZip, readZip, ZipError } from '../../src/lib/zip.ts'
import { writeZip, type ZipFile } from '../chats/zip-writer.ts'

const limits = { entries: 10, entrySize: 4_000_000, totalSize: 6_000_000, ratio: 100 }
const read = async (bytes: Buffer) => Promise.all(readZip(bytes, limits).map(async ({ name, read }) => [name, (await read()).toString()]))

t.test('files are read as they were packed', async t => {
  const bytes = writeZip([{ name: 'a/ä.json', content: 'ä'.repeat(1000) }, { name: 'stored.txt', content: 'as it is', isStored: true }, { name: 'folder/', content: '' }, { name: 'empty', content: '' }], { comment: 'PK\x05\x06 says nothing' })
  t.ok(isZip(bytes))
  t.strictSame(await read(bytes), [['a/ä.json', 'ä'.repeat(1000)], ['stored.txt', 'as it is'], ['empty', '']])
  t.strictSame(await read(writeZip([])), [])
})

/** By Python's zipfile into a pipe: sizes stand behind the files and in the directory, not before the files. */
const piped = 'UEsDBBQACAAIAABIdV0AAAAAAAAAAAAAAAAWAAAAY29udmVyc2F0aW9ucy0wMDAuanNvbouOBQBQSwcIKbtMDQQAAAACAAAAUEsDBBQACAAIAABIdV0AAAAAAAAAAAAAAAAJAAAAY2hhdC5odG1ssymwy0jNyclXGDmkjX6BHQBQSwcIF9nwyhEAAAD3AAAAUEsBAhQDFAAIAAgAAEh1XSm7TA0EAAAAAgAAABYAAAAAAAAAAAAAAIABAAAAAGNvbnZlcnNhdGlvbnMtMDAwLmpzb25QSwECFAMUAAgACAAASHVdF9nwyhEAAAD3AAAACQAAAAAAAAAAAAAAgAFIAAAAY2hhdC5odG1sUEsFBgAAAAACAAIAewAAAJAAAAAAAA=='

t.test('an archive that was written into a pipe is read too', async t => {
  t.strictSame(await read(Buffer.from(piped, 'base64')), [['conversations-000.json', '[]'], ['chat.html', `<p>${'hello '.repeat(40)}</p>`]])
})

const lies: [what: string, file: ZipFile, message: RegExp][] = [
  ['more than it says', { name: 'a', content: 'x'.repeat(100), size: 10 }, /damaged/],
  ['less than it says', { name: 'a', content: 'x'.repeat(100), size: 1000 }, /damaged/],
  ['something else than it says', { name: 'a', content: 'x', checksum: 1 }, /damaged/],
  ['no deflate', { name: 'a', content: 'no deflate', method: 8, isStored: true }, /damaged/],
  ['secrets', { name: 'a', content: 'x', flags: 1 }, /encrypted/],
  ['another packing', { name: 'a', content: 'x', method: 12 }, /not known/],
  ['a bomb', { name: 'a', content: Buffer.alloc(3_000_000) }, /more tightly/],
  ['too much', { name: 'a', content: 'x', size: 5_000_000 }, /larger than 4000000/],
]
for (const [what, file, message] of lies) {
  t.test(`a file that holds ${what} is refused, and the others are read`, async t => {
    const [bad, good] = readZip(writeZip([file, { name: 'b', content: 'fine' }]), limits)
    await t.rejects(bad!.read(), { name: 'ZipError', message })
    t.equal((await good!.read()).toString(), 'fine')
  })
}

t.test('a file that says that it is small is unpacked no further than that', async t => {
  const [bomb] = readZip(writeZip([{ name: 'a', content: Buffer.alloc(50_000_000), size: 10 }]), limits)
  await t.rejects(bomb!.read(), { name: 'ZipError', cause: { code: 'ERR_BUFFER_TOO_LARGE' } })
})

t.test('all files together are bounded, however often one is listed', async t => {
  const content = Buffer.from(Array.from({ length: 2_500_000 }, (_, at) => (at * 7919) % 251))
  const [first, second, third] = readZip(writeZip([1, 2, 3].map(at => ({ name: `${at}`, content, isStored: true }))), limits)
  t.equal((await first!.read()).length, content.length)
  await second!.read()
  await t.rejects(third!.read(), { name: 'ZipError', message: /together/ })
})

t.test('an archive that is no archive, cut or damaged anywhere never does more than be refused', async t => {
  t.throws(() => readZip(writeZip(Array.from({ length: 11 }, (_, at) => ({ name: `${at}`, content: '' }))), limits), { message: /more than 10/ } as never)
  const bytes = writeZip([{ name: 'a.json', content: 'hello '.repeat(20) }, { name: 'b.json', content: 'x', isStored: true }])
  let refused = 0
  const attempt = async (damaged: Buffer) => {
    try {
      await read(damaged)
    } catch (thrown) {
      refused++
      if (!(thrown instanceof ZipError)) t.fail(`not ours: ${String(thrown)}`)
    }
  }
  for (let length = 0; length < bytes.length; length++) await attempt(bytes.subarray(0, length))
  t.equal(refused, bytes.length)
  for (let at = 0; at < bytes.length; at++) for (const value of [0, 0x7f, 0xff]) await attempt(Buffer.concat([bytes.subarray(0, at), Buffer.from([value]), bytes.subarray(at + 1)]))
  t.ok(refused > bytes.length)
})
