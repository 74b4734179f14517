import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { createProviderStore, createVault } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { providerRecord } from './records.ts'

const vault = createVault(randomBytes(32).toString('base64'))
const bare = providerRecord({ id: 'prv_2', name: 'bare', settings: { baseUrl: 'http://127.0.0.1' }, headers: {}, models: undefined, isEnabled: false, timeoutMs: undefined, maxConcurrency: undefined, allowsPrivate: true, createdBy: undefined })

test('gives back the provider that was stored, replaced or removed', t => forEachDatabase(t, async (t, database) => {
  const store = createProviderStore(database, vault)
  t.strictSame(await store.all(), [])
  await store.insert(bare)
  await store.insert(providerRecord())
  t.strictSame(await store.all(), [providerRecord(), bare])

  const changed = { ...bare, id: 'prv_1', name: 'renamed', modelOverrides: { 'org/m': { pricing: { input: 0.25, tiers: [{ above: 10, input: 1 }] } }, n: {} } }
  t.equal(await store.replace(changed), true)
  t.strictSame(await store.all(), [changed, bare])
  t.equal(await store.replace(providerRecord({ id: 'prv_3' })), false)

  t.equal(await store.remove('prv_1'), true)
  t.equal(await store.remove('prv_1'), false)
  t.strictSame(await store.all(), [bare])
}))

test('refuses a name that is taken', t => forEachDatabase(t, async (t, database) => {
  const store = createProviderStore(database, vault)
  const conflict = { name: 'GatewayError', kind: 'conflict', more: { param: 'name' } }
  await store.insert(providerRecord())
  await t.rejects(store.insert(providerRecord({ id: 'prv_2' })), conflict)
  await store.insert(bare)
  await t.rejects(store.replace({ ...bare, name: 'acme' }), conflict)
  t.strictSame((await store.all()).map(record => record.name), ['acme', 'bare'])
}))

test('opens no sealed text that was moved to another provider', t => forEachDatabase(t, async (t, database) => {
  const store = createProviderStore(database, vault)
  await store.insert(providerRecord())
  await store.insert(bare)
  const { sealed } = await database.db.selectFrom('provider').select('sealed').where('id', '=', 'prv_1').executeTakeFirstOrThrow()
  await database.db.updateTable('provider').set({ sealed }).where('id', '=', 'prv_2').execute()
  await t.rejects(store.all(), { name: 'GatewayError', kind: 'internal' })
}))

test('leaves no secret in the clear, in the rows or in the files', t => forEachDatabase(t, async (t, database, { dataDir }) => {
  const store = createProviderStore(database, vault)
  await store.insert(providerRecord())
  await store.replace(providerRecord({ name: 'again' }))
  const rows = await database.db.selectFrom('provider').selectAll().execute()
  t.notMatch(JSON.stringify(rows), /planted/)

  const files = readdirSync(dataDir)
  const bytes = files.map(name => readFileSync(join(dataDir, name), 'latin1')).join('\n')
  if (database.engine === 'sqlite') t.ok(files.includes('parlance.db-wal') && bytes.includes('openai-compatible'), 'the right files were read')
  t.notMatch(bytes, /planted/)
}))
