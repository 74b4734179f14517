import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { register } from '../helpers/people.ts'
import { createCaller } from './helpers.ts'

const megabyte = 1024 * 1024
const dataUrl = (mediaType: string, bytes: Buffer): string => `data:${mediaType};base64,${bytes.toString('base64')}`
const picture = (bytes: Buffer = randomBytes(megabyte)) => ({ type: 'image', url: dataUrl('image/png', bytes) })
const settings = { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0' }

const start = async (t: Test) => {
  const house = await startApp(t, settings)
  const caller = await createCaller(house)
  /** What `url` of a part leads to. */
  const read = (url: string, headers: Record<string, string> = {}) => fetch(house.url + url, { headers: { authorization: `Bearer ${caller.secret}`, ...headers } })
  return { server: house, ...caller, read }
}

t.test('bytes are sent so that nothing in them can act: pictures to be shown, everything else to be saved', async t => {
  const { begin, ask, read } = await start(t)
  const chatId = await begin()
  const bytes = Buffer.from(`<script>alert(1)</script>${' '.repeat(5000)}`)
  for (const [part, type, disposition] of [
    [{ type: 'image', url: dataUrl('image/png', bytes) }, 'image/png', /^inline; filename="att_\w+\.png"/],
    [{ type: 'image', url: dataUrl('image/svg+xml', bytes) }, 'application/octet-stream', /^attachment; filename="att_\w+"/],
    [{ type: 'file', url: dataUrl('text/html', bytes), name: 'page.html' }, 'application/octet-stream', /^attachment; filename="page\.html"/],
    [{ type: 'file', url: dataUrl('application/pdf', bytes), name: '../"x"\r\nset-cookie: a=b.pdf' }, 'application/pdf', /^attachment; filename="[^"/\r\n]+"; filename\*=/],
  ] as const) {
    const { json: { question: { content: [{ url, attachment }] } } } = await ask(chatId, [part, { type: 'text', text: '[delay 0]' }])
    const response = await read(url)
    t.equal(response.status, 200)
    const { headers } = response
    t.equal(headers.get('content-type'), type)
    t.match(headers.get('content-disposition'), disposition)
    t.equal(headers.get('x-content-type-options'), 'nosniff')
    t.equal(headers.get('content-security-policy'), "sandbox; default-src 'none'")
    t.equal(headers.get('cache-control'), 'private, max-age=31536000, immutable')
    t.equal(headers.get('set-cookie'), null)
    t.equal(Number(headers.get('content-length')), bytes.length)
    t.equal((await read(url, { 'if-none-match': headers.get('etag')! })).status, 304)
    t.equal(attachment.bytes, bytes.length)
  }
})

t.test('who may read the chat may read its files, nobody else, and not by way of another chat', async t => {
  const server = await startApp(t, settings)
  const [owner, member, stranger] = [await register(server, 'ada'), await register(server, 'ben'), await register(server, 'cleo')]
  const { json: { id: chatId } } = await owner.call('POST', '/api/v1/chats', { body: {} })
  const { json: { question } } = await owner.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: [picture(), { type: 'text', text: '[delay 0]' }] } })
  const { url, attachment } = question.content[0]
  t.equal((await owner.call('GET', url)).status, 200)
  t.equal((await member.call('GET', url)).status, 404)
  await owner.call('PUT', `/api/v1/chats/${chatId}/members/ben`, { body: { role: 'viewer' } })
  t.equal((await member.call('GET', url)).status, 200)
  await owner.call('DELETE', `/api/v1/chats/${chatId}/members/ben`)
  t.equal((await member.call('GET', url)).status, 404)
  const { json: { id: other } } = await stranger.call('POST', '/api/v1/chats', { body: {} })
  for (const path of [url, `/api/v1/chats/${other}/attachments/${attachment.id}`]) t.match(await stranger.call('GET', path), { status: 404, json: { error: { code: 'not_found' } } })
  t.equal((await server.call('GET', url)).status, 404, 'not even an admin')
  t.equal((await fetch(server.url + url)).status, 401)
})

t.test('a link shows the files of its snapshot, and no others of the chat', async t => {
  const { server, begin, ask, call } = await start(t)
  const chatId = await begin()
  const bytes = randomBytes(20_000)
  const { json: { answer } } = await ask(chatId, [picture(bytes), { type: 'text', text: '[delay 0]' }])
  const { json: { token, path } } = await call('POST', `/chats/${chatId}/share`, { messageId: answer.id })
  const { json: { question: later } } = await ask(chatId, [picture(randomBytes(20_000)), { type: 'text', text: '[delay 0]' }])
  const shared = await fetch(server.url + path)
  const text = await shared.text()
  t.ok(text.length < 10_000)
  const [part] = JSON.parse(text).messages[0].content
  t.match(part, { type: 'image', url: `/api/v1/shared/${token}/attachments/${part.attachment.id}` })
  const response = await fetch(server.url + part.url)
  t.equal(response.status, 200)
  t.match(Object.fromEntries(response.headers), { 'content-type': 'image/png', 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex, nofollow', 'content-security-policy': "sandbox; default-src 'none'" })
  t.ok(Buffer.from(await response.arrayBuffer()).equals(bytes))
  t.equal((await fetch(`${server.baseUrl}/shared/${token}/attachments/${later.content[0].attachment.id}`)).status, 404)
  await call('DELETE', `/chats/${chatId}/share`)
  t.equal((await fetch(server.url + part.url)).status, 404)
})
