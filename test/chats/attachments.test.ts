import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { openDatabase } from '../../src/storage/index.ts'
import { startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer, register } from '../helpers/people.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { startPair, ways } from '../helpers/two-paths.ts'
import { createCaller, readEvents } from './helpers.ts'

const megabyte = 1024 * 1024
const dataUrl = (mediaType: string, bytes: Buffer): string => `data:${mediaType};base64,${bytes.toString('base64')}`
const picture = (bytes: Buffer = randomBytes(megabyte)) => ({ type: 'image', url: dataUrl('image/png', bytes) })
const settings = { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0' }

const start = async (t: Test, server?: TestApp) => {
  const house = server ?? await startApp(t, settings)
  const caller = await createCaller(house)
  /** What `url` of a part leads to. */
  const read = (url: string, headers: Record<string, string> = {}) => fetch(house.url + url, { headers: { authorization: `Bearer ${caller.secret}`, ...headers } })
  const bytesAt = async (url: string): Promise<Buffer> => Buffer.from(await (await read(url)).arrayBuffer())
  return { server: house, ...caller, read, bytesAt }
}

t.test('a page of 20 messages with ten pictures of 1 MB is small, and each picture is there as it was', t => forEachServer(t, settings, async (t, server) => {
  const { call, bytesAt } = await start(t, server)
  const pictures = Array.from({ length: 10 }, () => randomBytes(megabyte))
  const messages = pictures.flatMap((bytes, at) => [
    { id: `q${at}`, parentId: at === 0 ? null : `a${at - 1}`, role: 'user', content: [{ type: 'text', text: 'What is it?' }, picture(bytes)] },
    { id: `a${at}`, parentId: `q${at}`, role: 'assistant', content: [{ type: 'text', text: 'A picture.' }] },
  ])
  const { json: { items: [{ chatId }] } } = await call('POST', '/chats/import', { format: 'parlance-chat', version: 1, title: 'Pictures', messages })
  const page = await call('GET', `/chats/${chatId}/messages?limit=20`)
  t.equal(page.json.data.length, 20)
  t.ok(page.text.length < 40_000, `${page.text.length} bytes`)
  const questions = page.json.data.filter(({ role }: any) => role === 'user').reverse()
  for (const [at, { content: [text, part] }] of questions.entries()) {
    t.match(text, { type: 'text' })
    t.match(part, { type: 'image', url: `/api/v1/chats/${chatId}/attachments/${part.attachment.id}`, attachment: { id: /^att_[0-9a-f]{32}$/, mediaType: 'image/png', bytes: megabyte } })
    t.ok((await bytesAt(part.url)).equals(pictures[at]!), `picture ${at}`)
  }
}))

t.test('little data stays in its message, and so does an address', async t => {
  const { begin, ask } = await start(t)
  const little = picture(randomBytes(4096))
  const { json: { question } } = await ask(await begin(), [{ type: 'text', text: '[delay 0]' }, little, { type: 'file', url: 'https://example.org/a.pdf', name: 'a.pdf' }])
  t.strictSame(question.content.slice(1), [little, { type: 'file', url: 'https://example.org/a.pdf', name: 'a.pdf' }])
})

t.test('many little ones do not add up to a large message', async t => {
  const { begin, ask } = await start(t)
  const { json: { question }, text } = await ask(await begin(), [{ type: 'text', text: '[delay 0]' }, ...Array.from({ length: 60 }, () => picture(randomBytes(4000)))])
  t.ok(text.length < 60_000, `${text.length} bytes`)
  t.equal(question.content.filter(({ url = '' }) => url.startsWith('data:')).length, 4)
})

t.test('what is larger than any provider takes is refused by its place', async t => {
  const { begin, ask, history } = await start(t, await startApp(t, { ...settings, BODY_LIMIT: '64mb' }))
  const chatId = await begin()
  t.match(await ask(chatId, [{ type: 'text', text: 'x' }, picture(Buffer.alloc(32 * megabyte + 1))]), { status: 413, json: { error: { code: 'body_too_large', param: 'content[1]' } } })
  t.strictSame(await history(chatId), [])
})

t.test('the model gets the bytes, with the question and with every later one', async t => {
  const [way] = ways
  const server = await startPair(t, way!, { environment: { ...settings, DEFAULT_MODEL: way!.model } })
  server.upstream.on(way!.path, way!.stream(['Yes.']))
  const { begin, ask, call } = await start(t, server)
  const chatId = await begin()
  const sent = picture(randomBytes(50_000))
  const paper = randomBytes(30_000)
  const { json: { answer } } = await ask(chatId, [{ type: 'text', text: 'What is it?' }, sent, { type: 'file', url: dataUrl('application/pdf', paper), name: 'paper.pdf' }])
  const expected = [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: sent.url } }, { type: 'file', file: { filename: 'paper.pdf', file_data: dataUrl('application/pdf', paper) } }]
  t.match(server.upstream.last().parsed.messages, [{ role: 'user', content: expected }])
  await ask(chatId, 'And now?')
  t.match(server.upstream.last().parsed.messages, [{ role: 'user', content: expected }, { role: 'assistant' }, { role: 'user', content: 'And now?' }])
  await call('POST', `/chats/${chatId}/messages/${answer.id}/regenerate`, {})
  t.match(server.upstream.last().parsed.messages, [{ role: 'user', content: expected }])
})

