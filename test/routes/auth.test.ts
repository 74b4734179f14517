import { test } from 'tap'
import { forEachServer, logIn, register } from '../helpers/people.ts'
import { startApp } from '../helpers/app.ts'

const ana = { username: 'ana', email: 'ana@example.org', password: 'the long password of ana' }

test('somebody registers, is admin, signs out, in again and out', t => forEachServer(t, {}, async (t, server) => {
  const { call } = server
  const registered = await call('POST', '/api/v1/auth/register', { key: '', body: ana })
  t.match(registered, { status: 201, json: { accessToken: /^eyJ/, expiresIn: 900, refreshToken: /^plr_/, user: { id: /^usr_/, username: 'ana', email: 'ana@example.org', role: 'admin', disabled: false, displayName: null, limits: null } } })
  t.equal(registered.headers.get('cache-control'), 'no-store')
  t.equal(registered.headers.get('set-cookie'), null)
  const { accessToken, user } = registered.json
  t.strictSame((await call('GET', '/api/v1/auth/profile', { key: accessToken })).json, user)
  t.equal((await call('POST', '/api/v1/auth/logout', { key: accessToken })).status, 204)
  t.match(await call('GET', '/api/v1/auth/profile', { key: accessToken }), { status: 401, json: { error: { code: 'unauthorized', message: /sign in/ } } })

  // the unversioned path, the address for the name, the token in the other header
  const again = await call('POST', '/api/auth/login', { key: '', body: { login: 'ANA@example.org', password: ana.password } })
  t.match(again, { status: 200, json: { user: { id: user.id, lastLoginAt: /^20/ } } })
  t.equal((await call('GET', '/api/auth/profile', { key: '', headers: { 'x-api-key': again.json.accessToken } })).status, 200)
  t.equal((await call('POST', '/api/auth/logout', { key: '', body: { refreshToken: again.json.refreshToken } })).status, 204)
  t.equal((await call('GET', '/api/auth/profile', { key: again.json.accessToken })).status, 401)
  t.equal((await call('POST', '/api/auth/logout', { key: '' })).status, 204, 'whoever is out is out')
}))

test('of twenty who want one name at once one gets it, and of twenty newcomers one is admin', t => forEachServer(t, {}, async (t, { call }) => {
  const same = await Promise.all(Array.from({ length: 20 }, (_, number) => call('POST', '/api/v1/auth/register', { key: '', body: { ...ana, email: `ana-${number}@example.org` } })))
  t.strictSame(same.map(({ status }) => status).sort(), [201, ...Array<number>(19).fill(409)])
  for (const { status, json } of same) if (status === 409) t.match(json, { error: { code: 'conflict', param: 'username' } })
  const different = await Promise.all(Array.from({ length: 20 }, (_, number) => call('POST', '/api/v1/auth/register', { key: '', body: { ...ana, username: `ben-${number}`, email: `ben-${number}@example.org` } })))
  t.strictSame(different.map(({ status, json }) => [status, json.user.role]), Array(20).fill([201, 'user']))
}))

test('of twenty first ones at the same moment one is admin', t => forEachServer(t, {}, async (t, { call }) => {
  const roles = await Promise.all(Array.from({ length: 20 }, async (_, number) => (await call('POST', '/api/v1/auth/register', { key: '', body: { ...ana, username: `ben-${number}`, email: `ben-${number}@example.org` } })).json.user.role))
  t.equal(roles.filter(role => role === 'admin').length, 1)
}))

test('when registration is closed only the first gets in, and whom an admin makes an account for', async t => {
  const server = await startApp(t, { REGISTRATION: 'closed' })
  const first = await register(server, 'ana')
  t.match(await server.call('POST', '/api/v1/auth/register', { key: '', body: { ...ana, username: 'ben', email: 'ben@example.org' } }), { status: 403, json: { error: { code: 'forbidden', message: /closed/ } } })
  t.match(await first.call('POST', '/api/v1/users', { body: { ...ana, username: 'ben', email: 'ben@example.org' } }), { status: 201, json: { username: 'ben', role: 'user' } })
  t.equal((await logIn(server, { username: 'ben', password: ana.password })).status, 200)
})

test('a wrong password and an unknown user get the same answer, to the byte', async t => {
  const server = await startApp(t)
  await register(server, 'ana')
  const answers = [await logIn(server, { username: 'ana', password: 'not the password' }), await logIn(server, { username: 'nobody', password: 'not the password' })]
  for (const { status } of answers) t.equal(status, 401)
  const [one, two] = answers.map(({ text }) => text.replace(/req_[\w-]+/, ''))
  t.equal(one, two)
})

