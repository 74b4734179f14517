import { test } from 'tap'
import { scopes } from '../../src/core/ports.ts'
import { startApp } from '../helpers/app.ts'

/** The machine's word for a failure: Anthropic's door has its own. */
const wordOf = (json: any): string => json?.error?.code ?? json?.error?.type

/** What each route declares, read from the document that the routes make. */
type Operation = { operationId: string; security: object[] }

test('every operation refuses a missing and a wrong key, unless it is public', async t => {
  const { app, call } = await startApp(t, { RATELIMIT_ADDRESS_PER_MINUTE: '10000' })
  const paths = Object.entries(app.swagger().paths as Record<string, Record<string, Operation>>)
  t.ok(paths.length >= 15, `${paths.length} paths`)
  for (const [path, operations] of paths) {
    for (const [method, { operationId, security }] of Object.entries(operations)) {
      const url = path.replaceAll(/\{\w+\}/g, 'x')
      for (const key of ['', 'plk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG']) {
        const { status, json } = await call(method.toUpperCase(), url, { key, ...method !== 'get' && method !== 'delete' && { body: {} } })
        // a refresh token is its own credential
        if (security.length === 0) t.equal(status === 401, operationId === 'refreshSession', operationId)
        else t.match({ status, word: wordOf(json) }, { status: 401, word: /^(unauthorized|authentication_error)$/ }, operationId)
      }
    }
  }
})

/** Which scope opens which operation. A new operation fails here until somebody decides. */
const opened: Record<string, readonly string[]> = {
  inference: ['createChatCompletion', 'createEmbeddings', 'createChatReply', 'createChatReplyStream', 'listModels', 'getModel', 'createAnthropicMessage', 'countAnthropicTokens', 'createResponse'],
  chats: ['createChat', 'listChats', 'getChat', 'updateChat', 'deleteChat', 'listMessages', 'sendMessage', 'regenerateMessage', 'replaceMessageRating', 'deleteMessage', 'createChatFork', 'stopChat', 'streamChat', 'createChatShare', 'getChatShare', 'deleteChatShare', 'listChatMembers', 'replaceChatMember', 'deleteChatMember', 'getChatExport', 'getChatAttachment', 'createChatImport', 'listDocuments', 'getDocument'],
  providers: ['listAliases', 'getAlias', 'replaceAlias', 'deleteAlias', 'createProvider', 'listProviders', 'listProviderTemplates', 'testProviderInput', 'getProvider', 'replaceProvider', 'updateProvider', 'deleteProvider', 'getProviderHealth', 'testProvider', 'listProviderModels', 'refreshProviderModels'],
  analytics: ['getUsage', 'listUsageRequests', 'getUsageSummary'],
  admin: ['createApiKey', 'listApiKeys', 'getApiKey', 'updateApiKey', 'revokeApiKey', 'rotateApiKey', 'createUser', 'listUsers', 'getUser', 'updateUser', 'deleteUser', 'listAuditEntries'],
  webhooks: ['createWebhook', 'listWebhooks', 'getWebhook', 'updateWebhook', 'deleteWebhook', 'rotateWebhookSecret', 'testWebhook', 'listWebhookDeliveries', 'sendWebhookDelivery'],
  // only by signing in: test/routes/auth-matrix.test.ts
  'no key': ['getProfile', 'updateProfile', 'deleteProfile', 'getPreferences', 'replacePreferences', 'updatePassword', 'listSessions', 'revokeOtherSessions', 'revokeSession', 'getAccountExport', 'getPush', 'createPushSubscription', 'deletePushSubscription'],
  any: ['getStatus', 'getRateLimit'],
  public: ['getRegistration', 'createAccount', 'createSession', 'refreshSession', 'deleteSession', 'getHealth', 'getReadiness', 'getSharedChat', 'getSharedAttachment'],
}

test('a key opens what its scopes say and nothing else', async t => {
  const { app, call } = await startApp(t)
  const known = Object.values(opened).flat()
  for (const scope of scopes) {
    const { json: { secret } } = await call('POST', '/api/v1/api-keys', { body: { name: scope, scopes: [scope] } })
    for (const [path, operations] of Object.entries(app.swagger().paths as Record<string, Record<string, Operation>>)) {
      for (const [method, { operationId }] of Object.entries(operations)) {
        t.ok(known.includes(operationId), `${operationId} is in the table`)
        const mayCall = (scope === 'admin' && !opened['no key']!.includes(operationId)) || [opened[scope], opened['any'], opened['public']].some(list => list?.includes(operationId))
        const { status, json } = await call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'), { key: secret, ...method !== 'get' && method !== 'delete' && { body: {} } })
        t.equal(status === 403 && ['forbidden', 'permission_error'].includes(wordOf(json)), !mayCall, `${scope} on ${operationId}: ${status}`)
      }
    }
  }
})

