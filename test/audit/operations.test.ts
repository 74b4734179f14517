import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import type { AuditAction } from '../../src/core/audit.ts'
import { adminKey, startApp, type TestApp } from '../helpers/app.ts'
import { type Person, register } from '../helpers/people.ts'

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8')) as { paths: Record<string, Record<string, { operationId: string }>> }
const changing = Object.values(document.paths).flatMap(path => Object.entries(path).filter(([method]) => method !== 'get').map(([, { operationId }]) => operationId))

/** Secrets that go in and must never be found in the log. */
const planted = { apiKey: 'sk-planted-in-a-provider-0123', header: 'planted-in-a-header-0123', password: 'planted in a password 0123', query: 'planted-in-a-query-0123', email: 'planted@example.org', displayName: 'Planted Displayname' }

type Scene = { server: TestApp; ana: Person; id: string; call: Person['call'] }
type Row = { action: AuditAction; /** What must be there before; its id. */ given?(scene: Scene): Promise<string>; act(scene: Scene): Promise<{ status: number; text: string }>; changes?: object[] }

const newKey = async ({ call }: Scene) => (await call('POST', '/api/v1/api-keys', { body: { name: 'shop', scopes: ['inference'] } })).json.key.id as string
const newProvider = async ({ server }: Scene) => (await server.addProvider({ name: 'acme', kind: 'openai-compatible', baseUrl: 'https://acme.example/v1', apiKey: planted.apiKey, headers: { 'x-extra': planted.header } })).id as string
const newAlias = async ({ call }: Scene) => { await call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'demo/parlance' }] } }); return 'fast' }
const newUser = async ({ call }: Scene) => (await call('POST', '/api/v1/users', { body: { username: 'ben', email: planted.email, password: planted.password, displayName: planted.displayName } })).json.id as string
const newWebhook = async ({ call }: Scene) => (await call('POST', '/api/v1/webhooks', { body: { url: `https://hooks.example/in?token=${planted.query}`, events: ['chat.created'] } })).json.webhook.id as string

