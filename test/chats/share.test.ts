import t, { type Test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer, logIn, register } from '../helpers/people.ts'
import { createCaller } from './helpers.ts'

const common = { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_ADDRESS_PER_MINUTE: '10000' }

const start = async (t: Test, environment = {}, given?: TestApp) => {
  const server = given ?? await startApp(t, { ...common, ...environment })
  const caller = await createCaller(server)
  const share = (chatId: string, body: object = {}) => caller.call('POST', `/chats/${chatId}/share`, body)
  return { server, ...caller, share }
}

const read = ({ call }: TestApp, token: string) => call('GET', `/api/v1/shared/${token}`, { key: '' })

t.test('everybody who has the link reads what was said, and nothing else', async t => {
  const { server, call, ask, share } = await start(t)
  const { json: { id: chatId, ownerId } } = await call('POST', '/chats', { title: 'Holiday plans', systemPrompt: 'the-system-prompt-is-private' })
  const { json: { question, answer } } = await ask(chatId, [{ type: 'text', text: 'Look [echo] [reasoning] [delay 0]' }, { type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=' }])
  const made = await share(chatId)
  t.equal(made.status, 201)
  t.match(made.json, { token: /^[\w-]{32}$/, path: `/api/v1/shared/${made.json.token}`, messageId: answer.id, expiresAt: null })
  const { status, json, headers, text } = await read(server, made.json.token)
  t.equal(status, 200)
  t.strictSame(json, {
    title: 'Holiday plans',
    sharedAt: made.json.createdAt,
    expiresAt: null,
    messages: [
      { role: 'user', status: 'complete', content: question.content, text: question.text, model: null, createdAt: question.createdAt },
      { role: 'assistant', status: 'complete', content: [{ type: 'text', text: answer.text }], text: answer.text, model: 'demo/parlance', createdAt: answer.createdAt },
    ],
  })
  t.ok(answer.content.some(({ type }: any) => type === 'reasoning'), 'there were thoughts')
  for (const secret of [ownerId, chatId, question.id, 'the-system-prompt-is-private', 'authorId']) t.notOk(text.includes(secret), secret)
  t.match(Object.fromEntries(headers), { 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
})

t.test('a snapshot stays as it was', async t => {
  const { server, call, begin, ask, share } = await start(t)
  const chatId = await begin({ title: 'Before' })
  const first = (await ask(chatId, 'one [delay 0]')).json
  const { json: { token } } = await share(chatId)
  const before = (await read(server, token)).text
  await ask(chatId, 'two [delay 0]')
  await ask(chatId, 'one, edited [delay 0]', { parentId: null })
  await call('PATCH', `/chats/${chatId}`, { title: 'After' })
  t.equal((await read(server, token)).text, before)
  const part = await share(chatId, { messageId: first.question.id })
  t.match((await read(server, part.json.token)).json, { title: 'After', messages: [{ role: 'user', text: 'one [delay 0]' }] })
})

t.test('of an answer that failed everybody sees that, and not why', async t => {
  const { server, begin, ask, share } = await start(t)
  const chatId = await begin()
  const { json: { answer } } = await ask(chatId, 'Please [fail 500] [delay 0]')
  t.match(answer, { status: 'failed', error: { message: /./ } })
  const { json: { token } } = await share(chatId)
  const { json, text } = await read(server, token)
  t.match(json.messages[1], { status: 'failed', content: [] })
  t.notOk(text.includes(answer.error.message))
})

t.test('a link that never was, was replaced, revoked, has expired or lost its chat is answered alike', t => forEachServer(t, common, async (t, server) => {
  const { call, begin, ask, share } = await start(t, {}, server)
  const withMessage = async () => {
    const chatId = await begin()
    await ask(chatId, 'hello [delay 0]')
    return chatId
  }
  const chats = await Promise.all([withMessage(), withMessage(), withMessage()])
  const replaced = (await share(chats[0]!)).json.token
  const kept = (await share(chats[0]!)).json.token
  const revoked = (await share(chats[1]!)).json.token
  const expiring = (await share(chats[2]!, { expiresAt: new Date(Date.now() + 2000).toISOString() })).json.token
  t.equal((await read(server, expiring)).status, 200)
  t.match((await call('GET', `/chats/${chats[2]}/share`)).json, { shared: true, expiresAt: /^20/ })
  t.match((await call('GET', `/chats/${chats[1]}/share`)).json, { shared: true, expiresAt: null })
  t.equal((await call('DELETE', `/chats/${chats[1]}/share`)).status, 204)
  await new Promise(resolve => setTimeout(resolve, 2050))
  for (const chatId of chats.slice(1)) t.strictSame((await call('GET', `/chats/${chatId}/share`)).json, { shared: false, messageId: null, createdAt: null, expiresAt: null })
  t.equal((await read(server, kept)).status, 200)
  await call('DELETE', `/chats/${chats[0]}`)
  const answers = await Promise.all([replaced, kept, revoked, expiring, 'A'.repeat(32), 'x', 'A'.repeat(400)].map(token => read(server, token)))
  const sames = answers.map(({ status, json: { error }, headers }) => JSON.stringify([status, { ...error, requestId: '' }, [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name))]))
  t.equal(new Set(sames).size, 1, sames.join())
  t.match(answers[0], { status: 404, json: { error: { code: 'not_found' } } })
  t.equal(answers[0]!.headers.get('x-robots-tag'), 'noindex, nofollow')
}))

t.test('what cannot be shared is said', async t => {
  const { begin, ask, share, stream, call } = await start(t)
  const chatId = await begin()
  t.match(await share(chatId), { status: 409, json: { error: { code: 'conflict' } } })
  const streaming = await stream(chatId, 'slow [length 500] [delay 20]')
  t.match(await share(chatId), { status: 409, json: { error: { param: 'messageId' } } })
  await call('POST', `/chats/${chatId}/stop`)
  await streaming.body!.cancel()
  t.equal((await share(chatId)).status, 201, 'a stopped answer is what it is')
  t.match(await share(chatId, { expiresAt: '2020-01-01T00:00:00Z' }), { status: 400, json: { error: { param: 'expiresAt' } } })
  t.match(await share(chatId, { messageId: 'msg_none' }), { status: 400, json: { error: { param: 'messageId' } } })
  const other = await begin()
  const { json: { answer } } = await ask(other, 'elsewhere [delay 0]')
  t.match(await share(chatId, { messageId: answer.id }), { status: 400, json: { error: { param: 'messageId' } } })
})

t.test('tokens are stored as hashes only, and never logged', async t => {
  const { server, begin, ask, share } = await start(t)
  const chatId = await begin()
  await ask(chatId, 'hello [delay 0]')
  const { json: { token } } = await share(chatId)
  await read(server, token)
  await read(server, token + 'x')
  t.notOk(server.lines.some(line => line.includes(token)))
})

t.test('a long branch is shared whole', async t => {
  const { server, call, share } = await start(t)
  const messages = Array.from({ length: 350 }, (_, at) => ({ id: `m${at}`, parentId: at === 0 ? null : `m${at - 1}`, role: at % 2 === 0 ? 'user' : 'assistant', content: [{ type: 'text', text: `number ${at}` }] }))
  const { json: { items: [{ chatId }] } } = await call('POST', '/chats/import', { format: 'parlance-chat', version: 1, messages })
  const { json: { token } } = await share(chatId)
  t.strictSame((await read(server, token)).json.messages.map(({ text }: any) => text), messages.map((_, at) => `number ${at}`))
})

t.test('one address does not read links without end', async t => {
  const { server } = await start(t, { RATELIMIT_ADDRESS_PER_MINUTE: '20' })
  const statuses = []
  for (let at = 0; at < 21; at++) statuses.push((await read(server, 'guess')).status)
  t.equal(statuses.at(-2), 404)
  t.equal(statuses.at(-1), 429)
})

t.test('a link is closed while its owner’s account is, and ends with it', async t => {
  const { server } = await start(t)
  const ana = await register(server, 'ana')
  const ben = await register(server, 'ben')
  const { json: { id: chatId } } = await ben.call('POST', '/api/v1/chats', { body: {} })
  await ben.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'hello [delay 0]' } })
  const { json: { token } } = await ben.call('POST', `/api/v1/chats/${chatId}/share`, { body: {} })
  t.equal((await read(server, token)).status, 200)
  for (const [disabled, status] of [[true, 404], [false, 200]] as const) {
    t.equal((await ana.call('PATCH', `/api/v1/users/${ben.id}`, { body: { disabled } })).status, 200)
    t.equal((await read(server, token)).status, status)
  }
  ben.accessToken = (await logIn(server, ben)).json.accessToken
  t.equal((await server.call('DELETE', '/api/v1/auth/profile', { key: ben.accessToken, body: { password: ben.password } })).status, 204)
  t.equal((await read(server, token)).status, 404)
})
