import t, { type Test } from 'tap'
import { createSigner } from 'fast-jwt'
import { createCaller } from '../chats/helpers.ts'
import { startApp } from '../helpers/app.ts'
import { logIn, type Person, register } from '../helpers/people.ts'
import { connect, dial, type Line, next } from './sockets.ts'

const secret = 'a-secret-of-the-tests-that-is-long-enough'
const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', JWT_SECRET: secret, REGISTRATION: 'open', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' })
const admin = await register(server, 'admin')
let people = 0
const person = (): Promise<Person> => register(server, `person${++people}`)

/** Does something to somebody who listens to an answer, and shows that they are gone at once and for good. */
const isSentAway = async (t: Test, line: Line, chatId: string, act: () => Promise<unknown>): Promise<void> => {
  const gone = next(line, 'disconnect')
  await act()
  t.match(await line.until('closing'), { reason: 'revoked', error: { code: /unauthorized|forbidden/, requestId: String } })
  t.equal(await gone, 'io server disconnect', 'which clients do not come back from by themselves')
  t.equal(line.heard.at(-1)!.name, 'closing')
  const refused = next(line, 'connect_error')
  line.socket.connect()
  t.match((await refused).data, { error: { code: /unauthorized|forbidden/ } })
}

const listen = async (t: Test, token: string, call: Person['call'] | undefined): Promise<{ line: Line; chatId: string }> => {
  const { json: { id: chatId } } = await (call ?? server.call)('POST', '/api/v1/chats', { body: {}, key: token })
  const line = await connect(t, server, token)
  await line.say('join-chat', { chatId })
  await line.say('chat-message', { chatId, content: 'Tell me everything [length 3000] [delay 2]' })
  await line.until('message.delta')
  return { line, chatId }
}

const ways: [string, (who: Person, token: string) => Promise<unknown>][] = [
  ['signs out', who => who.call('POST', '/api/v1/auth/logout', { body: { refreshToken: who.refreshToken } })],
  ['ends all other sessions with a new password', async who => {
    const { json: { accessToken } } = await logIn(server, who)
    await server.call('POST', '/api/v1/auth/password', { key: accessToken, body: { currentPassword: who.password, newPassword: 'another long password' } })
  }],
  ['is disabled', who => admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { disabled: true } })],
  ['is erased', who => admin.call('DELETE', `/api/v1/users/${who.id}`)],
]

for (const [what, act] of ways) {
  t.test(`who ${what} is disconnected`, async t => {
    const who = await person()
    const { line, chatId } = await listen(t, who.accessToken, who.call)
    await isSentAway(t, line, chatId, () => act(who, who.accessToken))
  })
}

const keyChanges: [string, (keyId: string) => Promise<unknown>][] = [
  ['is revoked', keyId => server.call('DELETE', `/api/v1/api-keys/${keyId}`)],
  ['is rotated', keyId => server.call('POST', `/api/v1/api-keys/${keyId}/rotate`, { body: {} })],
  ['loses the scope', keyId => server.call('PATCH', `/api/v1/api-keys/${keyId}`, { body: { scopes: ['inference'] } })],
]

for (const [what, act] of keyChanges) {
  t.test(`whose key ${what} is disconnected`, async t => {
    const { json: { key, secret } } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'listener', scopes: ['chats'] } })
    const { line, chatId } = await listen(t, secret, undefined)
    await isSentAway(t, line, chatId, () => act(key.id))
  })
}

t.test('the owner of a key who is disabled takes it along', async t => {
  const who = await person()
  const { json: { secret } } = await who.call('POST', '/api/v1/api-keys', { body: { name: 'mine', scopes: ['chats'] } })
  const { line, chatId } = await listen(t, secret, undefined)
  await isSentAway(t, line, chatId, () => admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { disabled: true } }))
})

t.test('a change that takes nothing away leaves the connection alone', async t => {
  const who = await person()
  const { line } = await listen(t, who.accessToken, who.call)
  await admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { role: 'admin' } })
  await admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { role: 'user' } })
  await who.call('PATCH', '/api/v1/auth/profile', { body: { displayName: 'Somebody' } })
  const { json: { accessToken } } = await logIn(server, who)
  await server.call('POST', '/api/v1/auth/logout', { key: accessToken, body: {} })
  t.match(await line.say('stop', { chatId: line.of('message')[0].chatId }), { ok: true })
  t.ok(line.socket.connected)
})

/** In whole seconds, as tokens have it. */
const soon = (milliseconds: number): number => Math.ceil((Date.now() + milliseconds) / 1000)

/** An access token of a real session that ends sooner than those that the server makes. */
const tokenUntil = (who: Person, exp: number): string => {
  const claims = JSON.parse(Buffer.from(who.accessToken.split('.')[1]!, 'base64url').toString())
  return createSigner({ key: secret, algorithm: 'HS256', noTimestamp: true })({ ...claims, exp })
}

t.test('a token that expires disconnects at its time, and with a fresh one everything goes on', async t => {
  const who = await person()
  const { json: { id: chatId } } = await who.call('POST', '/api/v1/chats', { body: {} })
  const exp = soon(500)
  const tokens = [tokenUntil(who, exp), who.accessToken]
  const line = await connect(t, server, undefined, { auth: (tell: (auth: object) => void) => { tell({ token: tokens.shift() }) } })
  await line.say('join-chat', { chatId })
  await line.say('chat-message', { chatId, content: 'Tell me something [length 500] [delay 5]' })
  t.match(await line.until('closing'), { reason: 'expired', error: { code: 'unauthorized', message: /expired/ } })
  const late = Date.now() - exp * 1000
  t.ok(late >= 0 && late < 500, `${late} ms after its end`)
  const { message } = await line.until('message.completed')
  t.ok(line.socket.recovered)
  t.equal(line.text(), message.text)
  t.equal(line.of('closing').length, 1)
})

