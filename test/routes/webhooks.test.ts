import { test } from 'tap'
import { type Person, forEachServer, register } from '../helpers/people.ts'
import { startApp, type TestApp } from '../helpers/app.ts'
import { faultsOf } from '../helpers/event-schemas.ts'
import { until } from '../webhooks/setup.ts'
import { type Arrived, startReceiver, verify } from '../webhooks/receiver.ts'

const open = { WEBHOOK_PRIVATE_ADDRESSES: 'allow', WEBHOOK_TIMEOUT_MS: '3000', WEBHOOK_RETRY_MS: '100' }
const every = ['chat.created', 'message.created', 'message.completed', 'message.failed', 'provider.down', 'provider.up', 'budget.exceeded', 'user.registered']
const create = async ({ call }: Pick<TestApp, 'call'>, body: object, key?: string) => call('POST', '/api/v1/webhooks', { body, ...key !== undefined && { key } })
const ask = async ({ call }: Pick<Person, 'call'>, content: string) => {
  const { json: { id } } = await call('POST', '/api/v1/chats', { body: { title: 'a very private title' } })
  return { id, ...(await call('POST', `/api/v1/chats/${id}/messages`, { body: { content } })).json }
}
const typesOf = (arrived: readonly Arrived[]) => arrived.map(({ json }) => json.type)

test('whatever happens is told, without a word of what was said', t => forEachServer(t, open, async (t, server) => {
  const receiver = await startReceiver(t)
  const { json: { secret } } = await create(server, { url: receiver.url, events: every })
  const ana = await register(server, 'ana')
  const { id, question, answer } = await ask(ana, 'my deepest secret [length 3] [delay 0]')
  await receiver.until(({ length }) => length >= 5)
  for (const arrived of receiver.arrived) verify(secret, arrived)
  // what happens to one thing is told in order; an account and a chat are two
  const [registered, ofChat] = [true, false].map(isOfUser => receiver.arrived.map(({ json }) => json).filter(({ type }) => (type === 'user.registered') === isOfUser))
  t.match(registered, [{ type: 'user.registered', timestamp: /Z$/, data: { userId: ana.id, role: 'admin', invited: false } }])
  t.match(ofChat, [
    { type: 'chat.created', data: { chatId: id, ownerId: ana.id, model: null, imported: false } },
    { type: 'message.created', data: { chatId: id, messageId: question.id, parentId: null, role: 'user', authorId: ana.id, status: 'complete' } },
    { type: 'message.created', data: { chatId: id, messageId: answer.id, parentId: question.id, role: 'assistant', authorId: null, status: 'streaming' } },
    { type: 'message.completed', data: { chatId: id, messageId: answer.id, status: 'complete', model: 'demo/parlance', provider: 'demo', finishReason: 'stop', usage: { outputTokens: Number } } },
  ])
  await ask(ana, 'it fails [fail 500]')
  await receiver.until(arrived => typesOf(arrived).includes('message.failed'))
  t.match(receiver.arrived.at(-1)!.json, { type: 'message.failed', data: { status: 'failed', error: { code: /^\w+$/ } } })
  for (const { json } of receiver.arrived) t.same(faultsOf(json), [], json.type)
  t.notMatch(receiver.arrived.map(({ text }) => text).join(), /secret|private|it fails|@example|"ana"/)
}))

test('a secret is shown when it is made and when it is rotated, and the receiver can change over in peace', async t => {
  const server = await startApp(t, open)
  const receiver = await startReceiver(t)
  const { status, json: { webhook, secret } } = await create(server, { url: receiver.url, events: ['user.registered'], description: 'for the mail list' })
  t.equal(status, 201)
  t.match(secret, /^whsec_/)
  const path = `/api/v1/webhooks/${webhook.id}`
  const rotated = await server.call('POST', `${path}/rotate-secret`, { body: { overlapSeconds: 60 } })
  t.match(rotated.json, { webhook: { previousSecretExpiresAt: /Z$/ }, secret: /^whsec_/ })
  t.match((await server.call('POST', `${path}/test`)).json, { ok: true, attempt: { status: 204, error: null } })
  t.match(receiver.arrived[0]!.json, { type: 'webhook.test', data: { webhookId: webhook.id } })
  t.same(faultsOf(receiver.arrived[0]!.json), [])
  for (const key of [secret, rotated.json.secret]) t.doesNotThrow(() => verify(key, receiver.arrived[0]!))

  const last = await server.call('POST', `${path}/rotate-secret`, { body: { overlapSeconds: 0 } })
  await server.call('POST', `${path}/test`)
  t.doesNotThrow(() => verify(last.json.secret, receiver.arrived[1]!))
  t.throws(() => verify(rotated.json.secret, receiver.arrived[1]!))
  for (const place of ['/api/v1/webhooks', path, `${path}/deliveries`]) t.notMatch((await server.call('GET', place)).text, /whsec_|ealed/, place)
  t.equal((await server.call('POST', `${path}/rotate-secret`, { body: { overlapSeconds: 8 * 86_400 } })).status, 400)
})

