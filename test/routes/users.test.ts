import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { forEachServer, logIn, register } from '../helpers/people.ts'

test('an admin sees everybody, a page at a time and by a part of the name', t => forEachServer(t, {}, async (t, server) => {
  const admin = await register(server, 'ana')
  for (const name of ['ben', 'carl', 'dora']) await register(server, name)
  const first = await admin.call('GET', '/api/v1/users?limit=3')
  t.match(first.json.data.map(({ username }: { username: string }) => username), ['dora', 'carl', 'ben'])
  t.match((await admin.call('GET', `/api/v1/users?limit=3&cursor=${first.json.nextCursor}`)).json, { data: [{ username: 'ana', role: 'admin' }], nextCursor: null })
  t.match((await admin.call('GET', '/api/v1/users?q=ARL')).json, { data: [{ username: 'carl' }], nextCursor: null })
  t.match((await admin.call('GET', '/api/v1/users?q=%25')).json.data, [])
  t.notMatch(first.text, /argon2|hash/i)
  t.match(await admin.call('GET', `/api/v1/users/${first.json.data[0].id}`), { status: 200, json: { username: 'dora' } })
  t.equal((await admin.call('GET', '/api/v1/users/usr_none')).status, 404)
}))

test('what an admin changes is in force with the next call', t => forEachServer(t, {}, async (t, server) => {
  const admin = await register(server, 'ana')
  const person = await register(server, 'ben')
  const change = (body: object) => admin.call('PATCH', `/api/v1/users/${person.id}`, { body })
  t.equal((await person.call('GET', '/api/v1/users')).status, 403)
  t.match(await change({ role: 'admin' }), { status: 200, json: { role: 'admin' } })
  t.equal((await person.call('GET', '/api/v1/users')).status, 200)
  t.match(await change({ role: 'user' }), { status: 200, json: { role: 'user' } })
  t.equal((await person.call('GET', '/api/v1/users')).status, 403)

  t.match(await change({ disabled: true, displayName: 'Ben' }), { status: 200, json: { disabled: true, displayName: 'Ben' } })
  t.equal((await person.call('GET', '/api/v1/auth/profile')).status, 401)
  t.equal((await server.call('POST', '/api/v1/auth/refresh', { key: '', body: { refreshToken: person.refreshToken } })).status, 401)
  t.match(await logIn(server, person), { status: 403, json: { error: { message: /disabled/ } } })
  t.match(await change({ disabled: false, limits: { requestsPerMinute: 3 }, displayName: null }), { status: 200, json: { disabled: false, limits: { requestsPerMinute: 3 }, displayName: null } })
  t.match(await change({ limits: null }), { status: 200, json: { limits: null } })

  t.equal((await logIn(server, person)).status, 200)
  t.equal((await change({ password: 'a password from an admin' })).status, 200)
  t.equal((await logIn(server, person)).status, 401)
  t.equal((await logIn(server, { ...person, password: 'a password from an admin' })).status, 200)
}))

test('an admin erases an account, but not the last admin', t => forEachServer(t, {}, async (t, server) => {
  const admin = await register(server, 'ana')
  const person = await register(server, 'ben')
  t.equal((await admin.call('DELETE', `/api/v1/users/${person.id}`)).status, 204)
  t.equal((await admin.call('DELETE', `/api/v1/users/${person.id}`)).status, 404)
  t.equal((await person.call('GET', '/api/v1/auth/profile')).status, 401)
  for (const key of [admin.accessToken, undefined]) {
    for (const body of [{ role: 'user' }, { disabled: true }]) t.match(await server.call('PATCH', `/api/v1/users/${admin.id}`, { key, body }), { status: 409, json: { error: { code: 'conflict' } } })
    t.equal((await server.call('DELETE', `/api/v1/users/${admin.id}`, { key })).status, 409)
  }
  t.match((await admin.call('GET', '/api/v1/auth/profile')).json, { role: 'admin', disabled: false })
}))

test('of two admins who erase each other at the same moment one stays', t => forEachServer(t, {}, async (t, server) => {
  const ana = await register(server, 'ana')
  const ben = await register(server, 'ben')
  await ana.call('PATCH', `/api/v1/users/${ben.id}`, { body: { role: 'admin' } })
  await Promise.all([ana.call('DELETE', `/api/v1/users/${ben.id}`), ben.call('DELETE', `/api/v1/users/${ana.id}`)])
  const { json: { data } } = await server.call('GET', '/api/v1/users')
  t.match(data, [{ role: 'admin', disabled: false }])
  t.equal(data.length, 1)
}))

test('an admin makes accounts for others, in the role that they choose', async t => {
  const server = await startApp(t)
  const body = { username: 'ben', email: 'ben@example.org', password: 'the long password of ben', displayName: 'Ben', role: 'admin' }
  t.match(await server.call('POST', '/api/v1/users', { body }), { status: 201, json: { username: 'ben', role: 'admin', displayName: 'Ben' } })
  t.match(await server.call('POST', '/api/v1/users', { body }), { status: 409, json: { error: { param: 'username' } } })
  t.match(await server.call('POST', '/api/v1/users', { body: { ...body, username: 'carl', email: 'carl@example.org', password: 'password123' } }), { status: 400, json: { error: { param: 'password' } } })
  const stranger = await register(server, 'dora')
  t.match((await stranger.call('GET', '/api/v1/auth/profile')).json, { role: 'user' }, 'who registers after that is not the first')
})

test('refuses what it does not know', async t => {
  const server = await startApp(t)
  const person = await register(server, 'ana')
  for (const [field, value] of [['role', 'owner'], ['disabled', 'yes'], ['id', 'usr_1'], ['passwordHash', 'x'], ['createdAt', 'x'], ['limits', { tokens: 1 }], ['password', 'short']] as const) {
    t.match(await server.call('PATCH', `/api/v1/users/${person.id}`, { body: { [field]: value } }), { status: 400, json: { error: { code: 'invalid_request' } } }, field)
  }
  t.equal((await server.call('PATCH', `/api/v1/users/${person.id}`, { body: {} })).status, 400)
})
