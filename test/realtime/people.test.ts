import t from 'tap'
import { startApp } from '../helpers/app.ts'
import { register } from '../helpers/people.ts'
import { connect, dial, next } from './sockets.ts'

const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0', REGISTRATION: 'open' })
const [ana, ben, cem] = [await register(server, 'ana'), await register(server, 'ben'), await register(server, 'cem')]

const begin = async (): Promise<string> => {
  const { json: { id } } = await ana.call('POST', '/api/v1/chats', { body: {} })
  await ana.call('PUT', `/api/v1/chats/${id}/members/${ben.id}`, { body: { role: 'editor' } })
  await ana.call('PUT', `/api/v1/chats/${id}/members/${cem.id}`, { body: { role: 'viewer' } })
  return id
}

t.test('everybody sees who is there, each person once', async t => {
  const chatId = await begin()
  const [first, second, third] = await Promise.all([connect(t, server, ana.accessToken), connect(t, server, ana.accessToken), connect(t, server, ben.accessToken)])
  t.match(await first.say('join-chat', { chatId }), { users: [ana.id] })
  await second.say('join-chat', { chatId })
  t.match(await third.say('join-chat', { chatId }), { role: 'editor', users: [ana.id, ben.id] })
  await first.until('presence', ({ users }) => users.length === 2)
  second.socket.disconnect()
  third.socket.disconnect()
  t.same(await first.until('presence', ({ users }) => users.length === 1, first.heard.findIndex(({ payload }) => payload.users?.length === 2)), { chatId, users: [ana.id] })
})

t.test('typing is told to the others, and ends by itself, by a message, by leaving and by going away', async t => {
  const chatId = await begin()
  const [writing, own, reading] = await Promise.all([connect(t, server, ana.accessToken), connect(t, server, ana.accessToken), connect(t, server, ben.accessToken)])
  for (const line of [writing, own, reading]) await line.say('join-chat', { chatId })
  const type = (typing = true) => writing.say('typing', { chatId, typing })
  const hear = async (typing: boolean): Promise<void> => {
    const from = reading.heard.length
    t.same(await reading.until('typing', said => said.typing === typing, from), { chatId, userId: ana.id, typing })
  }
  await Promise.all([hear(true), type()])
  const begun = Date.now()
  await hear(false)
  t.ok(Math.abs(Date.now() - begun - 5000) < 500, `after ${Date.now() - begun} ms`)
  await Promise.all([hear(true), type()])
  await Promise.all([hear(false), type(false)])
  await Promise.all([hear(true), type()])
  await Promise.all([hear(false), writing.say('chat-message', { chatId, content: 'Say hello [delay 0]' })])
  await Promise.all([hear(true), type()])
  own.socket.disconnect()
  await Promise.all([hear(false), writing.say('leave-chat', { chatId })])
  t.match(await type(), { error: { code: 'not_found' } }, 'who has not joined does not type')
  await writing.say('join-chat', { chatId })
  await Promise.all([hear(true), type()])
  await Promise.all([hear(false), writing.socket.disconnect()])
  t.same([...writing.of('typing'), ...own.of('typing')], [], 'nobody is told of themself')
})

t.test('what a viewer sees and may not do', async t => {
  const chatId = await begin()
  const line = await connect(t, server, cem.accessToken)
  t.match(await line.say('join-chat', { chatId }), { ok: true, role: 'viewer' })
  for (const [name, more] of [['chat-message', { content: 'hi' }], ['typing', { typing: true }], ['stop', {}]] as const) {
    t.match(await line.say(name, { chatId, ...more }), { error: { code: 'forbidden', type: 'permission_error' } }, name)
  }
  const { json: { answer } } = await ben.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Say hello [delay 0]' } })
  await line.until('message.completed')
  t.equal(line.text(answer.id), answer.text)
})