test('deliveries can be looked at, by status and a page at a time, and asked for again', t => forEachServer(t, open, async (t, server) => {
  const receiver = await startReceiver(t)
  const { json: { webhook } } = await create(server, { url: receiver.url, events: ['user.registered'] })
  const path = `/api/v1/webhooks/${webhook.id}/deliveries`
  const list = async (query = '') => (await server.call('GET', path + query)).json
  receiver.answer = () => ({ status: 503 })
  for (const name of ['ana', 'ben', 'carl']) await register(server, name)
  const { data } = await until(() => list('?status=pending'), ({ data }) => data.length === 3 && data.every(({ attempts }: any) => attempts.length > 0))
  t.match(data[0], { eventId: /^evt_/, event: { type: 'user.registered' }, status: 'pending', nextAttemptAt: /Z$/, attempts: [{ status: 503, error: 'The receiver answered 503.' }], endedAt: null })
  t.equal((await server.call('POST', `${path}/${data[0].id}/redeliver`)).status, 409)
  t.match(await server.call('GET', `/api/v1/webhooks/${webhook.id}`), { json: { failingSince: /Z$/ } })

  receiver.answer = () => ({ status: 200 })
  await until(() => list('?status=delivered'), ({ data }) => data.length === 3)
  const first = await list('?limit=2')
  t.match(await list(`?limit=2&cursor=${first.nextCursor}`), { data: [{ id: data[2].id }], nextCursor: null })
  const before = receiver.arrived.length
  const again = await server.call('POST', `${path}/${data[0].id}/redeliver`)
  t.match(again, { status: 202, json: { eventId: data[0].eventId, repeats: data[0].id } })
  await receiver.until(({ length }) => length > before)
  t.equal(receiver.arrived.at(-1)!.id, data[0].eventId)
  t.equal((await server.call('POST', `${path}/dlv_none/redeliver`)).status, 404)
  t.equal((await list('?status=dead')).data.length, 0)
}))

test('a webhook is changed, switched off and on, and removed with what waits for it', t => forEachServer(t, open, async (t, server) => {
  const receiver = await startReceiver(t)
  const { json: { webhook } } = await create(server, { url: receiver.url, events: ['user.registered'], description: 'one' })
  const change = (body: object) => server.call('PATCH', `/api/v1/webhooks/${webhook.id}`, { body })
  t.match(await change({ description: null, events: ['user.registered', 'chat.created'] }), { status: 200, json: { description: null, events: ['chat.created', 'user.registered'], enabled: true } })
  t.match(await change({ enabled: false }), { status: 200, json: { enabled: false, disabledReason: null } })
  await register(server, 'ana')
  t.match((await change({ enabled: true })).json, { enabled: true })
  await register(server, 'ben')
  await receiver.until(({ length }) => length >= 1)
  receiver.answer = () => ({ status: 500 })
  await register(server, 'carl')
  t.equal((await server.call('DELETE', `/api/v1/webhooks/${webhook.id}`)).status, 204)
  t.equal((await server.call('GET', `/api/v1/webhooks/${webhook.id}/deliveries`)).status, 404)
  t.strictSame((await server.call('GET', '/api/v1/webhooks')).json, { data: [], nextCursor: null })
  t.equal((await register(server, 'dora')).username, 'dora', 'what happens goes on without it')
}))