t.test('who comes back with the same token is sent away, and not let in again', async t => {
  const who = await person()
  const line = await connect(t, server, tokenUntil(who, soon(200)))
  t.match(await line.until('closing'), { reason: 'expired' })
  t.match(await next(line, 'disconnect'), /transport/)
  t.equal(await next(line, 'disconnect'), 'io server disconnect')
  const late = dial(t, server, tokenUntil(who, soon(-1000)))
  t.match(await next(late, 'connect_error'), { message: /expired/, data: { error: { code: 'unauthorized' } } })
  t.notOk(late.socket.active)
})

t.test('the limits of a key are those of HTTP, and told as there', async t => {
  const { json: { secret } } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'slow', scopes: ['chats'], limits: { requestsPerMinute: 4 } } })
  const call = (method: string, path: string, body?: object) => server.call(method, `/api/v1${path}`, { key: secret, ...body && { body } })
  const { json: { id: chatId } } = await call('POST', '/chats', {})
  const line = await connect(t, server, secret)
  t.match(await line.say('join-chat', { chatId }), { ok: true })
  t.match(await line.say('chat-message', { chatId, content: 'Say hello [delay 0]' }), { ok: true })
  t.equal((await call('GET', `/chats/${chatId}`)).status, 200)
  const refused = await line.say('chat-message', { chatId, content: 'Say more [delay 0]' })
  t.match(refused, { error: { code: 'rate_limited', type: 'rate_limit_error', message: /4 requests/ }, retryAfterMs: Number })
  t.ok(refused.retryAfterMs <= 60_000)
  t.equal((await call('GET', `/chats/${chatId}`)).status, 429)
  t.match(await line.say('stop', { chatId }), { ok: true }, 'what is spent can still be stopped')
})

t.test('what a user asks of models over sockets counts in the same limits', async t => {
  const own = await startApp(t, { RATELIMIT_PER_MINUTE: '2', SHUTDOWN_TIMEOUT_MS: '0' })
  const who = await register(own, 'ana')
  const { json: { id: chatId } } = await who.call('POST', '/api/v1/chats', { body: {} })
  const line = await connect(t, own, who.accessToken)
  const ask = () => line.say('chat-message', { chatId, content: 'Say hello [delay 0]', parentId: null })
  t.match(await ask(), { ok: true })
  t.equal((await who.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Hi [delay 0]', parentId: null } })).status, 200)
  t.match(await ask(), { error: { code: 'rate_limited' } })
  t.match((await who.call('GET', '/api/v1/rate-limit')).json, { requests: [{ window: 'minute', used: 2 }, {}, {}] })
})

t.test('a connection that says too much is not listened to', async t => {
  const { secret } = await createCaller(server)
  const line = await connect(t, server, secret)
  const answers = await Promise.all(Array.from({ length: 310 }, () => line.say('leave-chat', { chatId: 'cht_nobody' })))
  t.match(answers[299], { error: { code: 'not_found' } })
  t.match(answers[300], { error: { code: 'rate_limited' }, retryAfterMs: Number })
})

t.test('what is not as it must be is refused, and says where', async t => {
  const { secret, begin } = await createCaller(server)
  const chatId = await begin()
  const line = await connect(t, server, secret)
  const wrong: [string, unknown, object][] = [
    ['join-chat', undefined, { message: /must be an object/ }],
    ['join-chat', 'cht_1', { message: /must be an object/ }],
    ['join-chat', {}, { param: 'chatId', message: /is missing/ }],
    ['join-chat', { chatId: 1 }, { param: 'chatId' }],
    ['join-chat', { chatId, room: 'x' }, { param: 'room', message: /is not a known field/ }],
    ['join-chat', { chatId, lastEventIds: ['x'] }, { param: 'lastEventIds' }],
    ['leave-chat', null, {}],
    ['chat-message', { chatId }, { param: 'content' }],
    ['chat-message', { chatId, content: '' }, { param: 'content' }],
    ['chat-message', { chatId, content: Buffer.from('hi') }, { param: 'content' }],
    ['chat-message', { chatId, content: [{ type: 'image' }] }, { param: 'content[0].url' }],
    ['chat-message', { chatId, content: 'hi', stream: true }, { param: 'stream' }],
    ['chat-message', { chatId, content: 'hi', parentId: 'msg_none' }, { param: 'parentId' }],
    ['typing', { chatId, typing: 'yes' }, { param: 'typing' }],
    ['stop', { chatId, now: true }, { param: 'now' }],
    ['shout', { chatId }, { message: /There is no event "shout"; there are join-chat/ }],
  ]
  for (const [name, payload, error] of wrong) t.match(await line.say(name, payload), { error: { code: 'invalid_request', requestId: String, ...error } }, `${name} ${JSON.stringify(payload)}`)
  t.match(await new Promise(resolve => { line.socket.emit('join-chat', resolve) }), { error: { code: 'invalid_request' } }, 'nothing but an acknowledgement')
  line.socket.emit('join-chat', { chatId })
  line.socket.emit('shout')
  t.match(await line.say('join-chat', { chatId }), { ok: true }, 'an event that wants no answer does no harm')
})

t.test('what is larger than a megabyte ends the connection', async t => {
  const { secret, begin } = await createCaller(server)
  const chatId = await begin()
  const line = await connect(t, server, secret, { reconnection: false })
  const gone = next(line, 'disconnect')
  line.socket.emit('chat-message', { chatId, content: 'x'.repeat(1_100_000) })
  t.match(await gone, /transport/)
})
