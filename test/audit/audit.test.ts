import { test } from 'tap'
import { auditAliases, auditProviders, createAudit } from '../../src/audit/index.ts'
import type { AuditEntry, AuditStore } from '../../src/core/audit.ts'
import { createAliasStore, createAuditStore, createProviderStore, createVault, type Database } from '../../src/storage/index.ts'
import { startApp } from '../helpers/app.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { register } from '../helpers/people.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { providerRecord } from '../storage/records.ts'

const alias = (name: string, change: object = {}) => ({ name, targets: [{ model: 'demo/parlance' }], strategy: 'ordered' as const, systemPrompt: undefined, cacheTtlMs: undefined, description: undefined, createdAt: 1, updatedAt: 1, ...change })
const ana = { type: 'user' as const, id: 'usr_ana', name: 'ana', userId: 'usr_ana', address: '203.0.113.7', requestId: 'req_1' }

const setUp = (database: Database, more: { store?: AuditStore; keepMs?: number } = {}) => {
  const time = { now: 1_795_000_000_000 }
  const store = more.store ?? createAuditStore(database, createVault([Buffer.alloc(32, 1)]))
  const audit = createAudit({ store, atomically: database.atomically, clock: () => time.now, log: silentLog, keepMs: more.keepMs })
  return { audit, time, aliases: auditAliases(createAliasStore(database), audit) }
}

test('a change that cannot be written down does not happen', t => forEachDatabase(t, async (t, database) => {
  const store = { ...createAuditStore(database, createVault([Buffer.alloc(32, 1)])), insert: async () => { throw new Error('the log is full') } }
  const { aliases } = setUp(database, { store })
  await t.rejects(aliases.put(alias('fast')), { message: 'the log is full' })
  t.strictSame(await aliases.all(), [])
}))

test('a change that does not happen is not written down', t => forEachDatabase(t, async (t, database) => {
  const { audit } = setUp(database)
  const providers = auditProviders(createProviderStore(database, createVault([Buffer.alloc(32, 7)])), audit, { publicSettings: () => ({}) })
  await providers.insert(providerRecord({ id: 'prv_1', name: 'acme' }))
  await t.rejects(providers.insert(providerRecord({ id: 'prv_2', name: 'acme' })), { message: 'There is a provider with this name already.' })
  t.equal(await providers.remove('prv_none'), false)
  t.equal(await providers.replace(providerRecord({ id: 'prv_none', name: 'none' })), false)
  t.match((await audit.list({ limit: 10 })).data, [{ action: 'provider.created', target: { id: 'prv_1' } }])
  t.equal((await audit.list({ limit: 10 })).data.length, 1)
}))

test('who acts is known through everything that waits in between; without anybody it is the house', t => forEachDatabase(t, async (t, database) => {
  const { audit, aliases } = setUp(database)
  await audit.as(ana, async () => {
    await new Promise(resolve => { setTimeout(resolve, 5) })
    await aliases.put(alias('fast'))
  })
  await aliases.put(alias('slow'))
  t.match((await audit.list({ limit: 10 })).data, [{ actor: { type: 'system', name: 'system' }, target: { id: 'slow' } }, { actor: ana, target: { id: 'fast' } }])
}))

