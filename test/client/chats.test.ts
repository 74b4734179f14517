import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createClient, type MessageStream, type MessageStreamEvent, ParlanceError } from '../../client/src/index.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { closedPort, json, type Reply, sseText, startUpstream } from '../helpers/replay-upstream.ts'
import { startCuttingProxy } from './cutting-proxy.ts'

const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0' })
const client = createClient({ baseUrl: server.url, apiKey: adminKey })

/** What a reader has that follows the events to the letter. */
const read = async (stream: MessageStream): Promise<{ text: string; events: MessageStreamEvent[] }> => {
  let text = ''
  const events: MessageStreamEvent[] = []
  for await (const event of stream) {
    events.push(event)
    if (event.type === 'message.delta') text += event.text ?? ''
    if (event.type === 'message.reset') text = event.text
  }
  return { text, events }
}

t.test('chats are made, found, changed, opened and deleted', async t => {
  const chat = await client.chats.create({ title: 'Sea and sun', tags: ['travel'] })
  t.match(chat, { id: /^cht_/, title: 'Sea and sun', role: 'owner' })
  const { question, answer } = await client.chats.send(chat.id, 'Where is the sea warm? [delay 0]')
  t.match([question, answer], [{ role: 'user', text: 'Where is the sea warm? [delay 0]' }, { role: 'assistant', status: 'complete', parentId: question!.id }])
  const { messages } = await client.chats.get(chat.id)
  t.same(messages.data.map(({ id }) => id), [answer.id, question!.id])
  t.same((await client.chats.messages(chat.id, { limit: 1, tree: true })).data, [answer])
  t.match(await client.chats.update(chat.id, { pinned: true }), { pinned: true, title: 'Sea and sun' })
  t.match((await client.chats.list({ tag: 'travel', pinned: true })).data, [{ id: chat.id }])
  await client.chats.create()
  const ids: string[] = []
  for await (const { id } of client.chats.all()) ids.push(id)
  t.equal(ids.length, 2)
  await client.chats.delete(chat.id)
  await t.rejects(client.chats.get(chat.id), { code: 'not_found' })
})

t.test('a picture of a message is read by its attachment', async t => {
  const { id } = await client.chats.create()
  const bytes = Buffer.alloc(20_000, 'picture ')
  const { question } = await client.chats.send(id, { content: [{ type: 'image', url: `data:image/png;base64,${bytes.toString('base64')}` }, { type: 'text', text: '[delay 0]' }] })
  const { attachment } = question!.content[0]!
  t.match(attachment, { mediaType: 'image/png', bytes: bytes.length })
  const picture = await client.chats.attachment(id, attachment!.id)
  t.equal(picture.type, 'image/png')
  t.ok(Buffer.from(await picture.arrayBuffer()).equals(bytes))
  await t.rejects(client.chats.attachment(id, 'att_none'), { code: 'not_found' })
})

t.test('an answer comes as typed events, as text, and whole', async t => {
  const { id } = await client.chats.create()
  const { text, events } = await read(client.chats.stream(id, { content: 'Tell me something [length 40] [delay 1]', temperature: 0.5 }))
  const [first, last] = [events[0]!, events.at(-1)!]
  t.match([first.type, last.type], ['message.created', 'message.completed'])
  if (first.type !== 'message.created' || last.type !== 'message.completed') return
  t.equal(first.question?.text, 'Tell me something [length 40] [delay 1]')
  t.match(last, { finishReason: 'stop', message: { id: first.messageId, text, status: 'complete' } })

  const again = client.chats.regenerate(id, first.messageId)
  const pieces: string[] = []
  for await (const piece of again.text()) pieces.push(piece)
  const final = await again.final()
  t.equal(pieces.join(''), final.answer.text)
  t.match(final, { question: null, text: final.answer.text, answer: { siblingIds: [first.messageId, final.answer.id] } })
})

t.test('an answer that is left goes on, and is read on where it was left', async t => {
  const { id } = await client.chats.create()
  const stream = client.chats.stream(id, 'Tell me something [length 100] [delay 3]')
  let seen = ''
  for await (const piece of stream.text()) {
    seen += piece
    if (seen.length > 50) break
  }
  const { lastEventId } = stream
  const rest = await client.chats.resume(id, { lastEventId })
  const { text, events } = await read(rest!)
  const { answer } = await rest!.final()
  t.equal(seen + text, answer.text)
  t.notOk(events.some(({ type }) => type === 'message.reset'))
  t.equal(await client.chats.resume(id), null, 'nothing is being written')
  const ended = await client.chats.resume(id, { lastEventId })
  t.equal(seen + (await read(ended!)).text, answer.text, 'also when it has ended')
})

t.test('an answer is stopped', async t => {
  const { id } = await client.chats.create()
  const stream = client.chats.stream(id, 'Tell me everything [length 3000] [delay 2]')
  for await (const event of stream) if (event.type === 'message.delta') await client.chats.stop(id)
  const { answer, text } = await stream.final()
  t.equal(answer.status, 'stopped')
  t.equal(answer.text, text)
})