test('a key works in both headers, stops at once when revoked, and its old secret when rotated', async t => {
  const { call } = await startApp(t)
  const { json: { key, secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'a', scopes: ['inference'] } })
  t.equal((await call('GET', '/api/v1/models', { key: secret })).status, 200)
  t.equal((await call('GET', '/api/v1/models', { key: '', headers: { 'x-api-key': secret } })).status, 200)

  const rotated = await call('POST', `/api/v1/api-keys/${key.id}/rotate`, { body: {} })
  t.equal((await call('GET', '/api/v1/models', { key: secret })).status, 401)
  t.equal((await call('GET', '/api/v1/models', { key: rotated.json.secret })).status, 200)

  t.match((await call('DELETE', `/api/v1/api-keys/${key.id}`)).json, { id: key.id, revokedAt: String })
  t.equal((await call('GET', '/api/v1/models', { key: rotated.json.secret })).status, 401)
})

test('no answer shows a secret or a hash of a key twice', async t => {
  const { call } = await startApp(t)
  const { json: { key, secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'a', scopes: ['inference'] } })
  for (const path of ['/api/v1/api-keys', `/api/v1/api-keys/${key.id}`]) {
    const { text } = await call('GET', path)
    t.notMatch(text, secret)
    t.notMatch(text, /hash/)
  }
})

test('a change of scopes is in force with the next request', async t => {
  const { call } = await startApp(t)
  const { json: { key, secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'a', scopes: ['inference', 'providers'] } })
  t.equal((await call('GET', '/api/v1/providers', { key: secret })).status, 200)
  t.equal((await call('PATCH', `/api/v1/api-keys/${key.id}`, { body: { scopes: ['inference'] } })).status, 200)
  t.equal((await call('GET', '/api/v1/providers', { key: secret })).status, 403)
})

test('limits hold, are told in headers, and do not shut the door on asking about them', async t => {
  const { call } = await startApp(t)
  const { json: { secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'a', scopes: ['inference'], limits: { requestsPerMinute: 2, requestsPerDay: 100 } } })
  const first = await call('GET', '/api/v1/models', { key: secret })
  t.match(Object.fromEntries(first.headers), { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': /^\d+$/, 'x-ratelimit-limit-requests': '2' })
  await call('GET', '/api/v1/models', { key: secret })
  const third = await call('GET', '/api/v1/models', { key: secret })
  t.equal(third.status, 429)
  t.match(Object.fromEntries(third.headers), { 'x-ratelimit-remaining': '0', 'retry-after': /^\d+$/ })
  t.match(third.json, { error: { code: 'rate_limited', type: 'rate_limit_error' } })
  const { json } = await call('GET', '/api/v1/rate-limit', { key: secret })
  t.match(json, { requests: [{ window: 'minute', limit: 2, used: 2, remaining: 0 }, { window: 'day', used: 2, remaining: 98 }] })
})

test('guessing keys is slowed down by address; a valid key is not', async t => {
  const { call } = await startApp(t, { RATELIMIT_ADDRESS_PER_MINUTE: '3' })
  const statuses = []
  for (let guess = 0; guess < 5; guess++) statuses.push((await call('GET', '/api/v1/models', { key: `guess-${guess}` })).status)
  t.strictSame(statuses, [401, 401, 401, 429, 429])
  t.equal((await call('GET', '/api/v1/models')).status, 200)
})

test('other origins may call only when they are named', async t => {
  const closed = await startApp(t)
  t.equal((await closed.call('GET', '/api/v1/health', { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin'), null)
  const open = await startApp(t, { FRONTEND_URL: 'https://app.example' })
  t.equal((await open.call('GET', '/api/v1/health', { headers: { origin: 'https://app.example' } })).headers.get('access-control-allow-origin'), 'https://app.example')
  t.equal((await open.call('GET', '/api/v1/health', { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin'), null)
  const answer = await open.call('POST', '/api/v1/chat/completions', { headers: { origin: 'https://app.example' }, body: { model: 'demo/parlance', stream: true, messages: [{ role: 'user', content: '[length 3] [delay 0]' }] } })
  t.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example', 'on a stream too')
})
