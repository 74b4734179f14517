import t from 'tap'
import { createCaller } from '../chats/helpers.ts'
import { startApp } from '../helpers/app.ts'
import { connect, cut, dial, next } from './sockets.ts'

const open = '/socket.io/?EIO=4&transport=polling'
const from = (origin: string) => ({ headers: { origin } })

t.test('only pages of the allowed origins may connect', async t => {
  const server = await startApp(t, { FRONTEND_URL: 'https://chat.example.org' })
  const allowed = await fetch(server.url + open, from('https://chat.example.org'))
  t.equal(allowed.headers.get('access-control-allow-origin'), 'https://chat.example.org')
  t.equal(allowed.headers.get('access-control-allow-credentials'), 'true')
  const preflight = await fetch(server.url + open, { method: 'OPTIONS', headers: { origin: 'https://chat.example.org', 'access-control-request-method': 'POST' } })
  t.equal(preflight.status, 204)
  t.equal((await fetch(server.url + open, from('https://evil.example'))).headers.get('access-control-allow-origin'), null)
  const closed = await startApp(t)
  t.equal((await fetch(closed.url + open, from('https://chat.example.org'))).headers.get('access-control-allow-origin'), null)
})

t.test('whoever says nothing of themself hears nothing', async t => {
  const server = await startApp(t)
  const { secret } = await createCaller(server)
  const admin = dial(t, { url: `${server.url}/admin` }, secret)
  t.match(await next(admin, 'connect_error'), { message: 'Invalid namespace' })
  t.equal((await fetch(`${server.url}/socket.io/socket.io.js`)).status, 400, 'no client is served')
  const silent = await (await fetch(server.url + open)).text()
  const { sid } = JSON.parse(silent.slice(1))
  await fetch(`${server.url}${open}&sid=${sid}`, { method: 'POST', body: '42["join-chat",{"chatId":"cht_1"}]' })
  t.notMatch(await (await fetch(`${server.url}${open}&sid=${sid}`)).text(), /^4/, 'an event before the handshake ends the connection')
})

t.test('a second address of the same host is the same door', async t => {
  const { app } = await startApp(t)
  const { statusCode, body } = await app.inject({ method: 'GET', url: open })
  t.equal(statusCode, 200)
  t.match(body, /^0\{"sid":/)
})

t.test('guessing tokens is limited by address, as over HTTP; a valid one is let in all the same', async t => {
  const server = await startApp(t, { RATELIMIT_ADDRESS_PER_MINUTE: '3' })
  const { secret } = await createCaller(server)
  const codes: string[] = []
  for (let attempt = 0; attempt < 5; attempt++) codes.push((await next(dial(t, server, `plk_guess${attempt}`), 'connect_error')).data.error.code)
  t.same(codes, ['unauthorized', 'unauthorized', 'unauthorized', 'rate_limited', 'rate_limited'])
  t.equal((await server.call('GET', '/api/v1/chats', { key: 'plk_guess' })).status, 429)
  t.ok((await connect(t, server, secret)).socket.connected)
})

t.test('tokens are nowhere in the log', async t => {
  const server = await startApp(t, { LOG_LEVEL: 'debug' })
  const { secret, begin } = await createCaller(server)
  const chatId = await begin()
  const line = await connect(t, server, secret)
  await line.say('join-chat', { chatId })
  await line.say('chat-message', { chatId, content: 'a very private question [delay 0]' })
  await line.until('message.completed')
  await cut(line)
  await next(dial(t, server, `${secret}x`), 'connect_error')
  const said = server.lines.join('')
  t.notOk(said.includes(secret) || said.includes('private'))
  t.match(said, /"event":"join-chat","latencyMs":\d+/)
})
