import t, { type Test } from 'tap'
import { readEvents } from '../chats/helpers.ts'
import type { TestApp } from '../helpers/app.ts'
import { forEachServer, type Person, register } from '../helpers/people.ts'
import { connect, next } from '../realtime/sockets.ts'

t.setTimeout(300_000)
const environment = { SHUTDOWN_TIMEOUT_MS: '0', REGISTRATION: 'open', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0', RATELIMIT_ADDRESS_PER_MINUTE: '100000' }

type Operation = { operationId: string; tags: string[]; security: object[] }

/** Every operation that takes a caller. */
const operationsOf = async (server: TestApp): Promise<(Operation & { path: string; method: string })[]> => {
  const { json: { paths } } = await server.call('GET', '/openapi.json', { key: '' })
  const all = Object.entries<Record<string, Operation>>(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })))
  return all.filter(({ security }) => security.length > 0)
}

const wordOf = (json: any): string => json?.error?.code ?? json?.error?.type
const call = (server: TestApp, key: string, { method, path }: { method: string; path: string }) =>
  server.call(method, path.replaceAll(/\{\w+\}/g, 'x'), { key, ...method !== 'GET' && method !== 'DELETE' && { body: {} } })

const makeKey = async (person: Person, scopes: string[]): Promise<string> => (await person.call('POST', '/api/v1/api-keys', { body: { name: scopes.join(), scopes } })).json.secret

/** What takes everything from somebody. */
const endings: [string, (admin: Person, who: Person) => Promise<unknown>][] = [
  ['disabled', (admin, who) => admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { disabled: true } })],
  ['erased', (admin, who) => admin.call('DELETE', `/api/v1/users/${who.id}`)],
]

t.test('whoever is disabled or erased is nobody to every operation, from the next call on', t => forEachServer(t, environment, async (t, server) => {
  const admin = await register(server, 'root')
  const operations = await operationsOf(server)
  t.ok(operations.length > 50, `${operations.length} operations`)
  for (const [what, end] of endings) {
    const who = await register(server, what)
    const key = await makeKey(who, ['chats', 'inference'])
    // both are known by now
    for (const credential of [who.accessToken, key]) t.equal((await server.call('GET', '/api/v1/chats', { key: credential })).status, 200)
    await end(admin, who)
    for (const operation of operations) {
      for (const [credential, name] of [[who.accessToken, 'token'], [key, 'key']] as const) {
        const { status, json } = await call(server, credential, operation)
        t.match({ status, word: wordOf(json) }, { status: 401, word: /^(?:unauthorized|authentication_error)$/ }, `${operation.operationId} with the ${name} of somebody ${what}`)
      }
    }
    t.equal((await server.call('POST', '/api/v1/auth/refresh', { key: '', body: { refreshToken: who.refreshToken } })).status, 401)
    t.equal((await server.call('POST', '/api/v1/auth/login', { key: '', body: { login: who.username, password: who.password } })).status, what === 'disabled' ? 403 : 401)
  }
}))

t.test('an admin who is demoted is a user to every operation, from the next call on, and so are the keys', t => forEachServer(t, environment, async (t, server) => {
  const admin = await register(server, 'root')
  const operations = await operationsOf(server)
  const [plain, plainKey] = await (async () => {
    const person = await register(server, 'plain')
    return [person, await makeKey(person, ['chats', 'inference'])] as const
  })()
  const who = await register(server, 'deputy')
  await admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { role: 'admin' } })
  const key = await makeKey(who, ['admin', 'providers', 'chats', 'inference'])
  for (const credential of [who.accessToken, key]) t.equal((await server.call('GET', '/api/v1/users', { key: credential })).status, 200)
  await admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { role: 'user' } })
  const isForbidden = ({ status, json }: Awaited<ReturnType<TestApp['call']>>): boolean => status === 403 && ['forbidden', 'permission_error'].includes(wordOf(json))
  for (const operation of operations) {
    // those that would end a session of the ones who are compared
    if (['revokeOtherSessions', 'deleteProfile'].includes(operation.operationId)) continue
    t.equal(isForbidden(await call(server, who.accessToken, operation)), isForbidden(await call(server, plain.accessToken, operation)), `${operation.operationId}: as any user`)
    t.equal(isForbidden(await call(server, key, operation)), isForbidden(await call(server, plainKey, operation)), `${operation.operationId}: as any user’s key`)
  }
}))

const listen = async (t: Test, server: TestApp, person: Person, credential: string) => {
  const { json: { id: chatId } } = await person.call('POST', '/api/v1/chats', { body: {} })
  const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' }
  const asked = await fetch(`${server.baseUrl}/chats/${chatId}/messages`, { method: 'POST', headers, body: JSON.stringify({ content: 'Tell me everything [length 3000] [delay 5]', stream: true }) })
  const attached = await fetch(`${server.baseUrl}/chats/${chatId}/stream`, { headers })
  const line = await connect(t, server, credential, { reconnection: false })
  await line.say('join-chat', { chatId })
  return { chatId, line, streams: [asked, attached] }
}

/** What takes the right to chats from a credential: of which kind, with which scopes, and how. */
const losses: { what: string; scopes?: string[]; role?: 'admin'; end: typeof endings[number][1] }[] = [
  ...endings.flatMap(([what, end]) => [{ what: `token of somebody ${what}`, end }, { what: `key of somebody ${what}`, scopes: ['chats'], end }]),
  // what a key may do only because its owner is admin
  { what: 'key of an admin who is demoted', scopes: ['admin'], role: 'admin', end: (admin, who) => admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { role: 'user' } }) },
  {
    what: 'key that is revoked',
    scopes: ['chats'],
    end: async (_, who) => {
      const { json: { data: [key] } } = await who.call('GET', '/api/v1/api-keys')
      return who.call('DELETE', `/api/v1/api-keys/${key.id}`)
    },
  },
  { what: 'session that is signed out', end: (_, who) => who.call('POST', '/api/v1/auth/logout', { body: { refreshToken: who.refreshToken } }) },
]

t.test('what somebody has open ends with their rights', t => forEachServer(t, environment, async (t, server) => {
  const admin = await register(server, 'root')
  for (const [at, { what, scopes, role, end }] of losses.entries()) {
    const who = await register(server, `person-${at}`)
    if (role !== undefined) await admin.call('PATCH', `/api/v1/users/${who.id}`, { body: { role } })
    const { line, streams } = await listen(t, server, who, scopes === undefined ? who.accessToken : await makeKey(who, scopes))
    const heard = streams.map(response => readEvents(response))
    await line.until('message.delta')
    const gone = next(line, 'disconnect')
    await end(admin, who)
    t.match(await line.until('closing'), { reason: 'revoked' }, `the socket of the ${what}`)
    await gone
    for (const events of await Promise.all(heard)) t.notOk(events.some(({ event }) => event === 'message.completed'), `a stream of the ${what}`)
  }
}))