t.test('a failed answer is an event, and an error for who wants the whole', async t => {
  const { id } = await client.chats.create()
  const stream = client.chats.stream(id, 'Hello [cut]')
  const { events, text } = await read(stream)
  t.match(events.at(-1), { type: 'message.failed', error: { code: 'upstream_cut' }, message: { text, status: 'failed' } })
  await t.rejects(stream.final(), { name: 'ParlanceError', code: 'upstream_cut', status: 200 })
  await t.rejects(client.chats.send(id, { content: 'Hello [cut]', parentId: null }), { code: 'upstream_cut' })
  await t.rejects(async () => { for await (const piece of client.chats.stream(id, { content: 'Hello [cut]', parentId: null }).text()) t.type(piece, 'string') }, { code: 'upstream_cut' })
})

t.test('what the server refuses is thrown at once', async t => {
  const calls: [() => Promise<unknown>, string][] = [
    [() => client.chats.send('cht_none', 'Hello'), 'not_found'],
    [() => client.chats.resume('cht_none'), 'not_found'],
    [() => createClient({ baseUrl: server.url, apiKey: 'plk_none' }).chats.send('cht_none', 'Hello'), 'unauthorized'],
    [async () => client.chats.stream((await client.chats.create()).id, { content: 'Hi', model: 'nobody/m' }).info(), 'model_not_found'],
  ]
  for (const [call, code] of calls) await t.rejects(call, { name: 'ParlanceError', code })
})

t.test('a thousand random losses of the connection change nothing in what is read', async t => {
  let readers = 0
  let cuts = 0
  while (cuts < 1000) {
    const proxy = await startCuttingProxy(t, server.url, () => ({ events: Math.random() < 0.03 ? 0 : 1 + Math.floor(Math.random() * 4), bytes: Math.floor(Math.random() * 500) }))
    const far = createClient({ baseUrl: proxy.url, apiKey: adminKey })
    const { id } = await client.chats.create()
    const options = { maxRetries: 100 }
    const asking = far.chats.stream(id, 'Tell me everything [length 160] [delay 4] [reasoning]', options)
    const reading = read(asking)
    while (asking.lastEventId === undefined) await sleep(1)
    const lastEventId = asking.lastEventId.replace(/\d+$/, '0')
    const streams = await Promise.all(Array.from({ length: 19 }, async () => (await far.chats.resume(id, { ...options, lastEventId }))!))
    const all = await Promise.all([reading, ...streams.map(read)])
    const { data: [answer, question, ...more] } = await client.chats.messages(id, { tree: true })
    t.match([question?.role, answer?.status, more.length], ['user', 'complete', 0], 'asked once')
    t.ok(all.every(({ text }) => text === answer!.text), `${answer!.text.length} characters`)
    t.notOk(all.some(({ events }) => events.some(({ type }) => type === 'message.reset')))
    t.ok(proxy.cuts > 100, `${proxy.cuts} losses`)
    cuts += proxy.cuts
    readers += all.length
  }
  t.comment(`${cuts} losses, ${readers} readers`)
})

t.test('a question whose answer is lost before anything came is asked once', async t => {
  let connections = 0
  const proxy = await startCuttingProxy(t, server.url, () => ({ events: 0, bytes: ++connections < 4 ? 10 : Infinity }))
  const { id } = await client.chats.create()
  const before = server.receipts.length
  const { answer } = await createClient({ baseUrl: proxy.url, apiKey: adminKey }).chats.send(id, 'Say hello [length 20] [delay 1]')
  t.equal(answer.status, 'complete')
  t.equal((await client.chats.messages(id, { tree: true })).data.length, 2)
  t.equal(server.receipts.length - before, 1)
  t.equal(connections, 4)
})

// A server as it might be, written by hand.
const messageId = 'msg_1'
const say = (position: number, text: string) => `id: gen_1.${position}\nevent: message.delta\ndata: ${JSON.stringify({ type: 'message.delta', messageId, text })}\n\n`
const created = `id: gen_1.0\nevent: message.created\ndata: ${JSON.stringify({ type: 'message.created', messageId, model: 'demo/parlance', provider: null, question: null, answer: {} })}\n\n`
const saved = (text: string) => ({ id: messageId, text, content: text === '' ? [] : [{ type: 'text', text }] })
const completed = (text: string, position = text.length) => `id: gen_1.${position}\nevent: message.completed\ndata: ${JSON.stringify({ type: 'message.completed', messageId, position, finishReason: 'stop', usage: null, message: saved(text) })}\n\n`
const interrupted = (text: string) => `id: gen_1.${text.length}\nevent: message.failed\ndata: ${JSON.stringify({ type: 'message.failed', messageId, position: text.length, error: { message: 'The server stopped.', type: 'server_error', code: 'interrupted', param: null, requestId: 'req_1' }, message: saved(text) })}\n\n`

const play = async (t: Test, first: Reply, ...rest: Reply[]) => {
  const upstream = await startUpstream(t, { 'POST /api/v1/chats/cht_1/messages': first, 'GET /api/v1/chats/cht_1/stream': rest })
  return { upstream, client: createClient({ baseUrl: upstream.url }) }
}

