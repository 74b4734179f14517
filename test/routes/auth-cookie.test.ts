import { test } from 'tap'
import { type Answer, processes, startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer, logIn, register } from '../helpers/people.ts'

const jar = ({ headers }: Answer) => headers.getSetCookie()
/** As a browser sends it back. */
const cookieOf = (answer: Answer): string => jar(answer)[0]!.split(';')[0]!
const https = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example.org' }

/** A browser that was signed in with a cookie. */
const enter = async (server: TestApp) => {
  const person = await register(server, 'ana')
  const answer = await logIn(server, person, { cookie: true })
  const refresh = (cookie: string, headers: Record<string, string> = {}, body: unknown = {}) => server.call('POST', '/api/v1/auth/refresh', { key: '', body, headers: { cookie, ...headers } })
  return { person, answer, cookie: cookieOf(answer), refresh }
}

test('a browser keeps the token where no page reads it, and goes on by it', t => forEachServer(t, {}, async (t, server) => {
  const { answer, cookie, refresh } = await enter(server)
  t.notOk('refreshToken' in answer.json)
  t.strictSame(jar(answer).map(text => text.replace(/=plr_[^;]+/, '')), [
    'parlance-refresh; Max-Age=2592000; Path=/api/v1/auth; HttpOnly; SameSite=Strict',
    'parlance-refresh; Max-Age=2592000; Path=/api/auth; HttpOnly; SameSite=Strict',
  ])
  const next = await refresh(cookie)
  t.match(next, { status: 200, json: { accessToken: /^eyJ/, user: { username: 'ana' } } })
  t.notOk('refreshToken' in next.json)
  t.not(cookieOf(next), cookie)
  t.equal(jar(next).length, 2)
  t.equal((await refresh(cookieOf(next))).status, 200)
  t.equal((await server.call('GET', '/api/v1/auth/profile', { key: next.json.accessToken })).status, 200)
}))

test('the cookie alone opens nothing but these two doors', async t => {
  const server = await startApp(t)
  const { cookie } = await enter(server)
  for (const path of ['/api/v1/auth/profile', '/api/v1/models', '/api/v1/users']) t.equal((await server.call('GET', path, { key: '', headers: { cookie } })).status, 401, path)
})

test('registering may set the cookie too', async t => {
  const { call } = await startApp(t)
  const answer = await call('POST', '/api/v1/auth/register', { key: '', body: { username: 'ana', email: 'ana@example.org', password: 'the long password of ana', cookie: true } })
  t.match(answer, { status: 201, json: { refreshToken: undefined } })
  t.match(cookieOf(answer), /^parlance-refresh=plr_/)
})

test('it is marked Secure over HTTPS only, and known by a name of its own there', { skip: processes > 1 && 'it stands in for the proxy that a pair has' }, async t => {
  const trusting = await startApp(t, { TRUST_PROXY: 'loopback' })
  const person = await register(trusting, 'ana')
  const body = { login: 'ana', password: person.password, cookie: true }
  const answer = await trusting.call('POST', '/api/v1/auth/login', { key: '', body, headers: https })
  t.match(jar(answer)[0], /^__Secure-parlance-refresh=plr_.*; HttpOnly; Secure; SameSite=Strict$/)
  const cookie = cookieOf(answer)
  t.equal((await trusting.call('POST', '/api/v1/auth/refresh', { key: '', body: {}, headers: { cookie, ...https, origin: 'https://chat.example.org' } })).status, 200)
  t.match(jar(await trusting.call('POST', '/api/v1/auth/login', { key: '', body })), [/^parlance-refresh=/, /^parlance-refresh=/])

  const wary = await startApp(t)
  await register(wary, 'ana')
  t.match(jar(await wary.call('POST', '/api/v1/auth/login', { key: '', body, headers: https })), [/^parlance-refresh=plr_[^;]+;(?!.*Secure)/, /^parlance-refresh=/], 'a proxy that nobody trusts is not believed')
})