test('guessing is slowed down, told when to come back, and the right password is none', async t => {
  const server = await startApp(t)
  const person = await register(server, 'ana')
  for (let attempt = 0; attempt < 10; attempt++) t.equal((await logIn(server, { username: 'ana', password: `guess ${attempt} of many` })).status, 401)
  const stopped = await logIn(server, person)
  t.match(stopped, { status: 429, json: { error: { code: 'rate_limited' } } })
  t.match(stopped.headers.get('retry-after'), /^\d+$/)
  t.equal((await person.call('GET', '/api/v1/auth/profile')).status, 200, 'who is in stays in')
})

test('registering is slowed down by address', async t => {
  const { call } = await startApp(t, { RATELIMIT_ADDRESS_PER_MINUTE: '2' })
  const statuses = []
  for (const name of ['ana', 'ben', 'carl']) statuses.push((await call('POST', '/api/v1/auth/register', { key: '', body: { ...ana, username: name, email: `${name}@example.org` } })).status)
  t.strictSame(statuses, [201, 201, 429])
})

const malformed: [string, string, object, string][] = [
  ['register', 'an unknown field', { ...ana, isAdmin: true }, 'isAdmin'],
  ['register', 'a role', { ...ana, role: 'admin' }, 'role'],
  ['register', 'a short password', { ...ana, password: 'short' }, 'password'],
  ['register', 'a common password', { ...ana, password: 'password123' }, 'password'],
  ['register', 'a name that nobody can tell apart', { ...ana, username: 'аnа' }, 'username'],
  ['register', 'no address', { ...ana, email: 'nowhere' }, 'email'],
  ['register', 'a number for a password', { ...ana, password: 1234567890 }, 'password'],
  ['login', 'no password', { login: 'ana' }, 'password'],
  ['login', 'a list for a name', { login: ['ana'], password: 'the long password of ana' }, 'login'],
  ['refresh', 'a number for a token', { refreshToken: 1 }, 'refreshToken'],
]
test('what is malformed is refused by the name of its field', async t => {
  const { call } = await startApp(t)
  for (const [path, what, body, param] of malformed) {
    t.match(await call('POST', `/api/v1/auth/${path}`, { key: '', body }), { status: 400, json: { error: { code: 'invalid_request', param } } }, `${path}: ${what}`)
  }
})

test('twenty tabs that refresh at once all go on, and none is signed out', t => forEachServer(t, {}, async (t, server) => {
  const { call } = server
  const { refreshToken } = await register(server, 'ana')
  const answers = await Promise.all(Array.from({ length: 20 }, () => call('POST', '/api/v1/auth/refresh', { key: '', body: { refreshToken } })))
  t.strictSame(answers.map(({ status }) => status), Array(20).fill(200))
  t.equal(new Set(answers.map(({ json }) => json.refreshToken)).size, 1)
  for (const { json } of answers.slice(0, 3)) t.equal((await call('GET', '/api/v1/auth/profile', { key: json.accessToken })).status, 200)
  const next = await call('POST', '/api/v1/auth/refresh', { key: '', body: { refreshToken: answers[0]!.json.refreshToken } })
  t.match(next, { status: 200, json: { user: { username: 'ana' } } })
  t.not(next.json.refreshToken, answers[0]!.json.refreshToken)
}))

test('a refresh token of nobody is refused, and one that is missing too', async t => {
  const { call } = await startApp(t)
  t.match(await call('POST', '/api/v1/auth/refresh', { key: '', body: { refreshToken: `plr_${'a'.repeat(22)}_${'b'.repeat(43)}` } }), { status: 401, json: { error: { code: 'unauthorized' } } })
  t.match(await call('POST', '/api/v1/auth/refresh', { key: '', body: {} }), { status: 401, json: { error: { code: 'unauthorized' } } })
})

