import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startApp } from '../helpers/app.ts'
import { register } from '../helpers/people.ts'
import { back, connect, cut, next } from './sockets.ts'

const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', REGISTRATION: 'open', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' })
const [ana, ben] = [await register(server, 'ana'), await register(server, 'ben')]

const begin = async (): Promise<string> => {
  const { json: { id } } = await ana.call('POST', '/api/v1/chats', { body: {} })
  await ana.call('PUT', `/api/v1/chats/${id}/members/${ben.id}`, { body: { role: 'editor' } })
  return id
}

t.test('a connection that breaks again and again misses nothing and hears nothing twice', async t => {
  const chatId = await begin()
  const line = await connect(t, server, ben.accessToken)
  await line.say('join-chat', { chatId })
  const { json: { answer } } = await (async () => {
    const asked = ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Tell me everything [length 1500] [delay 2]' } })
    await line.until('message.delta')
    for (let round = 0; round < 20; round++) {
      await cut(line)
      await back(line)
      t.ok(line.socket.recovered, `round ${round}`)
      await sleep(Math.random() * 60)
    }
    return asked
  })()
  await line.until('message.completed')
  t.equal(line.text(answer.id), answer.text)
  t.equal(line.of('message').length, 2)
  t.equal(line.of('message.completed').length, 1)
})

t.test('what was said while nobody was there is told to who comes back', async t => {
  const chatId = await begin()
  const line = await connect(t, server, ben.accessToken, { reconnectionDelay: 300 })
  await line.say('join-chat', { chatId })
  await line.until('presence')
  await cut(line)
  const { json: { answer, question } } = await ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Say hello [delay 0]' } })
  await line.until('message.completed')
  t.ok(line.socket.recovered)
  t.same(line.of('message').map(({ messageId }) => messageId), [question.id, answer.id])
  t.equal(line.text(), answer.text)
})

const losses: [string, (chatId: string) => Promise<unknown>][] = [
  ['is taken out of the chat', chatId => ana.call('DELETE', `/api/v1/chats/${chatId}/members/${ben.id}`)],
  ['finds the chat deleted', chatId => ana.call('DELETE', `/api/v1/chats/${chatId}`)],
]

for (const [what, act] of losses) {
  t.test(`who ${what} while they are away comes back to nothing`, async t => {
    const chatId = await begin()
    const line = await connect(t, server, ben.accessToken, { reconnectionDelay: 1000 })
    await line.say('join-chat', { chatId })
    await line.until('presence')
    await cut(line)
    const asked = ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Tell me something [length 50] [delay 2]' } })
    await act(chatId)
    await asked
    const heard = line.heard.length
    await back(line)
    t.notOk(line.socket.recovered)
    t.match(await line.say('stop', { chatId }), { error: { code: 'not_found' } })
    t.same(line.heard.slice(heard), [])
  })
}

t.test('who signs out while they are away does not come back', async t => {
  const chatId = await begin()
  const { json } = await server.call('POST', '/api/v1/auth/login', { key: '', body: { login: 'ben', password: ben.password } })
  const line = await connect(t, server, json.accessToken, { reconnectionDelay: 1000 })
  await line.say('join-chat', { chatId })
  await line.until('presence')
  await cut(line)
  const refused = next(line, 'connect_error')
  await server.call('POST', '/api/v1/auth/logout', { key: json.accessToken, body: { refreshToken: json.refreshToken } })
  await ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Say hello [delay 0]' } })
  t.match(await refused, { data: { error: { code: 'unauthorized' } } })
  t.same(line.of('message'), [])
})

t.test('nobody comes back as somebody else', async t => {
  const chatId = await begin()
  const tokens = [ana.accessToken, ben.accessToken]
  const line = await connect(t, server, undefined, { auth: (tell: (auth: object) => void) => { tell({ token: tokens.shift() }) } })
  await line.say('join-chat', { chatId })
  await line.until('presence')
  await cut(line)
  const gone = next(line, 'disconnect')
  t.match(await line.until('closing'), { reason: 'revoked', error: { code: 'unauthorized' } })
  t.equal(await gone, 'io server disconnect')
})

t.test('a server that shuts down cuts its clients off and does not wait for them', async t => {
  const own = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0' })
  const who = await register(own, 'ana')
  const lines = await Promise.all([connect(t, own, who.accessToken), connect(t, own, who.accessToken, { transports: ['polling'] })])
  const { json: { id: chatId } } = await who.call('POST', '/api/v1/chats', { body: {} })
  for (const line of lines) await line.say('join-chat', { chatId })
  await lines[0]!.say('chat-message', { chatId, content: 'Tell me everything [length 3000] [delay 2]' })
  const reasons = lines.map(line => next(line, 'disconnect'))
  const begun = Date.now()
  await Promise.all(own.apps.map(app => app.close()))
  t.ok(Date.now() - begun < 2000, `in ${Date.now() - begun} ms`)
  t.match(await Promise.all(reasons), [/^transport (close|error)$/, /^transport (close|error)$/])
  for (const { socket } of lines) t.ok(socket.active, 'they try to come back by themselves')
})