t.test('the same file is kept once in a chat, and under another id in another', async t => {
  const { begin, ask } = await start(t)
  const [chatId, other] = [await begin(), await begin()]
  const same = picture(randomBytes(10_000))
  const idsOf = async (id: string) => (await ask(id, [same, same, { type: 'text', text: '[delay 0]' }])).json.question.content.flatMap(({ attachment }: any) => attachment?.id ?? [])
  const ids = [...await idsOf(chatId), ...await idsOf(chatId)]
  t.equal(new Set(ids).size, 1)
  t.notMatch(await idsOf(other), ids.slice(0, 1))
})

t.test('an export has the bytes, so that an import elsewhere has them too', t => forEachServer(t, settings, async (t, server) => {
  const { begin, ask, call, bytesAt } = await start(t, server)
  const chatId = await begin()
  const bytes = randomBytes(100_000)
  await ask(chatId, [{ type: 'file', url: dataUrl('application/pdf', bytes), name: 'paper.pdf' }, { type: 'text', text: '[delay 0]' }])
  const exported = (await call('GET', `/chats/${chatId}/export`)).json
  t.strictSame(exported.messages[0].content[0], { type: 'file', url: dataUrl('application/pdf', bytes), name: 'paper.pdf' })
  t.ok((await call('GET', `/chats/${chatId}/export?format=markdown`)).text.includes(bytes.toString('base64')))
  const { json: { items: [item] } } = await call('POST', '/chats/import', exported)
  t.match(item, { status: 'imported', warnings: [] })
  const { json: { messages: { data } } } = await call('GET', `/chats/${item.chatId}`)
  const part = data.at(-1).content[0]
  t.match(part, { type: 'file', name: 'paper.pdf', attachment: { mediaType: 'application/pdf', bytes: bytes.length, name: 'paper.pdf' } })
  t.ok((await bytesAt(part.url)).equals(bytes))
  t.strictSame((await call('GET', `/chats/${item.chatId}/export`)).json.messages[0].content, exported.messages[0].content)
}))

t.test('what is told of a question is small, too', async t => {
  const { begin, stream } = await start(t)
  const [created] = await readEvents(await stream(await begin(), [picture(), { type: 'text', text: '[delay 0]' }]), 1)
  t.ok(JSON.stringify(created).length < 4000)
  t.match(created!.data.question.content[0], { attachment: { bytes: megabyte } })
})

t.test('the same request with the same file is not asked again', async t => {
  const { server, begin, ask } = await start(t)
  const chatId = await begin()
  const content = [picture(randomBytes(10_000)), { type: 'text', text: '[delay 0]' }]
  const [one, two] = [await ask(chatId, content, { clientRequestId: 'a' }), await ask(chatId, content, { clientRequestId: 'a' })]
  t.equal(one.json.answer.id, two.json.answer.id)
  t.equal(server.receipts.length, 1)
  t.equal((await ask(chatId, [picture(randomBytes(10_000))], { clientRequestId: 'a' })).status, 409)
})

t.test('files go with their chat, and with the account that owns it', t => forEachServer(t, settings, async (t, server) => {
  const database = await openDatabase({ url: server.app.services.config.databaseUrl?.reveal(), dataDir: server.app.services.config.dataDir, log: silentLog })
  t.teardown(() => database.close())
  const count = async (): Promise<number> => (await database.db.selectFrom('attachment').select('id').execute()).length
  const [ada, ben] = [await register(server, 'ada'), await register(server, 'ben')]
  for (const { call } of [ada, ben]) {
    const { json: { id } } = await call('POST', '/api/v1/chats', { body: {} })
    t.equal((await call('POST', `/api/v1/chats/${id}/messages`, { body: { content: [picture(), { type: 'text', text: '[delay 0]' }] } })).status, 200)
  }
  t.equal(await count(), 2)
  const row = await database.db.selectFrom('attachment').selectAll().limit(1).executeTakeFirstOrThrow()
  t.notMatch(JSON.stringify({ ...row, body: Buffer.from(row.body).toString('latin1') }), /image\/png/)
  t.ok(row.body.length < megabyte + 100, 'sealed bytes are no larger than the open ones')
  const { json: { data: [chat] } } = await ada.call('GET', '/api/v1/chats')
  t.equal((await ada.call('DELETE', `/api/v1/chats/${chat.id}`)).status, 204)
  t.equal(await count(), 1)
  t.ok((await ben.call('DELETE', '/api/v1/auth/profile', { body: { password: ben.password } })).status < 300)
  t.equal(await count(), 0)
}))