t.test('a server that died before it had saved what it told corrects its readers', async t => {
  const { client, upstream } = await play(t, sseText(created + say(5, 'Hello') + say(11, ' world')), sseText(interrupted('Hello')))
  const stream = client.chats.stream('cht_1', 'Hi')
  const { text, events } = await read(stream)
  t.equal(text, 'Hello')
  t.same(events.map(({ type }) => type), ['message.created', 'message.delta', 'message.delta', 'message.reset', 'message.failed'])
  t.equal(upstream.last().headers['last-event-id'], 'gen_1.11')
  t.match(stream.snapshot(), { text: 'Hello', answer: { text: 'Hello' } })
  await t.rejects(stream.final(), { code: 'interrupted' })
})

t.test('what is missing at the end is told before it', async t => {
  const { client } = await play(t, sseText(created + say(5, 'Hello')), sseText(completed('Hello world')))
  const { text, events } = await read(client.chats.stream('cht_1', 'Hi'))
  t.equal(text, 'Hello world')
  t.same(events.map(({ type }) => type), ['message.created', 'message.delta', 'message.delta', 'message.completed'])
})

t.test('what is told twice is read once', async t => {
  const { client } = await play(t, sseText(created + say(5, 'Hello')), sseText(say(5, 'Hello') + say(11, ' world') + completed('Hello world')))
  t.equal((await read(client.chats.stream('cht_1', 'Hi'))).text, 'Hello world')
})

t.test('one who came later is corrected only when that is needed', async t => {
  const cases: [string, string, string, string[]][] = [
    ['gen_1.5', say(11, ' world') + completed('Hello world'), ' world', ['message.delta', 'message.completed']],
    ['gen_1.11', completed('Hello world'), '', ['message.completed']],
    ['gen_1.11', interrupted('Hello'), 'Hello', ['message.reset', 'message.failed']],
    ['gen_1.5', completed('Hello world'), 'Hello world', ['message.reset', 'message.completed']],
  ]
  for (const [lastEventId, reply, wanted, types] of cases) {
    const { client } = await play(t, json({}), sseText(reply))
    const { text, events } = await read((await client.chats.resume('cht_1', { lastEventId }))!)
    t.same([text, events.map(({ type }) => type)], [wanted, types], `after ${lastEventId}`)
  }
})

t.test('a server that has gone silent is left for one that answers', async t => {
  const { client, upstream } = await play(t, sseText(created + say(5, 'Hello') + ': ', { stallAfter: (created + say(5, 'Hello')).length }), sseText(say(11, ' world') + completed('Hello world')))
  const { text } = await read(client.chats.stream('cht_1', 'Hi', { timeoutMs: 200 }))
  t.equal(text, 'Hello world')
  t.equal(await (await upstream.request(0)).closedEarly, true)
})

t.test('a server that asks to wait is waited for, one that is gone is given up', async t => {
  const busy = json({ error: { message: 'Wait.', type: 'server_error', code: 'unavailable', param: null, requestId: 'req_1' } }, { status: 503, headers: { 'retry-after-ms': '300' } })
  const { client, upstream } = await play(t, sseText(created + say(5, 'Hello')), busy, sseText(completed('Hello')))
  const begun = Date.now()
  t.equal((await read(client.chats.stream('cht_1', 'Hi'))).text, 'Hello')
  t.ok(Date.now() - begun >= 300)
  t.equal(upstream.requests.length, 3)

  const lost = await play(t, sseText(created + say(5, 'Hello')), { raw: Buffer.from('') })
  const stream = lost.client.chats.stream('cht_1', 'Hi', { maxRetries: 2 })
  await t.rejects(stream.final(), { name: 'ParlanceError', code: 'network' })
  t.equal(lost.upstream.requests.length, 3)
  t.equal(stream.snapshot().text, 'Hello')
  await t.rejects(createClient({ baseUrl: await closedPort() }).chats.send('cht_1', 'Hi', { maxRetries: 1 }), { code: 'network' })
})

t.test('an abort ends it at once, also while it waits', async t => {
  const { client } = await play(t, sseText(created + say(5, 'Hello')), { raw: Buffer.from('') })
  const stream = client.chats.stream('cht_1', 'Hi', { maxRetries: 1000 })
  setTimeout(() => stream.abort(new Error('enough')), 100)
  await t.rejects(stream.final(), { message: 'enough' })
})

t.test('an answer that is deleted meanwhile is an error', async t => {
  const gone = completed('').replace(/"message":\{.*?\]\}/, '"message":null')
  const { client } = await play(t, sseText(created + gone))
  await t.rejects(client.chats.send('cht_1', 'Hi'), { code: 'not_found' })
  const none = await play(t, sseText(created), { status: 204 })
  const error = await none.client.chats.send('cht_1', 'Hi').catch((error: unknown) => error)
  t.ok(error instanceof ParlanceError)
  t.match(error, { code: 'not_found' })
})
