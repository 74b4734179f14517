import { test } from 'tap'
import { forEachServer, logIn, register } from '../helpers/people.ts'

type Session = { id: string; isCurrent: boolean }

test('somebody sees where they are signed in, and signs out there', t => forEachServer(t, {}, async (t, server) => {
  const here = await register(server, 'ana')
  const there = await server.call('POST', '/api/v1/auth/login', { key: '', body: { login: 'ana', password: here.password }, headers: { 'user-agent': 'Elsewhere/1.0' } })
  const others = await register(server, 'ben')
  const listed = await here.call('GET', '/api/v1/auth/sessions')
  t.match(listed.json, { data: [{ userAgent: 'Elsewhere/1.0', address: '127.0.0.1', isCurrent: false, expiresAt: /Z$/ }, { isCurrent: true }], nextCursor: null })
  t.equal(listed.json.data.length, 2)
  const first = await here.call('GET', '/api/v1/auth/sessions?limit=1')
  t.match((await here.call('GET', `/api/v1/auth/sessions?limit=1&cursor=${first.json.nextCursor}`)).json, { data: [{ isCurrent: true }], nextCursor: null })

  const [elsewhere] = listed.json.data as Session[]
  t.equal((await others.call('DELETE', `/api/v1/auth/sessions/${elsewhere!.id}`)).status, 404)
  t.equal((await server.call('GET', '/api/v1/auth/profile', { key: there.json.accessToken })).status, 200)
  t.equal((await here.call('DELETE', `/api/v1/auth/sessions/${elsewhere!.id}`)).status, 204)
  t.equal((await server.call('GET', '/api/v1/auth/profile', { key: there.json.accessToken })).status, 401, 'at once')
  t.equal((await here.call('DELETE', `/api/v1/auth/sessions/${elsewhere!.id}`)).status, 404)
}))

test('somebody signs out everywhere else', t => forEachServer(t, {}, async (t, server) => {
  const here = await register(server, 'ana')
  const others = await register(server, 'ben')
  const there = [await logIn(server, here), await logIn(server, here)]
  t.equal((await here.call('DELETE', '/api/v1/auth/sessions')).status, 204)
  for (const { json } of there) t.equal((await server.call('GET', '/api/v1/auth/profile', { key: json.accessToken })).status, 401)
  t.match((await here.call('GET', '/api/v1/auth/sessions')).json.data, [{ isCurrent: true }])
  t.equal((await others.call('GET', '/api/v1/auth/profile')).status, 200)
}))

test('ending one’s own session is signing out', t => forEachServer(t, {}, async (t, server) => {
  const here = await register(server, 'ana')
  const { json: { data: [{ id }] } } = await here.call('GET', '/api/v1/auth/sessions')
  t.equal((await here.call('DELETE', `/api/v1/auth/sessions/${id}`)).status, 204)
  t.equal((await here.call('GET', '/api/v1/auth/sessions')).status, 401)
}))
