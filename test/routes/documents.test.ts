import { chmod, mkdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { makeFolder, startLibrary } from '../documents/folder.ts'
import { processes, startApp } from '../helpers/app.ts'

const tone = '---\ntitle: Tone of voice\ntags: [writing, "brand, ours"]\nweight: 3\nversion: "3"\ndraft: false\nsince: ~\n---\n# Heading\n\nShort sentences. Żółć 🎉\n'

test('a document is listed with what it says of itself, and read with its text', async t => {
  const { call, path } = await startLibrary(t, { 'guides/tone.md': tone })
  await utimes(join(path, 'guides/tone.md'), 1_700_000_000, 1_700_000_000)
  const facts = {
    path: 'guides/tone.md',
    title: 'Tone of voice',
    kind: 'document',
    frontMatter: { title: 'Tone of voice', tags: ['writing', 'brand, ours'], weight: 3, version: '3', draft: false, since: null },
    size: Buffer.byteLength(tone),
    modifiedAt: '2023-11-14T22:13:20.000Z',
  }
  t.strictSame((await call('GET', '/api/v1/documents')).json, { data: [facts], nextCursor: null })
  t.strictSame((await call('GET', '/api/v1/documents/guides/tone.md')).json, { ...facts, content: '# Heading\n\nShort sentences. Żółć 🎉\n' })
  t.equal((await call('GET', '/api/documents/guides%2ftone.md')).status, 200, 'slashes may be encoded')
})

test('only Markdown files that are not hidden are documents', async t => {
  const { paths, read } = await startLibrary(t, Object.fromEntries([
    'a.md', 'b.markdown', 'C.MD', 'x.md/y.md', 'sub/dir/z.md', '1/2/3/4/5/6/7/8/9/ten.md',
    'no.txt', 'md', 'no.md.txt', 'no.mdx', '.md', '.hidden.md', '.git/no.md', 'sub/.no/no.md', '..no/no.md', 'back\\slash.md', 'line\nbreak.md', '1/2/3/4/5/6/7/8/9/10/eleven.md',
  ].map(name => [name, `# ${name}`])))
  const documents = ['1/2/3/4/5/6/7/8/9/ten.md', 'C.MD', 'a.md', 'b.markdown', 'sub/dir/z.md', 'x.md/y.md']
  t.strictSame(await paths(), documents)
  for (const path of documents) t.equal((await read(path)).status, 200, path)
  for (const path of ['no.txt', '.md', '.hidden.md', '.git/no.md', 'sub/.no/no.md', '..no/no.md', 'back\\slash.md', 'line\nbreak.md', '1/2/3/4/5/6/7/8/9/10/eleven.md', 'sub', 'x.md', 'missing.md', 'a.md/b.md', `${'x'.repeat(300)}.md`]) {
    t.match(await read(path), { status: 404, json: { error: { code: 'not_found' } } }, path)
  }
})

test('names may have spaces, signs and any letters', async t => {
  const names = ['with space.md', '100% sure.md', 'a%2Fb.md', '%2e%2e.md', 'a+b&c=d.md', 'what?.md', '#1.md', 'ž-日本語-🎉.md', 'e\u0301.md', '\u00e9.md', 'a:b;c,d.md', '"quoted".md', `${'長'.repeat(80)}/${'い'.repeat(80)}.md`]
  const { paths, read } = await startLibrary(t, Object.fromEntries(names.map(name => [name, `# ${name}`])))
  t.strictSame(await paths(), [...names].sort())
  for (const name of names) t.match((await read(name)).json, { path: name, title: name, content: `# ${name}` })
})

test('a name that is not UTF-8 is left out', async t => {
  const { paths, path } = await startLibrary(t, { 'a.md': 'a' })
  await writeFile(Buffer.concat([Buffer.from(join(path, 'caf')), Buffer.from([0xe9]), Buffer.from('.md')]), 'latin')
  t.strictSame(await paths(), ['a.md'])
})

test('a prompt is told apart, and prompts can be listed alone', async t => {
  const { call } = await startLibrary(t, { 'a.md': 'a', 'coach.md': '---\nkind: prompt\n---\nYou are a coach.', 'c.md': '---\nkind: Prompt\n---\n', 'd.md': '---\nkind: prompt\n---\nBe brief.', 'e.md': 'e' })
  const first = (await call('GET', '/api/v1/documents?kind=prompt&limit=1')).json
  t.match(first, { data: [{ path: 'coach.md', kind: 'prompt' }], nextCursor: 'coach.md' })
  t.match((await call('GET', '/api/v1/documents?kind=prompt&limit=1&cursor=coach.md')).json, { data: [{ path: 'd.md' }], nextCursor: null })
  t.match((await call('GET', '/api/v1/documents?kind=document')).json.data.map((one: any) => one.path), ['a.md', 'c.md', 'e.md'])
  t.equal((await call('GET', '/api/v1/documents?kind=other')).status, 400)
})

test('two thousand documents are read by page, each once', async t => {
  const names = Array.from({ length: 2000 }, (_, index) => `folder ${index % 40}/document ${index}.md`)
  const { call } = await startLibrary(t, Object.fromEntries(names.map(name => [name, `# ${name}`])))
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { json } = await call('GET', `/api/v1/documents?limit=150${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    found.push(...json.data.map(({ path, title }: any) => path === title ? path : `${path} is called ${title}`))
    cursor = json.nextCursor
  }
  t.strictSame(found, [...names].sort())
})

test('more than five thousand are not listed, and the log says so once', async t => {
  const { call, lines } = await startLibrary(t, Object.fromEntries(Array.from({ length: 5003 }, (_, index) => [`${index}.md`, ''])))
  const last = (await call('GET', '/api/v1/documents?cursor=997')).json
  t.ok(last.data.length < 10)
  t.equal((await call('GET', '/api/v1/documents?cursor=997')).json.data.length, last.data.length)
  t.equal((await call('GET', '/api/v1/documents/5002.md')).status, 200)
  t.equal(lines.filter(line => line.includes('"listed":5000')).length, processes)
})

test('what changes on disk is seen at once, whatever it looks like', async t => {
  const { paths, read, write, path, call } = await startLibrary(t, { 'a.md': '# One' })
  const titles = async () => (await call('GET', '/api/v1/documents')).json.data.map(({ title }: any) => title)
  for (const title of ['One', 'Two', 'Six']) {
    await write({ 'a.md': `# ${title}` })
    await utimes(join(path, 'a.md'), 1_700_000_000, 1_700_000_000)
    t.strictSame(await titles(), [title])
    t.match((await read('a.md')).json, { title, content: `# ${title}` })
  }
  await write({ 'b/c.md': '# New' })
  t.strictSame(await paths(), ['a.md', 'b/c.md'])
  await rm(join(path, 'a.md'))
  t.strictSame(await paths(), ['b/c.md'])
  t.equal((await read('a.md')).status, 404)
  await rm(path, { recursive: true })
  t.strictSame(await paths(), [])
})

test('what is deleted while it is listed is left out', async t => {
  const names = Array.from({ length: 300 }, (_, index) => `${1000 + index}.md`)
  const { paths, path } = await startLibrary(t, Object.fromEntries(names.map(name => [name, name])))
  const listing = paths()
  await Promise.all(names.slice(100).map(name => rm(join(path, name))))
  const found = await listing
  t.strictSame(found.slice(0, 100), names.slice(0, 100))
  t.strictSame(await paths(), names.slice(0, 100))
})

test('a document that is too large is listed, and refused with its size', async t => {
  const { path, read, call } = await startLibrary(t, { 'large.md': `# Large\n${'x'.repeat(1024 * 1024)}`, 'full.md': '# Full' })
  await truncate(join(path, 'large.md'), 1024 * 1024 + 1)
  await writeFile(join(path, 'full.md'), `# Full\n${'x'.repeat(1024 * 1024 - 7)}`)
  t.match((await call('GET', '/api/v1/documents')).json.data, [{ path: 'full.md' }, { path: 'large.md', title: 'Large', size: 1024 * 1024 + 1 }])
  t.equal((await read('full.md')).json.content.length, 1024 * 1024)
  t.match(await read('large.md'), { status: 413, json: { error: { code: 'document_too_large', message: /"large\.md" has more than 1048576 bytes/ } } })
})

for (const [what, bytes] of [
  ['Latin-1', Buffer.from('# Caf\u00e9', 'latin1')],
  ['UTF-16', Buffer.from('\uFEFF# Title', 'utf16le')],
  ['a picture', await readFile(process.execPath).then(bytes => bytes.subarray(0, 50_000))],
  ['a text with a NUL', Buffer.from('# A\0B')],
  ['a text that breaks off inside of a letter', Buffer.from('text \u00e9').subarray(0, -1)],
] as const) {
  test(`${what} is listed by its name, and refused`, async t => {
    const { call, read } = await startLibrary(t, { 'some thing.md': bytes })
    t.match((await call('GET', '/api/v1/documents')).json.data, [{ title: 'some thing', frontMatter: {}, kind: 'document', size: bytes.length }])
    t.match(await read('some thing.md'), { status: 422, json: { error: { code: 'document_unreadable' } } })
  })
}

test('front matter that does not end near the beginning is text', async t => {
  const long = `---\n${'key: value\n'.repeat(2000)}---\nbody`
  const { read } = await startLibrary(t, { 'long.md': long })
  t.match((await read('long.md')).json, { frontMatter: {}, content: long })
})

test('a file that nobody may read is not there', { skip: process.getuid?.() === 0 && 'root may read everything' }, async t => {
  const { path, paths, read } = await startLibrary(t, { 'a.md': 'a', 'b.md': 'b', 'c/d.md': 'd' })
  await chmod(join(path, 'b.md'), 0)
  await chmod(join(path, 'c'), 0)
  t.strictSame(await paths(), ['a.md'])
  t.equal((await read('b.md')).status, 404)
  await chmod(join(path, 'c'), 0o700)
})

test('without a folder the library is empty; the folder under DATA_DIR is used as soon as it is there', async t => {
  const { path } = await makeFolder(t)
  const { call } = await startApp(t, { DATA_DIR: path })
  t.strictSame((await call('GET', '/api/v1/documents')).json, { data: [], nextCursor: null })
  t.equal((await call('GET', '/api/v1/documents/a.md')).status, 404)
  await mkdir(join(path, 'documents'))
  await writeFile(join(path, 'documents/a.md'), '# A')
  t.match((await call('GET', '/api/v1/documents')).json.data, [{ path: 'a.md', title: 'A' }])
})

test('a file in the place of the folder is an empty library', async t => {
  const library = await startLibrary(t)
  await rm(library.path, { recursive: true })
  await writeFile(library.path, '# no folder')
  t.strictSame(await library.paths(), [])
  t.equal((await library.read('a.md')).status, 404)
})

test('unusual questions are refused by name', async t => {
  const { call } = await startLibrary(t)
  for (const [query, param] of [['limit=0', 'limit'], ['limit=201', 'limit'], ['folder=x', 'folder']] as const) {
    const { status, json } = await call('GET', `/api/v1/documents?${query}`)
    t.equal(status, 400)
    t.match(json.error, { code: 'invalid_request', param })
  }
  for (const path of ['', '/']) t.match((await call('GET', `/api/v1/documents${path}`)).json, { data: [] })
})
