import { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer, register } from '../helpers/people.ts'

const question = { model: 'demo/parlance', messages: [{ role: 'user', content: '[length 3] [delay 0]' }] }
const ask = ({ call }: TestApp, key: string) => call('POST', '/api/v1/chat/completions', { key, body: question })

test('somebody makes, changes, rotates and revokes keys of their own', t => forEachServer(t, {}, async (t, server) => {
  await register(server, 'ana')
  const person = await register(server, 'ben')
  const made = await person.call('POST', '/api/v1/api-keys', { body: { name: 'laptop', scopes: ['inference', 'chats'] } })
  t.match(made, { status: 201, json: { secret: /^plk_/, key: { userId: person.id, createdBy: person.id, scopes: ['inference', 'chats'], limits: null } } })
  const { key, secret } = made.json
  const url = `/api/v1/api-keys/${key.id}`
  t.equal((await ask(server, secret)).status, 200)
  t.match(await person.call('GET', url), { status: 200, json: { name: 'laptop' } })
  t.match(await person.call('PATCH', url, { body: { name: 'desktop', scopes: ['chats'] } }), { status: 200, json: { name: 'desktop', scopes: ['chats'] } })
  t.equal((await ask(server, secret)).status, 403)
  const rotated = await person.call('POST', `${url}/rotate`, { body: {} })
  t.match(rotated, { status: 200, json: { key: { id: key.id }, secret: /^plk_/ } })
  t.equal((await server.call('GET', '/api/v1/rate-limit', { key: secret })).status, 401)
  t.equal((await server.call('GET', '/api/v1/rate-limit', { key: rotated.json.secret })).status, 200)
  t.match(await person.call('DELETE', url), { status: 200, json: { revokedAt: /Z$/ } })
  t.equal((await server.call('GET', '/api/v1/rate-limit', { key: rotated.json.secret })).status, 401)
}))

test('nobody makes a key that can do more than they can', async t => {
  const server = await startApp(t)
  const admin = await register(server, 'ana')
  const person = await register(server, 'ben')
  for (const scope of ['providers', 'analytics', 'webhooks', 'admin']) {
    t.match(await person.call('POST', '/api/v1/api-keys', { body: { name: 'strong', scopes: ['inference', scope] } }), { status: 403, json: { error: { param: 'scopes' } } })
    t.equal((await admin.call('POST', '/api/v1/api-keys', { body: { name: 'strong', scopes: [scope] } })).status, 201)
  }
  t.equal((await person.call('POST', '/api/v1/api-keys', { body: { name: 'of others', scopes: ['chats'], userId: admin.id } })).status, 400)
})

test('a key of a user cannot do what only the signed-in user may', async t => {
  const server = await startApp(t)
  const admin = await register(server, 'ana')
  const { json: { secret } } = await admin.call('POST', '/api/v1/api-keys', { body: { name: 'strong', scopes: ['admin'] } })
  for (const path of ['profile', 'preferences', 'sessions', 'export']) t.match(await server.call('GET', `/api/v1/auth/${path}`, { key: secret }), { status: 403, json: { error: { message: /signed in/ } } })
  t.equal((await server.call('GET', '/api/v1/users', { key: secret })).status, 200)
})

test('a signed-in user may ask so much, by themselves and by their keys together, and look at anything meanwhile', t => forEachServer(t, { RATELIMIT_PER_MINUTE: '3', RATELIMIT_PER_HOUR: '0' }, async (t, server) => {
  const person = await register(server, 'ana')
  const other = await register(server, 'ben')
  const { json: { secret } } = await person.call('POST', '/api/v1/api-keys', { body: { name: 'laptop', scopes: ['inference'] } })
  for (let look = 0; look < 5; look++) t.equal((await person.call('GET', '/api/v1/models')).status, 200)
  const first = await ask(server, person.accessToken)
  t.match(first, { status: 200 })
  t.match(Object.fromEntries(first.headers), { 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '2' })
  t.equal((await ask(server, secret)).status, 200)
  t.equal((await ask(server, person.accessToken)).status, 200)
  for (const key of [secret, person.accessToken]) {
    const full = await ask(server, key)
    t.match(full, { status: 429, json: { error: { code: 'rate_limited' } } })
    t.match(full.headers.get('retry-after'), /^\d+$/)
    t.match((await server.call('GET', '/api/v1/rate-limit', { key })).json, { requests: [{ window: 'minute', limit: 3, used: 3, remaining: 0 }, { window: 'day', limit: 500, used: 3 }] })
  }
  t.equal((await person.call('GET', '/api/v1/models')).status, 200)
  t.equal((await ask(server, other.accessToken)).status, 200, 'others have their own')
}))

test('a key with limits of its own counts in both windows, and its tighter one is told', async t => {
  const server = await startApp(t, { RATELIMIT_PER_MINUTE: '5' })
  await register(server, 'ana')
  const person = await register(server, 'ben')
  t.match(await person.call('POST', '/api/v1/api-keys', { body: { name: 'fast', scopes: ['inference'], limits: { requestsPerMinute: 6 } } }), { status: 403, json: { error: { param: 'limits.requestsPerMinute' } } })
  const { json: { secret } } = await person.call('POST', '/api/v1/api-keys', { body: { name: 'slow', scopes: ['inference'], limits: { requestsPerMinute: 1 } } })
  t.equal((await ask(server, secret)).status, 200)
  t.equal((await ask(server, secret)).status, 429)
  const { json } = await server.call('GET', '/api/v1/rate-limit', { key: secret })
  t.match(json.requests.map(({ window, limit, used }: Record<string, unknown>) => `${window} ${used}/${limit}`), ['minute 1/1', 'hour 1/100', 'day 1/500'])
  t.match((await person.call('GET', '/api/v1/rate-limit')).json, { requests: [{ window: 'minute', limit: 5, used: 1 }, {}, {}] })
})

test('parallel questions get no further than the limit', async t => {
  const server = await startApp(t)
  const person = await register(server, 'ana')
  const statuses = (await Promise.all(Array.from({ length: 20 }, () => ask(server, person.accessToken)))).map(({ status }) => status)
  t.equal(statuses.filter(status => status === 200).length, 10)
  t.equal(statuses.filter(status => status === 429).length, 10)
})
