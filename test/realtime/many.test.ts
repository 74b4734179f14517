import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createClient } from '../../client/src/index.ts'
import { guardBacklog } from '../../src/realtime/backlog.ts'
import { createIo } from '../../src/realtime/io.ts'
import { createCaller } from '../chats/helpers.ts'
import { startApp } from '../helpers/app.ts'
import { connect, dial, next } from './sockets.ts'

const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', LOG_LEVEL: 'info' })

/** One of a thousand: what it hears of its chat, and how it asks. */
type Ear = { heard: { name: string; payload: any }[]; ask(content: string): Promise<unknown>; ended(count: number): Promise<void> }

const listenPlainly = async (t: Test, secret: string, chatId: string): Promise<Ear> => {
  const line = await connect(t, server, secret)
  const joined = await line.say('join-chat', { chatId })
  if (joined.ok !== true) throw new Error(JSON.stringify(joined))
  return {
    heard: line.heard,
    ask: content => line.say('chat-message', { chatId, content }),
    ended: count => new Promise(resolve => {
      const look = (): void => { if (line.of('message.completed').length === count) resolve() }
      line.socket.on('message.completed', look) // after it was heard
      look()
    }),
  }
}

const listenTyped = async (t: Test, secret: string, chatId: string): Promise<Ear> => {
  const realtime = await createClient({ baseUrl: server.url, apiKey: secret }).realtime({ socket: { transports: ['websocket'] } })
  t.teardown(() => realtime.close())
  const heard: Ear['heard'] = []
  let look = (): void => {}
  for (const name of ['message', 'message.delta', 'message.completed', 'message.failed'] as const) {
    realtime.on(name, payload => {
      heard.push({ name, payload })
      look()
    })
  }
  await realtime.join(chatId)
  return {
    heard,
    ask: content => realtime.send({ chatId, content }),
    ended: count => new Promise(resolve => {
      look = () => { if (heard.filter(({ name }) => name === 'message.completed').length === count) resolve() }
      look()
    }),
  }
}

t.setTimeout(300_000)
t.test('a thousand connections in a hundred chats hear everything, in order: half of Socket.IO’s own client, half of ours', async t => {
  const rooms = 100
  const perRoom = 10
  const { secret, begin } = await createCaller(server)
  const chats = await Promise.all(Array.from({ length: rooms }, () => begin()))
  const ears: { ear: Ear; chatId: string }[] = []
  for (const chatId of chats) ears.push(...await Promise.all(Array.from({ length: perRoom }, async (_, at) => ({ ear: await (at % 2 === 0 ? listenPlainly : listenTyped)(t, secret, chatId), chatId }))))
  t.equal(ears.length, 1000)
  const begun = Date.now()
  // the first of each chat asks, then the second, who is of the other kind
  for (const turn of [0, 1]) {
    await Promise.all(ears.filter((_, index) => index % perRoom === turn).map(({ ear, chatId }) => ear.ask(`In ${chatId} [length 40] [delay 10]`)))
    await Promise.all(ears.map(({ ear }) => ear.ended(turn + 1)))
  }
  t.comment(`${ears.length} connections, ${ears.reduce((sum, { ear }) => sum + ear.heard.length, 0)} events in ${Date.now() - begun} ms`)
  const answer = ['message', 'message', 'message.delta', 'message.completed']
  const told = [...answer, ...answer].join()
  const wrong = ears.filter(({ ear, chatId }) => {
    const heard = ear.heard.filter(({ name }) => name.startsWith('message'))
    const names = heard.map(({ name }) => name).filter((name, index, all) => name !== 'message.delta' || name !== all[index - 1])
    const ends = heard.filter(({ name }) => name === 'message.completed').map(({ payload }) => payload.message)
    const textOf = (id: string): string => heard.filter(({ name, payload }) => name === 'message.delta' && payload.messageId === id).map(({ payload }) => payload.text ?? '').join('')
    return names.join() !== told || heard.some(({ payload }) => payload.chatId !== chatId) || ends.some(({ id, text }) => textOf(id) !== text)
  })
  t.same(wrong.map(({ ear }) => ear.heard.map(({ name }) => name).join()).slice(0, 2), [])
})

t.test('a client that does not read does not hold up the others', async t => {
  const { secret, begin } = await createCaller(server)
  const chatId = await begin()
  const [quick, slow] = [await connect(t, server, secret), await connect(t, server, secret)]
  for (const line of [quick, slow]) await line.say('join-chat', { chatId })
  const { _socket: wire } = (slow.socket.io.engine.transport as any).ws
  wire.pause()
  await quick.say('chat-message', { chatId, content: 'Tell me something [length 500] [delay 1]' })
  const { message } = await quick.until('message.completed')
  t.equal(quick.text(), message.text)
  t.equal(slow.text(), '')
  wire.resume()
  await slow.until('message.completed')
  t.equal(slow.text(), message.text)
})

t.test('what waits for a client that does not read is bounded', async t => {
  const http = createServer()
  const io = createIo(http, { allowedOrigins: [], isClosing: () => false })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.teardown(() => io.close())
  const line = dial(t, { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }, 'anything', { reconnection: false })
  const [socket] = await once(io, 'connection')
  guardBacklog(socket, 1_000_000)
  const { _socket: wire } = (line.socket.io.engine.transport as any).ws
  wire.pause()
  let sent = 0
  for (const text = 'x'.repeat(60_000); socket.connected && sent < 1000; sent++) {
    socket.emit('message', { text })
    await sleep(1)
  }
  t.notOk(socket.connected)
  t.ok(sent < 500, `after ${sent} events of 60 kB`) // some megabytes are the operating system's
  wire.resume()
  await next(line, 'disconnect')
})
