import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer } from '../helpers/people.ts'
import { createCaller } from './helpers.ts'
import { writeZip } from './zip-writer.ts'

const start = async (t: Test, environment = {}, given?: TestApp) => {
  const server = given ?? await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', ...environment })
  const caller = await createCaller(server)
  const take = (body: unknown, { type = 'application/json', query = '' } = {}) => caller.call('POST', `/chats/import${query}`, body, { 'content-type': type })
  const titles = async () => (await caller.call('GET', '/chats')).json.data.map(({ title }: any) => title)
  return { server, ...caller, take, titles }
}

const chat = (title: string | null, messages: object[], more: object = {}) => ({ format: 'parlance-chat', version: 1, title, messages, ...more })
const said = (text: string, more: object = {}) => ({ id: text, parentId: null, role: 'user', content: [{ type: 'text', text }], ...more })
const conversations = readFileSync(join(import.meta.dirname, '../fixtures/chatgpt/conversations.json'), 'utf8')

t.test('what was exported is imported as it was, with new ids', t => forEachServer(t, { SHUTDOWN_TIMEOUT_MS: '0', DOCUMENTS_DIR: t.testdir({ 'tone.md': 'Be kind.' }) }, async (t, server) => {
  const { call, ask, take } = await start(t, {}, server)
  const { json: { id } } = await call('POST', '/chats', { title: 'Holiday plans', model: 'demo/parlance', systemPrompt: 'Be brief.', tags: ['travel'], documents: ['tone.md'] })
  const first = (await ask(id, [{ type: 'text', text: 'one [reasoning] [delay 0]' }, { type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=' }])).json
  await ask(id, 'one, edited [fail 500]', { parentId: null })
  await call('POST', `/chats/${id}/messages/${first.answer.id}/regenerate`, {})
  await call('PATCH', `/chats/${id}`, { pinned: true, archived: true })
  const exported = (await call('GET', `/chats/${id}/export`)).json
  const { status, json } = await take(exported)
  t.equal(status, 200)
  t.match(json, { dryRun: false, totals: { imported: 1, skipped: 0, failed: 0, messages: 5 }, items: [{ file: null, title: 'Holiday plans', status: 'imported', messages: 5, reason: null, warnings: [] }] })
  const { chatId } = json.items[0]
  t.not(chatId, id)
  const again = (await call('GET', `/chats/${chatId}/export`)).json
  const ids = new Map(exported.messages.map((message: any, at: number) => [message.id, again.messages[at].id]))
  t.equal(new Set([...ids.keys(), ...ids.values()]).size, 10, 'every message has a new id')
  const renamed = { ...exported, exportedAt: again.exportedAt, leafId: ids.get(exported.leafId), messages: exported.messages.map((message: any) => ({ ...message, id: ids.get(message.id), parentId: ids.get(message.parentId) ?? null })) }
  t.strictSame(again, renamed)
  t.match((await call('GET', `/chats/${chatId}`)).json.chat, { role: 'owner', pinned: true, archived: true, leafId: renamed.leafId })
}))

t.test('an imported chat goes on, is found by its words and keeps its place in time', async t => {
  const { call, take, ask, begin, titles } = await start(t)
  await begin({ title: 'of today' })
  const { json: { items: [{ chatId }] } } = await take(chat('of old', [said('Where are penguins?', { createdAt: '2020-01-01T00:00:00Z' }), said('At the pole.', { parentId: 'Where are penguins?', role: 'assistant', createdAt: '2020-01-01T00:01:00Z' })]))
  t.strictSame(await titles(), ['of today', 'of old'])
  const { chat: opened } = (await call('GET', `/chats/${chatId}`)).json
  t.match(opened, { createdAt: '2020-01-01T00:00:00.000Z', activeAt: '2020-01-01T00:01:00.000Z' })
  t.equal((await ask(chatId, 'Which one? [delay 0]')).json.question.parentId, opened.leafId)
  const found = async () => (await call('GET', '/chats?q=penguins')).json.data
  for (let attempt = 0; attempt < 100 && (await found()).length === 0; attempt++) await new Promise(resolve => setTimeout(resolve, 20)) // indexed behind the answer
  t.strictSame((await found()).map(({ id }: any) => id), [chatId])
})

t.test('a dry run says the same and writes nothing', async t => {
  const { take, titles } = await start(t)
  const chats = [chat('a', [said('x')]), chat('a', [said('x')]), { nonsense: true }]
  const tried = (await take(chats, { query: '?dryRun=true' })).json
  t.strictSame(await titles(), [])
  const done = (await take(chats)).json
  t.match(tried, { dryRun: true, items: [{ status: 'imported', chatId: null }, { status: 'skipped' }, { status: 'failed' }] })
  t.strictSame(tried, { ...done, dryRun: true, items: done.items.map((item: object) => ({ ...item, chatId: null })) })
})

t.test('bad ones do not stop good ones, and of each it is said why', async t => {
  const { take, titles } = await start(t)
  const { status, json } = await take(`[
    ${JSON.stringify(chat('good', [said('hello')]))},
    {"format":"parlance-chat","version":1,"title":"broken", nonsense},
    null, 7, "text", [], {},
    ${JSON.stringify(chat('from tomorrow', [said('hello')], { version: 2 }))},
    ${JSON.stringify(chat('silent', []))},
    ${JSON.stringify(chat('good', [said('hello')], { exportedAt: 'later' }))},
    ${'['.repeat(300)}${']'.repeat(300)},
    ${JSON.stringify(chat('good too', [said('hello')]))}
  ]`)
  t.equal(status, 200)
  t.strictSame(json.items.map(({ title, status, reason }: any) => [title, status, reason]), [
    ['good', 'imported', null],
    [null, 'failed', 'It is not valid JSON.'],
    ...Array.from({ length: 5 }, () => [null, 'failed', 'It is neither a chat of ours nor one of ChatGPT.']),
    [null, 'failed', 'It is of version 2 of the format; this server reads version 1.'],
    ['silent', 'skipped', 'There is no message in it.'],
    ['good', 'skipped', 'The same chat stands in the import already.'],
    [null, 'failed', 'It nests deeper than 200 levels.'],
    ['good too', 'imported', null],
  ])
  t.strictSame(json.totals, { imported: 2, skipped: 2, failed: 8, messages: 2 })
  t.strictSame((await titles()).sort(), ['good', 'good too'])
})

t.test('a file that is cut off gives what it has', async t => {
  const { take } = await start(t)
  const text = JSON.stringify([chat('whole', [said('a')]), chat('cut', [said('b')])])
  const { json } = await take(text.slice(0, -20))
  t.strictSame(json.items.map(({ title, status, reason }: any) => [title, status, reason]), [['whole', 'imported', null], [null, 'failed', 'The list of chats is cut off.']])
})

/** Files that claim what cannot be, and what is made of them: who follows whom. */
const strange: [what: string, messages: object[], tree: [text: string, parent: string | null][], warning?: RegExp][] = [
  ['children before their parents', [said('b', { parentId: 'a', role: 'assistant' }), said('a')], [['a', null], ['b', 'a']]],
  ['messages in a circle', [said('a'), said('b', { parentId: 'c' }), said('c', { parentId: 'b' })], [['a', null]], /2 messages were left out: they follow themselves/],
  ['a message that follows itself', [said('a'), said('b', { parentId: 'b' })], [['a', null]], /1 messages were left out/],
  ['a parent that is not there', [said('a'), said('b', { parentId: 'lost' })], [['a', null], ['b', null]], /1 messages follow one that is not there/],
  ['an id twice', [said('a'), said('a', { role: 'assistant' })], [['a', null]], /ids stand there twice/],
  ['a child older than its parent', [said('a', { createdAt: '2025-01-02T00:00:00Z' }), said('b', { parentId: 'a', createdAt: '2025-01-01T00:00:00Z' })], [['a', null], ['b', 'a']]],
  ['a child with a time and a parent without', [said('z', { createdAt: '2025-01-05T00:00:00Z' }), said('a'), said('b', { parentId: 'a', createdAt: '2025-01-01T00:00:00Z' })], [['a', null], ['b', 'a'], ['z', null]]],
  ['a strange role', [said('a'), said('b', { role: 'root' })], [['a', null]], /neither a user nor an assistant/],
  ['an address that is none', [said('a', { content: [{ type: 'text', text: 'a' }, { type: 'image', url: 'javascript:alert(1)' }] })], [['a', null]], /its address is neither/],
  ['a part of a later type', [said('a', { content: [{ type: 'hologram', text: 'a' }] })], [['a', null]], /unknown type/],
  ['ids of Object', [said('a', { id: '__proto__' }), said('b', { id: 'constructor', parentId: '__proto__' })], [['a', null], ['b', 'a']]],
]
for (const [what, messages, tree, warning] of strange) {
  t.test(`a file with ${what} makes a tree all the same`, async t => {
    const { call, take } = await start(t)
    const { json: { items: [item] } } = await take(chat('strange', messages))
    t.equal(item.status, 'imported')
    if (warning === undefined) t.strictSame(item.warnings, [])
    else t.match(item.warnings.join(), warning)
    const exported = (await call('GET', `/chats/${item.chatId}/export`)).json.messages
    const textOf = (id: string) => exported.find((message: any) => message.id === id)?.content[0].text ?? null
    t.strictSame(exported.map(({ id, parentId }: any) => [textOf(id), textOf(parentId)]), tree)
  })
}

t.test('values that are not what they should be are made to fit', async t => {
  const { call, take } = await start(t)
  const { json: { items: [item] } } = await take(chat(null, [said('What is it? And why?', { createdAt: '2999-01-01T00:00:00Z', status: 'streaming', model: 7, usage: { inputTokens: -1, outputTokens: 3.7, secret: 1 }, costUsd: 'much', finishReason: 'toolCalls' })], {
    model: 'nobody/serves-this', tags: ['a', 'a', 7, 'x'.repeat(99), ...Array.from({ length: 30 }, (_, at) => `t${at}`)], documents: ['gone.md', '../../secret'], pinned: 'yes', leafId: 'nowhere', createdAt: 'yesterday', activeAt: '2999-01-01T00:00:00Z', ownerId: 'usr_somebody', systemPrompt: { a: 1 },
  }))
  t.match(item.warnings, [/nobody\/serves-this is not served here/, /gone\.md cannot be read here/, /secret" is no path of a document/])
  const { chat: opened, messages } = (await call('GET', `/chats/${item.chatId}`)).json
  t.match(opened, { title: 'What is it? And why?', model: null, documents: ['gone.md'], pinned: false, systemPrompt: null, leafId: messages.data[0].id })
  t.equal(opened.tags.length, 20)
  t.ok(Date.parse(opened.activeAt) <= Date.now(), 'nothing was said in the future')
  t.match(messages.data[0], { status: 'interrupted', model: null, usage: { outputTokens: 3 }, costUsd: null, finishReason: 'toolCalls' })
  t.notOk('secret' in messages.data[0].usage)
})

t.test('ChatGPT’s conversations: hidden messages stay out, and what led to an answer is one message with it', async t => {
  const { call, take } = await start(t)
  const { json } = await take(conversations)
  t.match(json.totals, { imported: 3, skipped: 1, failed: 0, messages: 14 })
  t.strictSame(json.items.map(({ title, status, messages, warnings }: any) => [title, status, messages, warnings]), [
    ['Weekdays of 2026', 'imported', 4, []],
    ['Poems', 'imported', 6, []],
    ['[file: notes.pdf] [image: cat.png] What is this?', 'imported', 4, ['4 files are not imported: cat.png, notes.pdf, file_0000abcd, a recording.', '1 piece is of the unknown type hologram; the text was kept.']],
    ['New chat', 'skipped', 0, []],
  ])
  const { chat: opened, messages: { data } } = (await call('GET', `/chats/${json.items[0].chatId}`)).json
  t.match(opened, { title: 'Weekdays of 2026', pinned: true, archived: false, model: null, systemPrompt: null, createdAt: '2026-01-01T00:00:00.000Z', activeAt: '2026-01-01T00:01:01.000Z' })
  const [thanks, question, answer, first] = data
  t.match([first, answer, question, thanks], [
    { role: 'user', text: 'How many weekdays has 2026?', createdAt: '2026-01-01T00:00:01.250Z', model: null },
    { role: 'assistant', status: 'complete', model: 'gpt-5-thinking', finishReason: 'stop', createdAt: '2026-01-01T00:00:02.000Z', completedAt: '2026-01-01T00:00:06.000Z' },
    { role: 'user', text: 'Thank you! $& and $1' },
    { role: 'assistant', text: 'You are welcome.', model: 'gpt-5' },
  ])
  t.strictSame(answer.content, [
    { type: 'reasoning', text: 'Counting\nI should compute this.' },
    { type: 'text', text: '```python\nimport numpy as np\nprint(np.busday_count(\'2026-01-01\',\'2027-01-01\'))\n```' },
    { type: 'text', text: '```\n261\n```' },
    { type: 'reasoning', text: '# Search results\n[0] Calendar 2026' },
    { type: 'text', text: '2026 has **261** weekdays. ([Calendar](https://example.org/calendar)) Ask on.' },
  ])
  t.notMatch(JSON.stringify(data), /private/, 'what a person told ChatGPT of themself was never shown')
})

t.test('ChatGPT’s branches are ours', async t => {
  const { call, take } = await start(t)
  const { json } = await take(conversations)
  const { messages } = (await call('GET', `/chats/${json.items[1].chatId}/export`)).json
  const textOf = (id: string | null) => messages.find((message: any) => message.id === id)?.content[0].text ?? null
  t.strictSame(messages.map(({ id, parentId, status }: any) => [textOf(id), textOf(parentId), status]), [
    ['A poem about rain', null, 'complete'],
    ['Rain, rain.', 'A poem about rain', 'complete'],
    ['Drops on the window.', 'A poem about rain', 'complete'],
    ['Longer, please', 'Drops on the window.', 'complete'],
    ['A poem about snow', null, 'complete'],
    ['White and still it', 'A poem about snow', 'interrupted'],
  ])
  const { chat: opened, messages: { data } } = (await call('GET', `/chats/${json.items[1].chatId}`)).json
  t.match(opened, { archived: true })
  t.strictSame(data.map(({ text }: any) => text), ['Longer, please', 'Drops on the window.', 'A poem about rain'], 'the branch that was shown is shown')
  t.equal(data[1].siblingIds.length, 2)
})

t.test('what ChatGPT keeps beside the text is told of where it was', async t => {
  const { call, take } = await start(t)
  const { json } = await take(conversations)
  const { messages } = (await call('GET', `/chats/${json.items[2].chatId}/export`)).json
  t.strictSame(messages.map(({ content }: any) => content), [
    [{ type: 'text', text: '[file: notes.pdf]' }, { type: 'text', text: '[image: cat.png]' }, { type: 'text', text: 'What is this?' }],
    [{ type: 'text', text: '```json\n{"prompt":"a cat"}\n```' }, { type: 'text', text: '[image: file_0000abcd]' }, { type: 'reasoning', text: 'GPT-4o returned 1 images. From now on, do not say or show ANYTHING.' }, { type: 'text', text: 'A cat, and one that I drew.' }],
    [{ type: 'text', text: 'And now a dog' }, { type: 'text', text: '[audio: a recording]' }],
    [{ type: 'text', text: 'Imagine a dog.' }],
  ])
  t.equal(messages[3].status, 'stopped')
})

t.test('a zip is read as ChatGPT sends it: numbered files, in their order, beside others', async t => {
  const { take } = await start(t)
  const [weekdays, poems, pictures] = JSON.parse(conversations)
  const zip = writeZip([
    { name: 'chat.html', content: '<html></html>' },
    { name: 'user.json', content: '{"id":"user-x"}' },
    { name: 'export/conversations-010.json', content: JSON.stringify([pictures]) },
    { name: 'export/conversations-002.json', content: JSON.stringify([poems, weekdays]) },
    { name: 'export/conversations-001.json', content: JSON.stringify([weekdays]) },
    { name: '__MACOSX/export/._conversations-001.json', content: 'junk' },
    { name: 'file-Cat1.png', content: 'not a picture' },
  ])
  for (const type of ['application/zip', 'application/x-zip-compressed', 'application/octet-stream']) {
    const { status, json } = await take(zip, { type, query: '?dryRun=true' })
    t.equal(status, 200, type)
    t.strictSame(json.items.map(({ file, title, status }: any) => [file, title, status]), [
      ['export/conversations-001.json', 'Weekdays of 2026', 'imported'],
      ['export/conversations-002.json', 'Poems', 'imported'],
      ['export/conversations-002.json', 'Weekdays of 2026', 'skipped'],
      ['export/conversations-010.json', '[file: notes.pdf] [image: cat.png] What is this?', 'imported'],
    ])
  }
})

t.test('a zip of our own exports is read too, and its broken files are told of', async t => {
  const { take } = await start(t)
  const { json } = await take(writeZip([
    { name: 'a.json', content: JSON.stringify(chat('a', [said('x')])) },
    { name: 'b.json', content: 'x'.repeat(99), size: 98 },
    { name: 'c.json', content: '\xff', isStored: true },
    { name: 'd.json', content: Buffer.alloc(20_000_000, 32) },
    { name: 'e.json', content: Buffer.from([0x7b, 0xff, 0x7d]) },
    { name: 'notes.md', content: '# hello' },
  ]), { type: 'application/zip' })
  t.strictSame(json.items.map(({ file, status, reason }: any) => [file, status, reason]), [
    ['a.json', 'imported', null],
    ['b.json', 'failed', 'It is damaged.'],
    ['c.json', 'failed', 'It is not valid JSON.'],
    ['d.json', 'failed', 'It is packed more tightly than anything that people write.'],
    ['e.json', 'failed', 'It is not UTF-8.'],
  ])
})

/** Uploads that are nothing of the kind. */
const refused: [what: string, body: unknown, type: string, status: number, code: string][] = [
  ['nothing', '', 'application/json', 400, 'invalid_request'],
  ['a text', 'hello', 'application/json', 400, 'invalid_request'],
  ['an empty list', '[]', 'application/json', 400, 'invalid_request'],
  ['half a zip', writeZip([{ name: 'a.json', content: '[]' }]).subarray(0, 40), 'application/zip', 400, 'invalid_request'],
  ['a zip of pictures', writeZip([{ name: 'a.png', content: 'x' }]), 'application/zip', 400, 'invalid_request'],
  ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
]
t.test('what holds no chats at all is refused', async t => {
  const { server, secret, take } = await start(t)
  for (const [what, body, type, status, code] of refused) t.match(await take(body, { type }), { status, json: { error: { code } } }, what)
  t.match(await take('[]', { query: '?dryRun=maybe' }), { status: 400, json: { error: { param: 'dryRun' } } })
  t.match(await server.call('POST', '/api/v1/chats/import', { key: secret }), { status: 400 })
})

t.test('an import may be larger than other bodies, and has a limit of its own', async t => {
  const { server, secret, take } = await start(t, { BODY_LIMIT: '100kb' })
  t.match(await take(chat('large', [said('x'.repeat(300_000))])), { status: 200, json: { totals: { imported: 1 } } })
  const tooLarge = await fetch(`${server.baseUrl}/chats/import`, { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: Buffer.alloc(128 * 1024 * 1024 + 1, 32) })
  t.equal(tooLarge.status, 413)
  await tooLarge.body?.cancel()
})

t.test('others are answered while a large import is read', async t => {
  const { server, take } = await start(t)
  const chats = Array.from({ length: 300 }, (_, at) => chat(`chat ${at}`, Array.from({ length: 10 }, (_, turn) => said(`${at} ${turn} ${'word '.repeat(50)}`, { id: `${turn}`, parentId: turn === 0 ? null : `${turn - 1}` }))))
  const state = { isDone: false }
  const importing = take(chats).finally(() => { state.isDone = true })
  let answered = 0
  while (!state.isDone) {
    await server.call('GET', '/api/v1/health', { key: '' })
    answered++
  }
  t.match((await importing).json.totals, { imported: 300, messages: 3000 })
  t.ok(answered > 20, `${answered} answers meanwhile`)
})
