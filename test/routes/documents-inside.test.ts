import { execFile } from 'node:child_process'
import { mkdir, open, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { findDocuments } from '../../src/documents/find-documents.ts'
import { openInside, whereIs } from '../../src/documents/open-inside.ts'
import { makeFolder, startLibrary } from '../documents/folder.ts'

const run = promisify(execFile)

const climbs = ['../secret.md', 'sub/../../secret.md', 'sub/../a.md', './a.md', 'sub//b.md', '/a.md', '//etc/passwd.md', '..\\secret.md', 'sub\\..\\..\\secret.md', '..\\/secret.md', '.../secret.md', '..;/secret.md', 'a.md\0.txt', '\0a.md', 'sub/../../library/a.md', '~/secret.md', 'C:\\secret.md', 'file:///secret.md', '．．/secret.md', '..%c0%afsecret.md']

/** How a path can be written in an address. */
const spellings: Record<string, (path: string) => string> = {
  'as it is': path => path.replaceAll('\0', '%00').replaceAll('．', '%EF%BC%8E'),
  encoded: path => encodeURIComponent(path),
  'encoded to the last dot': path => [...Buffer.from(path)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'encoded twice': path => encodeURIComponent(encodeURIComponent(path).replaceAll('.', '%2e')),
  'encoded three times': path => encodeURIComponent(encodeURIComponent(encodeURIComponent(path).replaceAll('.', '%2e'))),
}

for (const [how, spell] of Object.entries(spellings)) {
  test(`no path leads outside when it is written ${how}`, async t => {
    const { ask, outside } = await startLibrary(t, { 'a.md': 'inside', 'sub/b.md': 'inside' })
    for (const path of [...climbs, join(outside, 'secret.md')]) {
      const { status, json } = await ask(spell(path))
      t.ok(status === 404 || status === 400, `${path}: ${status}`)
      t.match(json.error?.code, /^(not_found|invalid_request)$/, path)
      t.notMatch(JSON.stringify(json), /inside|"outside"/, path)
    }
  })
}

test('an address that is not UTF-8 is refused', async t => {
  const { ask } = await startLibrary(t, { 'a.md': 'inside' })
  for (const path of ['%ff.md', '%c0%ae%c0%ae%c0%afsecret.md', '%', '%zz.md', '..%c0%afsecret.md']) t.equal((await ask(path)).status, 400, path)
})

test('a link counts when it leads to a Markdown file inside of the folder', async t => {
  const library = await startLibrary(t, { 'real/a.md': '# A', 'real/no.txt': 'no document', '.env': 'SECRET=1', '.git/config': 'token' })
  const { path, outside, paths, read } = library
  await mkdir(join(outside, 'elsewhere'))
  await mkdir(join(outside, 'library-2'))
  for (const folder of ['elsewhere', 'library-2']) await writeFile(join(outside, folder, 'x.md'), 'outside')
  for (const [name, target] of [
    ['file.md', 'real/a.md'], ['absolute.md', join(path, 'real/a.md')], ['twice.md', 'file.md'],
    ['out.md', '../secret.md'], ['out-absolute.md', join(outside, 'secret.md')], ['out-twice.md', 'out.md'], ['passwd.md', '/etc/passwd'], ['neighbour.md', '../library-2/x.md'],
    ['gone.md', 'nothing.md'], ['self.md', 'self.md'], ['ping.md', 'pong.md'], ['pong.md', 'ping.md'], ['folder.md', 'real'],
    ['text.md', 'real/no.txt'], ['env.md', '.env'], ['git.md', '.git/config'],
    ['out-folder', '..'], ['out-folder-absolute', join(outside, 'elsewhere')], ['root', '/'], ['neighbour', '../library-2'],
    ['loop', '.'], ['real/loop', '..'], ['real/other', '../real'], ['linked', 'real'],
  ] as const) await symlink(target, join(path, name))
  t.strictSame(await paths(), ['absolute.md', 'file.md', 'real/a.md', 'twice.md'], 'a folder is listed under its own name')
  t.strictSame((await findDocuments(path)).paths.filter(name => /^(out-folder|root|neighbour)\//.test(name)), [], 'no folder outside is even looked into')
  for (const name of ['file.md', 'absolute.md', 'twice.md', 'linked/a.md', 'loop/real/a.md', 'loop/loop/file.md']) t.match((await read(name)).json, { path: name, title: 'A', content: '# A' }, name)
  for (const name of ['out.md', 'out-absolute.md', 'out-twice.md', 'passwd.md', 'neighbour.md', 'gone.md', 'self.md', 'ping.md', 'folder.md', 'text.md', 'env.md', 'git.md', 'out-folder/secret.md', 'out-folder/library/real/a.txt', 'out-folder-absolute/x.md', 'root/etc/passwd.md', 'neighbour/x.md', 'loop/out.md']) {
    t.match(await read(name), { status: 404, json: { error: { code: 'not_found' } } }, name)
  }
})

test('a mounted volume, whose files lie in a hidden folder, can be read and replaced', async t => {
  const { path, paths, read } = await startLibrary(t, { '..one/tone.md': '# One', '..one/sub/x.md': '# X', '..two/tone.md': '# Two' })
  await symlink('..one', join(path, '..data'))
  await symlink('..data/tone.md', join(path, 'tone.md'))
  await symlink('..data/sub', join(path, 'sub'))
  t.strictSame(await paths(), ['sub/x.md', 'tone.md'])
  t.match((await read('tone.md')).json, { title: 'One' })
  await symlink('..two', join(path, '..next'))
  await rename(join(path, '..next'), join(path, '..data'))
  t.strictSame(await paths(), ['tone.md'])
  t.match((await read('tone.md')).json, { title: 'Two' })
})

test('the folder itself may be a link', async t => {
  const { path, outside, paths, read } = await startLibrary(t, { 'a.md': '# A' })
  await rename(path, join(outside, 'moved'))
  await symlink('moved', path)
  t.strictSame(await paths(), ['a.md'])
  t.equal((await read('a.md')).json.title, 'A')
})

test('folders that are linked to each other in every way are read once', async t => {
  const { path, paths } = await startLibrary(t, Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}/a.md`, ''])))
  for (let from = 0; from < 12; from++) for (let to = 0; to < 12; to++) await symlink(`../${to}`, join(path, `${from}/to-${to}`))
  t.equal((await paths()).length, 12)
})

test('pipes, sockets and folders are no documents, and nothing waits for them', async t => {
  const { path, paths, read } = await startLibrary(t, { 'a.md': 'a', 'folder.md/b.md': 'b' })
  await run('mkfifo', [join(path, 'pipe.md')])
  await symlink('pipe.md', join(path, 'to-pipe.md'))
  await symlink('/dev/zero', join(path, 'zero.md'))
  const socket = createServer().listen(join(path, 'socket.md'))
  t.teardown(() => socket.close())
  t.strictSame(await paths(), ['a.md', 'folder.md/b.md'])
  for (const name of ['pipe.md', 'to-pipe.md', 'zero.md', 'socket.md', 'folder.md']) t.equal((await read(name)).status, 404, name)
})

test('a folder that is turned into a link and back again and again never leads outside', async t => {
  const { path, outside } = await makeFolder(t, { 'way/a.md': 'inside' })
  await mkdir(join(outside, 'elsewhere'))
  await writeFile(join(outside, 'elsewhere/a.md'), 'outside')
  const over = new AbortController()
  const turning = (async () => {
    while (!over.signal.aborted) {
      await rename(join(path, 'way'), join(path, 'kept'))
      await symlink('../elsewhere', join(path, 'way'))
      await rm(join(path, 'way'))
      await rename(join(path, 'kept'), join(path, 'way'))
    }
  })()
  const read = async (): Promise<string> => {
    const opened = await openInside(path, 'way/a.md')
    const text = await opened?.file.readFile('utf8') ?? 'nothing'
    await opened?.file.close()
    return text
  }
  const found = new Set<string>()
  for (let attempt = 0; attempt < 3000; attempt++) found.add(await read())
  over.abort()
  await turning
  t.notOk(found.has('outside'))
  t.equal(await read(), 'inside')
})

test('where the system does not tell where an open file is, it must still be the one at its place', async t => {
  const { path, outside } = await makeFolder(t, { 'a.md': 'inside' })
  const place = join(path, 'a.md')
  const file = await open(place)
  const stats = await file.stat()
  t.equal(await whereIs(file, stats, place, 'darwin'), place)
  await rename(place, join(outside, 'moved.md'))
  t.equal(await whereIs(file, stats, place, 'darwin'), undefined, 'gone')
  t.equal(await whereIs(file, stats, place, 'linux'), join(outside, 'moved.md'))
  await writeFile(place, 'another')
  t.equal(await whereIs(file, stats, place, 'darwin'), undefined, 'another file')
  await rm(place)
  await symlink('../moved.md', place)
  t.equal(await whereIs(file, stats, place, 'darwin'), join(outside, 'moved.md'), 'a link to it')
  await file.close()
})

test('a folder that cannot be read whole is cut, however many folders it has', async t => {
  const { path } = await makeFolder(t)
  for (let index = 0; index < 5001; index++) await mkdir(join(path, String(index)))
  t.strictSame(await findDocuments(path), { paths: [], isCut: true })
  await rm(join(path, '5000'), { recursive: true })
  await rm(join(path, '4999'), { recursive: true })
  t.strictSame(await findDocuments(path), { paths: [], isCut: false })
})
