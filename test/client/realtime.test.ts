import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { io } from 'socket.io-client'
import { type Client, createClient, type Realtime, type RealtimeEvents, type RealtimeOptions } from '../../client/src/index.ts'
import { startApp } from '../helpers/app.ts'
import { register } from '../helpers/people.ts'
import { closedPort } from '../helpers/replay-upstream.ts'
import { openTcpGate } from '../helpers/tcp-gate.ts'

const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', REGISTRATION: 'open', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' })
const [ana, ben] = [await register(server, 'ana'), await register(server, 'ben')]
const clientOf = ({ accessToken }: { accessToken: string }, baseUrl = server.url): Client => createClient({ baseUrl, apiKey: () => accessToken })
const [own, other] = [clientOf(ana), clientOf(ben)]

const names = ['message', 'message.delta', 'message.completed', 'message.failed', 'message.deleted', 'typing', 'presence', 'left', 'closing', 'connect', 'disconnect', 'error'] as const

/** A connection and all that it has told. */
const open = async (t: Test, client: Client, options: RealtimeOptions = {}) => {
  const realtime = await client.realtime({ socket: { transports: ['websocket'], reconnectionDelay: 10, reconnectionDelayMax: 50 }, ...options })
  t.teardown(() => realtime.close())
  const told: { name: string; event: any }[] = []
  for (const name of names) realtime.on(name, event => { told.push({ name, event }) })
  const of = <Name extends keyof RealtimeEvents>(name: Name): RealtimeEvents[Name][] => told.filter(one => one.name === name).map(({ event }) => event)
  const text = () => of('message.delta').map(({ text = '' }) => text).join('')
  return { realtime, told, of, text }
}

const next = <Name extends keyof RealtimeEvents>(realtime: Realtime, name: Name): Promise<RealtimeEvents[Name]> => new Promise(resolve => {
  const stop = realtime.on(name, event => {
    stop()
    resolve(event)
  })
})

const begin = async (): Promise<string> => {
  const { id } = await own.chats.create()
  await ana.call('PUT', `/api/v1/chats/${id}/members/${ben.id}`, { body: { role: 'editor' } })
  return id
}

t.test('two people hear each other and the model', async t => {
  const chatId = await begin()
  const [one, two] = [await open(t, own), await open(t, other, { io, token: ben.accessToken })]
  t.match(await one.realtime.join(chatId), { ok: true, role: 'owner' })
  t.match(await two.realtime.join(chatId), { role: 'editor', users: [ana.id, ben.id] })
  const typing = next(two.realtime, 'typing')
  await one.realtime.typing(chatId, true)
  t.same(await typing, { chatId, userId: ana.id, typing: true })
  const completed = [next(one.realtime, 'message.completed'), next(two.realtime, 'message.completed')]
  const { answerId, questionId } = await one.realtime.send({ chatId, content: 'Tell me something [length 50] [delay 1]' })
  for (const { message } of await Promise.all(completed)) {
    t.equal(message?.id, answerId)
    for (const { text } of [one, two]) t.equal(text(), message?.text)
  }
  t.same(two.of('message').map(({ messageId }) => messageId), [questionId, answerId])
  await two.realtime.leave(chatId)
  const heard = two.told.length
  const { answer } = await own.chats.send(chatId, 'Say hello [delay 0]')
  t.match(await one.realtime.stop(chatId), { messageIds: [] })
  t.ok(one.of('message').some(({ messageId }) => messageId === answer.id))
  t.equal(two.told.length, heard)
})

t.test('what is refused is a typed error', async t => {
  const { id: chatId } = await own.chats.create()
  const { realtime } = await open(t, other)
  const calls: (() => Promise<unknown>)[] = [() => realtime.join(chatId), () => realtime.leave(chatId), () => realtime.send({ chatId, content: 'Hi' }), () => realtime.typing(chatId, true), () => realtime.stop(chatId)]
  for (const call of calls) await t.rejects(call, { name: 'ParlanceError', code: 'not_found', requestId: String })
  await t.rejects(own.realtime({ token: 'plk_none' }), { name: 'ParlanceError', code: 'unauthorized' })
  await t.rejects(createClient({ baseUrl: server.url }).realtime(), { code: 'unauthorized' })
  await t.rejects(clientOf(ana, await closedPort()).realtime({ timeoutMs: 300 }), { code: 'network' })
  await t.rejects(own.realtime({ signal: AbortSignal.abort(new Error('never mind')) }), { message: 'never mind' })
  realtime.close()
  await t.rejects(realtime.join(chatId), { code: 'network' })
})