/** The entry that each administrative operation leaves. */
const audited: Record<string, Row> = {
  createApiKey: { action: 'api-key.created', act: ({ call }) => call('POST', '/api/v1/api-keys', { body: { name: 'shop', scopes: ['inference'] } }), changes: [{ field: 'name', before: null, after: 'shop' }, { field: 'secret', before: null, after: '***' }] },
  updateApiKey: { action: 'api-key.updated', given: newKey, act: ({ call, id }) => call('PATCH', `/api/v1/api-keys/${id}`, { body: { limits: { requestsPerMinute: 5 } } }), changes: [{ field: 'limits', before: null, after: { requestsPerMinute: 5 } }] },
  rotateApiKey: { action: 'api-key.rotated', given: newKey, act: ({ call, id }) => call('POST', `/api/v1/api-keys/${id}/rotate`, { body: {} }), changes: [{ field: 'secret', before: '***', after: '***' }] },
  revokeApiKey: { action: 'api-key.revoked', given: newKey, act: ({ call, id }) => call('DELETE', `/api/v1/api-keys/${id}`), changes: [{ field: 'revokedAt', before: null, after: Number }] },
  createProvider: { action: 'provider.created', act: ({ call }) => call('POST', '/api/v1/providers', { body: { name: 'acme', kind: 'openai-compatible', baseUrl: 'https://acme.example/v1', apiKey: planted.apiKey, headers: { 'x-extra': planted.header } } }), changes: [{ field: 'apiKey', before: null, after: '***' }, { field: 'headers.x-extra', before: null, after: '***' }] },
  replaceProvider: { action: 'provider.updated', given: newProvider, act: ({ call, id }) => call('PUT', `/api/v1/providers/${id}`, { body: { name: 'acme', kind: 'openai-compatible', baseUrl: 'https://acme.example/v1', apiKey: `${planted.apiKey}-new`, headers: {} } }), changes: [{ field: 'apiKey', before: '***', after: '***' }, { field: 'headers.x-extra', before: '***', after: null }] },
  updateProvider: { action: 'provider.updated', given: newProvider, act: ({ call, id }) => call('PATCH', `/api/v1/providers/${id}`, { body: { modelOverrides: { small: { contextWindow: 1000 } }, enabled: false } }), changes: [{ field: 'isEnabled', before: true, after: false }, { field: 'modelOverrides', after: { small: { contextWindow: 1000 } } }] },
  deleteProvider: { action: 'provider.deleted', given: newProvider, act: ({ call, id }) => call('DELETE', `/api/v1/providers/${id}`), changes: [{ field: 'baseUrl', before: 'https://acme.example/v1', after: null }, { field: 'apiKey', before: '***', after: null }] },
  replaceAlias: { action: 'alias.updated', given: newAlias, act: ({ call }) => call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'demo/parlance' }], description: 'quick' } }), changes: [{ field: 'description', before: null, after: 'quick' }] },
  deleteAlias: { action: 'alias.deleted', given: newAlias, act: ({ call }) => call('DELETE', '/api/v1/aliases/fast') },
  createUser: { action: 'user.created', act: ({ call }) => call('POST', '/api/v1/users', { body: { username: 'ben', email: planted.email, password: planted.password, displayName: planted.displayName } }), changes: [{ field: 'username', after: 'ben' }, { field: 'email', after: '***' }, { field: 'password', after: '***' }] },
  updateUser: { action: 'user.updated', given: newUser, act: ({ call, id }) => call('PATCH', `/api/v1/users/${id}`, { body: { role: 'admin', password: `${planted.password}4` } }), changes: [{ field: 'role', before: 'user', after: 'admin' }, { field: 'password', before: '***', after: '***' }] },
  deleteUser: { action: 'user.deleted', given: newUser, act: ({ call, id }) => call('DELETE', `/api/v1/users/${id}`), changes: [{ field: 'username', before: 'ben', after: null }] },
  deleteProfile: { action: 'user.deleted', given: async () => '', act: async ({ server }) => { const carl = await register(server, 'carl'); return carl.call('DELETE', '/api/v1/auth/profile', { body: { password: carl.password } }) } },
  createWebhook: { action: 'webhook.created', act: ({ call }) => call('POST', '/api/v1/webhooks', { body: { url: `https://hooks.example/in?token=${planted.query}`, events: ['chat.created'] } }), changes: [{ field: 'url', after: 'https://hooks.example/in?***' }, { field: 'secret', after: '***' }] },
  updateWebhook: { action: 'webhook.updated', given: newWebhook, act: ({ call, id }) => call('PATCH', `/api/v1/webhooks/${id}`, { body: { url: `https://hooks.example/in?token=${planted.query}-new` } }), changes: [{ field: 'url', before: 'https://hooks.example/in?***', after: 'https://hooks.example/in?***' }] },
  rotateWebhookSecret: { action: 'webhook.rotated', given: newWebhook, act: ({ call, id }) => call('POST', `/api/v1/webhooks/${id}/rotate-secret`, { body: {} }), changes: [{ field: 'secret', before: '***', after: '***' }, { field: 'previousSecret', before: null, after: '***' }] },
  deleteWebhook: { action: 'webhook.deleted', given: newWebhook, act: ({ call, id }) => call('DELETE', `/api/v1/webhooks/${id}`) },
}

const ofChats = 'what people say to each other and to models is theirs'
const ofOneself = 'people’s own settings and sessions, which administer nobody else'
const asks = 'asks somebody and changes nothing'

/** What leaves no entry, and why. */
const notAdministrative: Record<string, string> = {
  ...Object.fromEntries(['createChat', 'updateChat', 'deleteChat', 'sendMessage', 'regenerateMessage', 'replaceMessageRating', 'deleteMessage', 'createChatFork', 'stopChat', 'createChatShare', 'deleteChatShare', 'replaceChatMember', 'deleteChatMember', 'createChatImport'].map(id => [id, ofChats])),
  ...Object.fromEntries(['updateProfile', 'replacePreferences', 'updatePassword', 'revokeOtherSessions', 'revokeSession', 'createPushSubscription', 'deletePushSubscription'].map(id => [id, ofOneself])),
  ...Object.fromEntries(['createChatCompletion', 'createEmbeddings', 'createChatReply', 'createChatReplyStream', 'createAnthropicMessage', 'countAnthropicTokens', 'createResponse', 'testProviderInput', 'testProvider', 'refreshProviderModels', 'testWebhook'].map(id => [id, asks])),
  createAccount: 'registering is for anybody; the first, who becomes admin, leaves an entry (see below)',
  createSession: 'signing in changes nobody’s rights',
  refreshSession: 'signing in changes nobody’s rights',
  deleteSession: 'signing out changes nobody’s rights',
  sendWebhookDelivery: 'sends once more what was sent before; the list of deliveries tells of it',
}