test('it is found by who, what and when, a page at a time', t => forEachDatabase(t, async (t, database) => {
  const { audit, aliases, time } = setUp(database)
  const key = { ...ana, type: 'key' as const, id: 'key_1', name: 'deploy' }
  for (const [actor, name] of [[ana, 'a'], [key, 'b'], [ana, 'c']] as const) {
    await audit.as(actor, () => aliases.put(alias(name)))
    time.now += 1000
  }
  await aliases.remove('a')
  const names = async (filter: object) => (await audit.list({ limit: 10, ...filter })).data.map(({ target }: AuditEntry) => target.id)
  t.strictSame(await names({ actorId: 'usr_ana' }), ['c', 'b', 'a'], 'what somebody did by a key is theirs')
  t.strictSame(await names({ actorId: 'key_1' }), ['b'])
  t.strictSame(await names({ action: 'alias.deleted' }), ['a'])
  t.strictSame(await names({ targetType: 'alias', targetId: 'a' }), ['a', 'a'])
  t.strictSame(await names({ targetType: 'user' }), [])
  t.strictSame(await names({ from: 1_795_000_001_000, to: 1_795_000_002_000 }), ['b'])
  const first = await audit.list({ limit: 3 })
  t.strictSame((await audit.list({ limit: 3, cursor: first.nextCursor })).data.map(({ target }) => target.id), ['a'])
}))

test('what is older than it is kept for goes', t => forEachDatabase(t, async (t, database) => {
  const { audit, aliases, time } = setUp(database, { keepMs: 1000 })
  await aliases.put(alias('old'))
  time.now += 1001
  await aliases.put(alias('new'))
  await audit.prune()
  t.match((await audit.list({ limit: 10 })).data, [{ target: { id: 'new' } }])
  t.equal((await audit.list({ limit: 10 })).data.length, 1)
}))

test('long texts are cut, and what looks like a credential is blanked', t => forEachDatabase(t, async (t, database) => {
  const { audit, aliases } = setUp(database)
  await aliases.put(alias('fast', { systemPrompt: 'x'.repeat(5000), description: 'uses sk-proj-0123456789abcdef' }))
  const [{ changes }] = (await audit.list({ limit: 1 })).data as [AuditEntry]
  const of = (name: string) => changes.find(({ field }) => field === name)?.after
  t.match(of('systemPrompt'), /^x{1000}… \(5000 characters\)$/)
  t.equal(of('description'), 'uses [hidden]')
}))

test('the table has every entry, and no cell that a spreadsheet would run', async t => {
  const server = await startApp(t)
  const admin = await register(server, 'ana')
  for (let index = 0; index < 3; index++) await admin.call('POST', '/api/v1/api-keys', { body: { name: `=HYPERLINK("https://evil.example/${index}")`, scopes: ['chats'] } })
  const { headers, text } = await admin.call('GET', '/api/v1/audit-log?limit=1&targetType=api-key', { headers: { accept: 'text/csv' } })
  t.match(headers.get('content-type'), 'text/csv')
  const lines = text.split('\r\n')
  t.equal(lines.length, 1 + 3 + 1)
  t.equal(lines[0], '"id","at","action","actor_type","actor_id","actor_name","actor_user_id","address","target_type","target_id","target_name","changes","request_id"')
  t.match(lines[1], '"\'=HYPERLINK(""https://evil.example/2"")"')
  t.notMatch(text, /(^|,)"[=+@-]/m)
})

test('only admins read it', async t => {
  const server = await startApp(t)
  await register(server, 'ana')
  const ben = await register(server, 'ben')
  t.equal((await ben.call('GET', '/api/v1/audit-log')).status, 403)
  t.equal((await ben.call('GET', '/api/v1/audit-log', { headers: { accept: 'text/csv' } })).status, 403)
})

test('somebody who is erased stays in it by name and id, and by nothing else', async t => {
  const server = await startApp(t)
  await register(server, 'ana')
  const ben = await register(server, 'ben')
  await ben.call('POST', '/api/v1/api-keys', { body: { name: 'mine', scopes: ['chats'] } })
  t.equal((await ben.call('DELETE', '/api/v1/auth/profile', { body: { password: ben.password } })).status, 204)
  const { json, text } = await server.call('GET', `/api/v1/audit-log?actor=${ben.id}`)
  t.match(json.data.map(({ action }: { action: string }) => action), ['user.deleted', 'user.updated', 'api-key.created'])
  t.match(json.data[0], { actor: { id: ben.id, name: 'ben' } })
  t.notMatch(text, 'ben@example.org')
})
