import { test } from 'tap'
import { createApiKeyStore } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { apiKeyRecord } from './records.ts'

test('finds a key by its id, its hash and its previous hash', t => forEachDatabase(t, async (t, database) => {
  const store = createApiKeyStore(database)
  const record = apiKeyRecord({ previousHash: 'before', previousExpiresAt: 5, expiresAt: 6, revokedAt: 7, lastUsedAt: 8, createdBy: 'key_0' })
  t.equal(await store.isEmpty(), true)
  await store.insert(record)
  t.equal(await store.isEmpty(), false)
  t.strictSame(await store.find('key_1'), record)
  t.strictSame(await store.findByHash(record.hash), record)
  t.strictSame(await store.findByHash('before'), record)
  t.equal(await store.find('key_2'), undefined)
  t.equal(await store.findByHash("' or 1=1 --"), undefined)
}))

test('refuses an id that is taken', t => forEachDatabase(t, async (t, database) => {
  const store = createApiKeyStore(database)
  await store.insert(apiKeyRecord())
  await t.rejects(store.insert(apiKeyRecord({ hash: 'other' })), { name: 'GatewayError', kind: 'conflict' })
}))

test('changes the fields that are named and clears those set to undefined', t => forEachDatabase(t, async (t, database) => {
  const store = createApiKeyStore(database)
  await store.insert(apiKeyRecord({ expiresAt: 9 }))
  const expected = apiKeyRecord({ name: 'desktop', scopes: ['admin'], limits: undefined, expiresAt: 9 })
  t.strictSame(await store.update('key_1', { name: 'desktop', scopes: ['admin'], limits: undefined }), expected)
  t.strictSame(await store.find('key_1'), expected)
  t.strictSame(await store.update('key_1', {}), expected)
  t.strictSame(await store.update('key_1', { expiresAt: undefined }), { ...expected, expiresAt: undefined })
  t.equal(await store.update('key_2', { name: 'nobody' }), undefined)
}))

test('lists keys newest first, a page at a time', t => forEachDatabase(t, async (t, database) => {
  const store = createApiKeyStore(database)
  for (const id of ['key_3', 'key_1', 'key_5', 'key_2', 'key_4']) await store.insert(apiKeyRecord({ id }))
  const ids = async (cursor?: string) => {
    const page = await store.list({ limit: 2, cursor })
    return [page.data.map(({ id }) => id), page.nextCursor]
  }
  t.strictSame(await ids(), [['key_5', 'key_4'], 'key_4'])
  t.strictSame(await ids('key_4'), [['key_3', 'key_2'], 'key_2'])
  t.strictSame(await ids('key_2'), [['key_1'], undefined])
}))

test('notes the last use of many keys, never moving it back', t => forEachDatabase(t, async (t, database) => {
  const store = createApiKeyStore(database)
  await store.insert(apiKeyRecord({ id: 'key_1' }))
  await store.insert(apiKeyRecord({ id: 'key_2', lastUsedAt: 100 }))
  await store.touch(new Map([['key_2', 50], ['key_1', 60], ['key_gone', 70]]))
  t.strictSame((await store.list({ limit: 9 })).data.map(({ lastUsedAt }) => lastUsedAt), [100, 60])
}))