test('a new password: the old one is needed, other devices are out, the log knows nothing', t => forEachServer(t, {}, async (t, server) => {
  const person = await register(server, 'ana')
  const other = await logIn(server, person)
  const change = (currentPassword: string, newPassword: string) => person.call('POST', '/api/v1/auth/password', { body: { currentPassword, newPassword } })
  t.match(await change('not the password', 'another long password'), { status: 403, json: { error: { code: 'forbidden', param: 'currentPassword' } } })
  t.match(await change(person.password, 'password123'), { status: 400, json: { error: { param: 'newPassword' } } })
  t.equal((await change(person.password, 'another long password')).status, 204)
  t.equal((await person.call('GET', '/api/v1/auth/profile')).status, 200)
  t.equal((await server.call('GET', '/api/v1/auth/profile', { key: other.json.accessToken })).status, 401)
  t.equal((await server.call('POST', '/api/v1/auth/refresh', { key: '', body: { refreshToken: other.json.refreshToken } })).status, 401)
  t.equal((await logIn(server, person)).status, 401)
  t.equal((await logIn(server, { ...person, password: 'another long password' })).status, 200)
}))

test('profile and preferences change, and refuse what they do not know', t => forEachServer(t, {}, async (t, server) => {
  const person = await register(server, 'ana')
  t.match(await person.call('PATCH', '/api/v1/auth/profile', { body: { displayName: 'Ana Novak', email: 'novak@example.org' } }), { status: 200, json: { displayName: 'Ana Novak', email: 'novak@example.org', role: 'admin' } })
  t.match(await person.call('PATCH', '/api/v1/auth/profile', { body: { displayName: null } }), { status: 200, json: { displayName: null } })
  for (const field of ['role', 'disabled', 'limits', 'password', 'id']) t.match(await person.call('PATCH', '/api/v1/auth/profile', { body: { [field]: 'x' } }), { status: 400, json: { error: { param: field } } })
  t.match(await person.call('GET', '/api/v1/auth/preferences'), { status: 200, json: { theme: 'system', systemPrompt: null } })
  const preferences = { theme: 'dark', language: 'de-AT', defaultModel: 'demo/parlance', systemPrompt: 'Answer briefly.', favoriteModels: ['demo/parlance'], sendKey: 'mod-enter', keyboardShortcuts: false }
  t.strictSame((await person.call('PUT', '/api/v1/auth/preferences', { body: preferences })).json, preferences)
  t.strictSame((await person.call('GET', '/api/v1/auth/preferences')).json, preferences)
  for (const [field, value] of [['theme', 'pink'], ['language', 'x'], ['systemPrompt', 'x'.repeat(32_001)], ['anything', 1]] as const) {
    t.match(await person.call('PUT', '/api/v1/auth/preferences', { body: { [field]: value } }), { status: 400, json: { error: { param: field } } })
  }
}))

test('an account is exported whole, and erased whole by whoever knows its password', t => forEachServer(t, {}, async (t, server) => {
  await register(server, 'ana')
  const person = await register(server, 'ben')
  const { json: { secret, key } } = await person.call('POST', '/api/v1/api-keys', { body: { name: 'laptop', scopes: ['inference'] } })
  const exported = await person.call('GET', '/api/v1/auth/export')
  t.match(exported, { status: 200, json: { exportedAt: /Z$/, user: { username: 'ben' }, preferences: { theme: 'system' }, sessions: [{ id: /^ses_/ }], apiKeys: [{ id: key.id }] } })
  t.match(exported.headers.get('content-disposition'), /^attachment; filename="parlance-export\.json"$/)
  t.match(await person.call('DELETE', '/api/v1/auth/profile', { body: { password: 'not the password' } }), { status: 403, json: { error: { param: 'password' } } })
  t.equal((await person.call('DELETE', '/api/v1/auth/profile', { body: { password: person.password } })).status, 204)
  t.equal((await person.call('GET', '/api/v1/auth/profile')).status, 401)
  t.equal((await server.call('GET', '/api/v1/models', { key: secret })).status, 401)
  t.equal((await server.call('POST', '/api/v1/auth/refresh', { key: '', body: { refreshToken: person.refreshToken } })).status, 401)
  t.equal((await logIn(server, person)).status, 401)
  t.match(await server.call('GET', '/api/v1/users'), { json: { data: [{ username: 'ana' }] } })
  t.match((await server.call('GET', '/api/v1/api-keys')).json.data, [])
}))

test('the last admin cannot go', async t => {
  const server = await startApp(t)
  const person = await register(server, 'ana')
  t.match(await person.call('DELETE', '/api/v1/auth/profile', { body: { password: person.password } }), { status: 409, json: { error: { code: 'conflict', message: /last admin/ } } })
  t.equal((await person.call('GET', '/api/v1/auth/profile')).status, 200)
})