test('private addresses are called only when the operator allows it and an admin asks', async t => {
  const receiver = await startReceiver(t)
  const closed = await startApp(t)
  for (const url of [receiver.url, 'http://10.0.0.1/', 'http://[::ffff:7f00:1]/', 'http://0x7f.1/', 'http://169.254.169.254/latest']) {
    t.match(await create(closed, { url, events: ['chat.created'] }), { status: 400, json: { error: { param: 'url' } } }, url)
  }
  // a name is looked up when it is called
  const { json: { webhook } } = await create(closed, { url: receiver.url.replace('127.0.0.1', 'localhost'), events: ['chat.created'] })
  t.match((await closed.call('POST', `/api/v1/webhooks/${webhook.id}/test`)).json, { ok: false, attempt: { status: null, error: /must not call/ } })

  const opened = await startApp(t, open)
  const { json: { secret } } = await opened.call('POST', '/api/v1/api-keys', { body: { name: 'hooks', scopes: ['webhooks'] } })
  t.equal((await create(opened, { url: receiver.url, events: ['chat.created'] }, secret)).status, 400)
  t.equal((await create(opened, { url: 'http://169.254.169.254/latest', events: ['chat.created'] })).status, 400)
  const made = await create(opened, { url: receiver.url, events: ['chat.created'] })
  t.equal((await opened.call('POST', `/api/v1/webhooks/${made.json.webhook.id}/test`)).json.ok, true)
  t.equal(receiver.arrived.length, 1)
})

test('what is no address to post to, or no event, is refused by name', async t => {
  const server = await startApp(t, open)
  for (const url of ['ftp://example.org/', 'example.org', 'https://user:password@example.org/', '']) {
    t.match(await create(server, { url, events: ['chat.created'] }), { status: 400, json: { error: { param: 'url' } } }, url)
  }
  for (const events of [[], ['chat.deleted'], ['chat.created', 'chat.created']]) t.equal((await create(server, { url: 'https://example.org/', events })).status, 400, events.join())
  t.equal((await create(server, { url: 'https://example.org/', events: ['chat.created'], secret: 'mine' })).status, 400)
})

test('a key of an account hears what concerns the account and knows of no other webhook', t => forEachServer(t, open, async (t, server) => {
  const receiver = await startReceiver(t)
  const ana = await register(server, 'ana')
  const ben = await register(server, 'ben')
  const { json: { secret: key } } = await ana.call('POST', '/api/v1/api-keys', { body: { name: 'hooks', scopes: ['webhooks', 'chats', 'inference'] } })
  const house = await create(server, { url: 'https://hooks.example/in', events: ['chat.created'] })
  await server.call('PATCH', `/api/v1/webhooks/${house.json.webhook.id}`, { body: { enabled: false } })
  t.match(await create(server, { url: 'https://hooks.example/in', events: ['provider.down'] }, key), { status: 400, json: { error: { param: 'events' } } })
  const { json: { webhook } } = await create(server, { url: 'https://hooks.example/in', events: ['chat.created'] }, key)
  t.equal(webhook.userId, ana.id)
  // an admin lets it call here
  await server.call('PATCH', `/api/v1/webhooks/${webhook.id}`, { body: { url: receiver.url } })
  t.match((await server.call('GET', '/api/v1/webhooks', { key })).json.data.map(({ id }: { id: string }) => id), [webhook.id])
  t.equal((await server.call('GET', `/api/v1/webhooks/${house.json.webhook.id}`, { key })).status, 404)
  t.equal((await server.call('DELETE', `/api/v1/webhooks/${house.json.webhook.id}`, { key })).status, 404)
  t.equal((await ben.call('GET', '/api/v1/webhooks')).status, 403)
  t.equal((await ben.call('POST', '/api/v1/api-keys', { body: { name: 'hooks', scopes: ['webhooks'] } })).status, 403, 'plain users cannot have the scope')

  await ben.call('POST', '/api/v1/chats', { body: {} })
  const { json: { id } } = await ana.call('POST', '/api/v1/chats', { body: {} })
  await receiver.until(({ length }) => length > 0)
  t.strictSame(receiver.arrived.map(({ json }) => json.data.chatId), [id])

  // it goes along and it goes away with its account
  await register(server, 'carl')
  await ana.call('PATCH', `/api/v1/users/${ben.id}`, { body: { role: 'admin' } })
  t.match((await ana.call('GET', '/api/v1/auth/export')).json.webhooks, [{ id: webhook.id }])
  t.equal((await ana.call('DELETE', '/api/v1/auth/profile', { body: { password: ana.password } })).status, 204)
  t.equal((await server.call('GET', `/api/v1/webhooks/${webhook.id}`)).status, 404)
}))
