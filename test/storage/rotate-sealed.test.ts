import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { test } from 'tap'
import { createProviderStore, createVault, rotateSealed } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { providerRecord } from './records.ts'

const [oldKey, newKey, lostKey] = [1, 2, 3].map(() => randomBytes(32).toString('base64')) as [string, string, string]
const record = (index: number) => providerRecord({ id: `prv_${String(index).padStart(4, '0')}`, name: `provider ${index}` })

test('moves every row to the first key while others read and write', t => forEachDatabase(t, async (t, database) => {
  const before = createProviderStore(database, createVault(oldKey))
  const vault = createVault([newKey, oldKey])
  const serving = createProviderStore(database, vault)
  for (let index = 0; index < 250; index++) await before.insert(record(index))

  const changed = { ...record(200), headers: { changed: 'meanwhile' } }
  const [rotation, , read] = await Promise.all([rotateSealed(database, vault), serving.replace(changed), serving.all()])
  t.equal(read.length, 250)
  t.equal(rotation.failed, 0)
  t.ok(rotation.rotated >= 249)

  const after = await createProviderStore(database, createVault(newKey)).all()
  t.strictSame(after.map(({ id }) => id), Array.from({ length: 250 }, (_, index) => record(index).id))
  t.strictSame(after[200], changed, 'what was written meanwhile was not undone')
  t.strictSame(await rotateSealed(database, vault), { rotated: 0, failed: 0 })
}))

test('does not undo what a transaction wrote that was still open when the row was read', t => forEachDatabase(t, async (t, database, place) => {
  // SQLite lets one transaction write at a time, so there the case cannot arise.
  if (database.engine === 'sqlite') return
  const vault = createVault([newKey, oldKey])
  await createProviderStore(database, createVault(oldKey)).insert(record(1))
  const { db } = await place.open()
  const changed = { ...record(1), headers: { changed: 'meanwhile' } }
  const isWaiting = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'update "provider" set "sealed"%'`
  const rotation = await db.transaction().execute(async transaction => {
    await createProviderStore({ ...database, db: transaction }, vault).replace(changed)
    const running = rotateSealed(database, vault)
    while ((await isWaiting.execute(database.db)).rows.length === 0) await setTimeout(10)
    return { running }
  })
  t.strictSame(await rotation.running, { rotated: 0, failed: 0 })
  t.strictSame(await createProviderStore(database, vault).all(), [changed])
}))

test('counts what it cannot open and moves the rest', t => forEachDatabase(t, async (t, database) => {
  await createProviderStore(database, createVault(lostKey)).insert(record(0))
  const before = createProviderStore(database, createVault(oldKey))
  await before.insert(record(1))
  await before.insert(record(2))
  t.strictSame(await rotateSealed(database, createVault([newKey, oldKey])), { rotated: 2, failed: 1 })
}))