test('every operation that changes something leaves an entry, or it is said why not', async t => {
  t.ok(changing.length > 40, `${changing.length} operations`)
  t.strictSame([...Object.keys(audited), ...Object.keys(notAdministrative)].sort(), [...new Set(changing)].sort())
})

const server = async (t: Parameters<typeof startApp>[0]) => {
  const server = await startApp(t)
  return { server, ana: await register(server, 'ana') }
}
const logOf = async ({ call }: TestApp): Promise<any[]> => (await call('GET', '/api/v1/audit-log?limit=200')).json.data

test('each administrative operation leaves its one entry, with who, what and how', async t => {
  const before = await server(t)
  for (const [operation, { action, given, act, changes = [] }] of Object.entries(audited)) {
    const scene = { ...before, call: before.ana.call, id: '' }
    scene.id = await given?.(scene) ?? ''
    const known = new Set((await logOf(before.server)).map(({ id }) => id))
    const { status, text } = await act(scene)
    t.ok(status >= 200 && status < 300, `${operation}: ${text}`)
    const all = (await logOf(before.server)).filter(({ id }) => !known.has(id))
    const entry = all.find(entry => entry.action === action)
    // an account is closed before it is erased
    t.strictSame(all.filter(({ action }) => action !== 'user.updated' || operation === 'updateUser').length, 1, `${operation} leaves one entry`)
    t.match(entry, { action, actor: { type: 'user', id: /^usr_/, userId: /^usr_/, address: '127.0.0.1' }, requestId: /./, at: /Z$/, target: { type: action.split('.')[0], id: /./ } }, operation)
    if (operation !== 'deleteProfile') t.equal(entry.actor.name, 'ana', operation)
    for (const change of changes) t.match(entry.changes.find(({ field }: { field: string }) => field === (change as { field: string }).field), change, operation)
    // nothing is left for the next one
    for (const path of ['providers', 'webhooks', 'users', 'aliases']) {
      for (const { id, name, username, source } of (await before.server.call('GET', `/api/v1/${path}`)).json.data) {
        if (username !== 'ana' && (source ?? 'database') === 'database') await before.server.call('DELETE', `/api/v1/${path}/${path === 'aliases' ? name : id}`)
      }
    }
  }
  const { text } = await before.server.call('GET', '/api/v1/audit-log?limit=200')
  const table = await before.server.call('GET', '/api/v1/audit-log', { headers: { accept: 'text/csv' } })
  for (const [what, secret] of Object.entries({ ...planted, adminKey, ana: before.ana.password })) t.notOk((text + table.text).includes(secret), `nothing of ${what} is in the log`)
  t.notMatch(text, /whsec_|plk_[\w-]{20}|argon2|sk-/)
})

test('the first admin is told of, others who register are not', async t => {
  const { server: app, ana } = await server(t)
  await register(app, 'ben')
  t.match(await logOf(app), [{ action: 'user.created', actor: { type: 'user', id: ana.id, name: 'ana', address: '127.0.0.1' }, target: { id: ana.id }, changes: [{ field: 'username' }, { field: 'role', after: 'admin' }] }])
  t.equal((await logOf(app)).length, 1)
})

test('what people change about themselves is theirs, unless it is a right', async t => {
  const { server: app, ana } = await server(t)
  const ben = await register(app, 'ben')
  const count = (await logOf(app)).length
  await ben.call('PATCH', '/api/v1/auth/profile', { body: { displayName: 'Ben' } })
  await ben.call('POST', '/api/v1/auth/password', { body: { currentPassword: ben.password, newPassword: 'another long password' } })
  t.equal((await logOf(app)).length, count)
  await ana.call('PATCH', `/api/v1/users/${ana.id}`, { body: { limits: { requestsPerMinute: 3 } } })
  t.match(await logOf(app), [{ action: 'user.updated', target: { id: ana.id }, changes: [{ field: 'limits' }] }])
})