t.test('a role that changes is in force with the next event', async t => {
  const chatId = await begin()
  const line = await connect(t, server, ben.accessToken)
  await line.say('join-chat', { chatId })
  t.match(await line.say('typing', { chatId, typing: true }), { ok: true })
  await ana.call('PUT', `/api/v1/chats/${chatId}/members/${ben.id}`, { body: { role: 'viewer' } })
  t.match(await line.say('typing', { chatId, typing: true }), { error: { code: 'forbidden' } })
  t.match(await line.say('chat-message', { chatId, content: 'hi' }), { error: { code: 'forbidden' } })
})

t.test('who is taken out of a chat hears nothing more of it', async t => {
  const chatId = await begin()
  const [line, stays] = await Promise.all([connect(t, server, ben.accessToken), connect(t, server, cem.accessToken)])
  for (const each of [line, stays]) await each.say('join-chat', { chatId })
  await ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Before [delay 0]' } })
  const asked = ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Tell me something [length 200] [delay 5]' } })
  await line.until('message.delta', ({ messageId }) => messageId !== line.of('message.delta')[0].messageId)
  await ana.call('DELETE', `/api/v1/chats/${chatId}/members/${ben.id}`)
  t.same(await line.until('left'), { chatId, reason: 'removed' })
  const { answer } = (await asked).json
  await stays.until('message.completed', ({ messageId }) => messageId === answer.id)
  t.equal(line.heard.at(-1)!.name, 'left')
  t.ok(line.socket.connected, 'the connection stays')
  for (const [name, more] of [['join-chat', {}], ['chat-message', { content: 'hi' }], ['typing', { typing: true }], ['stop', {}], ['leave-chat', {}]] as const) {
    t.match(await line.say(name, { chatId, ...more }), { error: { code: 'not_found' } }, name)
  }
})

t.test('a stranger gets not_found for everything, and hears nothing', async t => {
  const { json: { id: chatId } } = await ana.call('POST', '/api/v1/chats', { body: {} })
  const payloads = { 'join-chat': {}, 'leave-chat': {}, 'chat-message': { content: 'hi' }, typing: { typing: true }, stop: {} }
  const line = await connect(t, server, ben.accessToken)
  const own = await connect(t, server, ana.accessToken)
  for (const [name, more] of Object.entries(payloads)) {
    const theirs = await line.say(name, { chatId, ...more })
    const nobodys = await line.say(name, { chatId: 'cht_nobody', ...more })
    t.match(theirs, { error: { code: 'not_found' } }, name)
    t.same({ ...theirs.error, requestId: '' }, { ...nobodys.error, requestId: '' }, `${name}: as if it did not exist`)
  }
  await own.say('join-chat', { chatId })
  for (const [name, more] of Object.entries(payloads).filter(([name]) => name !== 'leave-chat')) t.match(await own.say(name, { chatId, ...more }), { ok: true }, `${name} by its owner`)
  await own.until('message.completed')
  t.same(line.heard, [])
})

t.test('who joins while they are taken out stays out', async t => {
  const chatId = await begin()
  const [line, stays] = await Promise.all([connect(t, server, ben.accessToken), connect(t, server, cem.accessToken)])
  await stays.say('join-chat', { chatId })
  await Promise.all([line.say('join-chat', { chatId }), ana.call('DELETE', `/api/v1/chats/${chatId}/members/${ben.id}`)])
  const { json: { answer } } = await ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'Say hello [delay 0]' } })
  await stays.until('message.completed')
  t.match(await line.say('stop', { chatId }), { error: { code: 'not_found' } }, 'what was told before has been heard by now')
  t.same(line.heard.filter(({ payload }) => payload.messageId === answer.id), [])
})

t.test('nobody is let in without a token that is worth something', async t => {
  const { json: { secret } } = await ana.call('POST', '/api/v1/api-keys', { body: { name: 'models only', scopes: ['inference'] } })
  for (const [token, code] of [[undefined, 'unauthorized'], ['', 'unauthorized'], [{}, 'unauthorized'], ['plk_nobody', 'unauthorized'], [`${ana.accessToken}x`, 'unauthorized'], [secret, 'forbidden']] as const) {
    const line = dial(t, server, token)
    t.match(await next(line, 'connect_error'), { message: String, data: { error: { code, requestId: String } } }, String(token))
    t.notOk(line.socket.active, 'and it does not try again by itself')
  }
})
