import { test } from 'tap'
import { type Answer, startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer, type Person, register } from '../helpers/people.ts'

type Operation = { operationId: string; tags: string[]; security: object[] }

const operationsOf = ({ app }: TestApp) => Object.entries(app.swagger().paths as Record<string, Record<string, Operation>>)
  .flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })))

/** What each route of accounts and keys says to somebody else's id: a new one fails here until somebody decides. */
const answers: Record<string, { admin: number; stranger: number; body?: object }> = {
  getApiKey: { admin: 200, stranger: 404 },
  updateApiKey: { admin: 200, stranger: 404, body: { name: 'taken' } },
  rotateApiKey: { admin: 200, stranger: 404, body: {} },
  revokeApiKey: { admin: 200, stranger: 404 },
  revokeSession: { admin: 404, stranger: 404 },
  getUser: { admin: 200, stranger: 403 },
  updateUser: { admin: 200, stranger: 403, body: { displayName: 'Taken' } },
  deleteUser: { admin: 204, stranger: 403 },
}

test('nobody gets at what is somebody else’s', t => forEachServer(t, {}, async (t, server) => {
  const admin = await register(server, 'ana')
  const stranger = await register(server, 'ben')
  const withIds = operationsOf(server).filter(({ path, tags }) => path.includes('{') && ['auth', 'users', 'api-keys'].includes(tags[0]!))
  t.strictSame(withIds.map(({ operationId }) => operationId).sort(), Object.keys(answers).sort())
  for (const { path, method, operationId } of withIds) {
    const owner = await register(server, `owner-${operationId}`)
    const { json: { key, secret } } = await owner.call('POST', '/api/v1/api-keys', { body: { name: 'mine', scopes: ['chats'] } })
    const { json: { data: [session] } } = await owner.call('GET', '/api/v1/auth/sessions')
    const url = path.replace('{keyId}', key.id).replace('{sessionId}', session.id).replace('{userId}', owner.id)
    const { admin: forAdmin, stranger: forStranger, body } = answers[operationId]!
    const ask = (caller: Person) => caller.call(method, url, body && { body })
    t.equal((await ask(stranger)).status, forStranger, `${operationId} for a stranger`)
    t.match(await owner.call('GET', '/api/v1/auth/profile'), { status: 200, json: { displayName: null } }, `${operationId} changed nothing`)
    t.match(await owner.call('GET', `/api/v1/api-keys/${key.id}`), { status: 200, json: { name: 'mine', revokedAt: null } })
    t.equal((await server.call('GET', '/api/v1/rate-limit', { key: secret })).status, 200)
    t.equal((await ask(admin)).status, forAdmin, `${operationId} for an admin`)
  }
}))

test('what one person lists is theirs alone', async t => {
  const server = await startApp(t)
  await register(server, 'ana')
  const [ben, carl] = [await register(server, 'ben'), await register(server, 'carl')]
  for (const person of [ben, carl]) await person.call('POST', '/api/v1/api-keys', { body: { name: `of ${person.username}`, scopes: ['chats'] } })
  for (const path of ['/api/v1/api-keys', '/api/v1/auth/sessions', '/api/v1/auth/profile', '/api/v1/auth/preferences', '/api/v1/auth/export', '/api/v1/push']) {
    const { status, text } = await ben.call('GET', path)
    t.equal(status, 200, path)
    t.notMatch(text, /carl/, path)
    t.notOk(text.includes(carl.id), path)
  }
  t.match((await ben.call('GET', `/api/v1/api-keys?userId=${carl.id}`)).json.data, [])
})

/** Which operations a signed-in user may not call at all, by the rule: those of admins, and of scopes that users do not have. */
const isForbidden = ({ status, json }: Answer) => status === 403 && json?.error?.code === 'forbidden'
const forUsers = new Set(['inference', 'models', 'chats', 'auth', 'push', 'api-keys', 'system', 'documents', 'analytics'])

test('a user may call what is for users, an admin everything, and every operation knows which', async t => {
  const server = await startApp(t)
  const admin = await register(server, 'ana')
  const person = await register(server, 'ben')
  for (const operation of operationsOf(server)) {
    const { path, method, operationId, tags, security } = operation
    if (security.length === 0) continue
    // nothing that would sign the callers out
    if (['revokeOtherSessions', 'deleteProfile'].includes(operationId)) continue
    const options = method === 'GET' || method === 'DELETE' ? {} : { body: {} }
    const url = path.replaceAll(/\{\w+\}/g, 'x')
    t.equal(isForbidden(await person.call(method, url, options)), !forUsers.has(tags[0]!), `a user on ${operationId}`)
    t.notOk(isForbidden(await admin.call(method, url, options)), `an admin on ${operationId}`)
  }
})
