import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { guardBacklog } from '../../src/realtime/backlog.ts'
import { createIo } from '../../src/realtime/io.ts'
import { createCaller } from '../chats/helpers.ts'
import { startApp } from '../helpers/app.ts'
import { connect, dial, type Line, next } from './sockets.ts'

const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', LOG_LEVEL: 'info' })

t.test('a thousand connections in a hundred chats hear everything, in order', async t => {
  const rooms = 100
  const perRoom = 10
  const { secret, begin } = await createCaller(server)
  const chats = await Promise.all(Array.from({ length: rooms }, () => begin()))
  const lines: { line: Line; chatId: string }[] = []
  for (const chatId of chats) {
    lines.push(...await Promise.all(Array.from({ length: perRoom }, async () => {
      const line = await connect(t, server, secret)
      const joined = await line.say('join-chat', { chatId })
      if (joined.ok !== true) throw new Error(JSON.stringify(joined))
      return { line, chatId }
    })))
  }
  t.equal(lines.length, rooms * perRoom)
  const begun = Date.now()
  await Promise.all(lines.filter((_, index) => index % perRoom === 0).map(async ({ line, chatId }) => {
    const said = await line.say('chat-message', { chatId, content: `In ${chatId} [length 60] [delay 10]` })
    if (said.ok !== true) throw new Error(JSON.stringify(said))
  }))
  await Promise.all(lines.map(({ line }) => line.until('message.completed')))
  t.comment(`${lines.reduce((sum, { line }) => sum + line.heard.length, 0)} events in ${Date.now() - begun} ms`)
  const told = ['message', 'message', 'message.delta', 'message.completed']
  const wrong = lines.filter(({ line, chatId }) => {
    const heard = line.heard.filter(({ name }) => name !== 'presence')
    const names = heard.map(({ name }) => name).filter((name, index, all) => name !== 'message.delta' || name !== all[index - 1])
    const [{ messageId, message }] = line.of('message.completed')
    return names.join() !== told.join() || heard.some(({ payload }) => payload.chatId !== chatId) || line.text(messageId) !== message.text
  })
  t.same(wrong.map(({ line }) => line.heard.map(({ name }) => name).join()).slice(0, 2), [])
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