test('over plain HTTP in a LAN, by whatever name the server has there, nobody is signed out for it', async t => {
  const server = await startApp(t)
  const person = await register(server, 'ana')
  for (const host of ['192.168.1.20:3000', 'parlance.local', '[fd00::20]:3000']) {
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
    const call = (path: string, payload: object, more: object = {}) => server.app.inject({ method: 'POST', url: `/api/v1/auth/${path}`, headers: { ...headers, ...more }, payload })
    let answer = await call('login', { login: 'ana', password: person.password, cookie: true })
    for (let round = 0; round < 3; round++) {
      const [cookie] = [answer.headers['set-cookie']].flat()
      t.match(cookie, /^parlance-refresh=plr_[^;]+;(?!.*Secure)/, `${host}: kept by a browser that has no HTTPS`)
      answer = await call('refresh', {}, { cookie: cookie!.split(';')[0] })
      t.equal(answer.statusCode, 200, `${host}: the next one`)
    }
  }
})

test('a cookie that is over is cleared; one that could not be looked at is not', async t => {
  const server = await startApp(t)
  const { cookie, refresh } = await enter(server)
  const cleared = ['/api/v1/auth', '/api/auth'].map(path => `parlance-refresh=; Max-Age=0; Path=${path}; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict`)
  for (const bad of ['parlance-refresh=garbage', `parlance-refresh=plr_${'a'.repeat(22)}_${'b'.repeat(43)}`]) {
    const answer = await refresh(bad)
    t.equal(answer.status, 401)
    t.strictSame(jar(answer), cleared)
  }
  t.strictSame(jar(await refresh(cookie, { origin: 'https://evil.example' })), [])
  t.strictSame(jar(await refresh('other=1')), [])
})

test('logging out by the cookie ends the session and clears it', async t => {
  const server = await startApp(t)
  const { cookie, refresh } = await enter(server)
  const out = await server.call('POST', '/api/v1/auth/logout', { key: '', headers: { cookie } })
  t.equal(out.status, 204)
  t.match(jar(out), [/^parlance-refresh=; Max-Age=0/, /^parlance-refresh=; Max-Age=0/])
  t.equal((await refresh(cookie)).status, 401)
})

test('a page of another origin cannot use the cookie, with whatever it tries', async t => {
  const server = await startApp(t, { FRONTEND_URL: 'https://app.example.org' })
  const { cookie, refresh } = await enter(server)
  const { host } = new URL(server.url)
  for (const origin of ['https://evil.example', 'null', `http://evil.${host}`, `http://${host}.evil.example`, 'http://127.0.0.1:1']) {
    t.match(await refresh(cookie, { origin }), { status: 403, json: { error: { code: 'forbidden' } } }, origin)
    t.match(await refresh(cookie, { origin, 'sec-fetch-site': 'same-site' }), { status: 403 }, origin)
    t.equal((await server.call('POST', '/api/v1/auth/logout', { key: '', headers: { cookie, origin } })).status, 403)
  }
  const form = await fetch(`${server.url}/api/v1/auth/refresh`, { method: 'POST', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' })
  t.equal(form.status, 415, 'nor a form')
  const plain = await fetch(`${server.url}/api/v1/auth/refresh`, { method: 'POST', headers: { cookie, 'content-type': 'text/plain' }, body: '{}' })
  t.equal(plain.status, 415)
  t.equal((await fetch(`${server.url}/api/v1/auth/refresh`, { method: 'POST', headers: { cookie } })).status, 400, 'nor nothing')
  for (const headers of [{}, { origin: `http://${host}` }, { origin: 'https://app.example.org' }, { origin: 'https://behind.a.proxy', 'sec-fetch-site': 'same-origin' }]) {
    t.equal((await refresh(cookie, headers)).status, 200, JSON.stringify(headers))
  }
})

test('a token in the body goes before the cookie, and leaves it alone', async t => {
  const server = await startApp(t)
  const { person, cookie, refresh } = await enter(server)
  const answer = await refresh(cookie, { origin: 'https://evil.example' }, { refreshToken: person.refreshToken })
  t.match(answer, { status: 200, json: { refreshToken: /^plr_/ } })
  t.strictSame(jar(answer), [])
})