/** Losses of the connection in the middle of an answer. `act` happens while it is away. */
const lose = async (t: Test, act: () => Promise<unknown>, isRecovered: boolean) => {
  const gate = await openTcpGate(t, { host: '127.0.0.1', port: Number(new URL(server.url).port) })
  const chatId = await begin()
  const { realtime, of, text } = await open(t, clientOf(ben, `http://127.0.0.1:${gate.port}`))
  await realtime.join(chatId)
  const asked = own.chats.send(chatId, 'Tell me everything [length 900] [delay 2]')
  await next(realtime, 'message.delta')
  for (let round = 0; round < 5; round++) {
    const lost = next(realtime, 'disconnect')
    await gate.shut()
    t.match(await lost, { willReconnect: true })
    await act()
    const back = next(realtime, 'connect')
    await gate.open()
    t.match(await back, { recovered: isRecovered })
    await sleep(30)
  }
  const { answer, question } = await asked
  while (of('message.completed').length === 0) await next(realtime, 'message.completed')
  t.equal(text(), answer.text)
  t.same(of('message').map(({ messageId }) => messageId), [question!.id, answer.id])
}

t.test('a connection that is lost for a moment is recovered', t => lose(t, async () => {}, true))

t.test('one that cannot be recovered begins anew, where each answer was left', t =>
  // whatever changes about somebody who is away, the server no longer knows them
  lose(t, () => ben.call('PATCH', '/api/v1/auth/profile', { body: { displayName: `Ben ${Math.random()}` } }), false))

t.test('what is asked while the connection is away is asked once, when it is back', async t => {
  const gate = await openTcpGate(t, { host: '127.0.0.1', port: Number(new URL(server.url).port) })
  const chatId = await begin()
  const { realtime } = await open(t, clientOf(ben, `http://127.0.0.1:${gate.port}`))
  for (let round = 0; round < 5; round++) {
    const asking = realtime.send({ chatId, content: `Say ${round} [delay 0]`, parentId: null })
    if (round > 0) await sleep(round)
    await gate.shut()
    await gate.open()
    t.match(await asking, { ok: true })
  }
  t.equal((await own.chats.messages(chatId, { tree: true })).data.length, 10)
})

t.test('who is taken out of a chat while they are away is told', async t => {
  const gate = await openTcpGate(t, { host: '127.0.0.1', port: Number(new URL(server.url).port) })
  const chatId = await begin()
  const { realtime } = await open(t, clientOf(ben, `http://127.0.0.1:${gate.port}`))
  await realtime.join(chatId)
  await gate.shut()
  await ana.call('DELETE', `/api/v1/chats/${chatId}/members/${ben.id}`)
  const left = next(realtime, 'left')
  await gate.open()
  t.same(await left, { chatId, reason: 'removed' })
})

t.test('who is signed out is told, and stays out', async t => {
  const { json } = await server.call('POST', '/api/v1/auth/login', { key: '', body: { login: 'ben', password: ben.password } })
  const { realtime, of } = await open(t, clientOf({ accessToken: json.accessToken }))
  const lost = next(realtime, 'disconnect')
  await server.call('POST', '/api/v1/auth/logout', { key: json.accessToken, body: { refreshToken: json.refreshToken } })
  t.match(await lost, { willReconnect: false })
  t.match(of('closing'), [{ reason: 'revoked', error: { code: 'unauthorized' } }])
  t.notOk(realtime.isConnected)
})

t.test('a token is asked for each time it connects', async t => {
  const gate = await openTcpGate(t, { host: '127.0.0.1', port: Number(new URL(server.url).port) })
  const tokens = [ben.accessToken, ben.accessToken, 'plk_none']
  const { realtime } = await open(t, clientOf(ben, `http://127.0.0.1:${gate.port}/api/v1/`), { token: async () => tokens.shift() })
  const back = next(realtime, 'connect')
  await gate.shut()
  await gate.open()
  await back
  const refused = next(realtime, 'error')
  await gate.shut()
  await gate.open()
  t.match(await refused, { name: 'ParlanceError', code: 'unauthorized' })
  t.same(tokens, [])
})
