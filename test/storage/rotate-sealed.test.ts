import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { createProviderStore, createVault, type Database, rotateSealed } from '../../src/storage/index.ts'
import { forEachDatabase, type Place } from '../helpers/databases.ts'
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

/** Rotates while a transaction holds the only row, until the whole database was looked at once. */
const rotateAround = async (database: Database, place: Place, hold: (held: Database) => Promise<unknown>) => {
  const vault = createVault([newKey, oldKey])
  const { db } = await place.open()
  return db.transaction().execute(async transaction => {
    await hold({ ...database, db: transaction })
    const { promise: looked, resolve } = Promise.withResolvers<void>()
    const running = rotateSealed(database, vault, { onProgress: (_, table) => { if (table === 'sealed_key') resolve() } })
    await looked
    return { running }
  })
}

// SQLite lets one transaction write at a time, so there these cases cannot arise.
test('does not undo what a transaction wrote that was still open when the row was read', t => forEachDatabase(t, async (t, database, place) => {
  if (database.engine === 'sqlite') return
  const vault = createVault([newKey, oldKey])
  await createProviderStore(database, createVault(oldKey)).insert(record(1))
  const changed = { ...record(1), headers: { changed: 'meanwhile' } }
  const { running } = await rotateAround(database, place, held => createProviderStore(held, vault).replace(changed))
  t.strictSame(await running, { rotated: 0, failed: 0 })
  t.strictSame(await createProviderStore(database, vault).all(), [changed])
}))

test('waits for nobody who holds a row, and comes back to it', t => forEachDatabase(t, async (t, database, place) => {
  if (database.engine === 'sqlite') return
  await createProviderStore(database, createVault(oldKey)).insert(record(1))
  const { running } = await rotateAround(database, place, ({ db }) => db.updateTable('provider').set({ timeout_ms: 77 }).execute())
  t.strictSame(await running, { rotated: 1, failed: 0 })
  t.match(await createProviderStore(database, createVault(newKey)).all(), [{ timeoutMs: 77 }])
}))

test('what was interrupted is gone on with', t => forEachDatabase(t, async (t, database) => {
  const before = createProviderStore(database, createVault(oldKey))
  for (let index = 0; index < 500; index++) await before.insert(record(index))
  const vault = createVault([newKey, oldKey])
  const controller = new AbortController()
  const begun = await rotateSealed(database, vault, { signal: controller.signal, onProgress: ({ rotated }) => { if (rotated > 0) controller.abort() } })
  t.ok(begun.rotated > 0 && begun.rotated < 500, `${begun.rotated} of 500`)
  t.equal((await createProviderStore(database, vault).all()).length, 500, 'both keys open')
  t.strictSame(await rotateSealed(database, vault), { rotated: 500 - begun.rotated, failed: 0 })
  t.equal((await createProviderStore(database, createVault(newKey)).all()).length, 500)
}))

test('every column that seals something is moved', t => forEachDatabase(t, async (t, database) => {
  // both engines have the same tables; PostgreSQL would show those of other schemas too
  if (database.engine === 'postgres') return
  const tables = await database.db.introspection.getTables()
  const columns = tables.flatMap(({ name, columns }) => columns.filter(({ name }) => name.includes('sealed')).map(column => `${name}.${column.name}`))
  const seen = new Set<string>()
  await rotateSealed(database, createVault(newKey), { onProgress: (_, table) => seen.add(table) })
  t.strictSame([...seen].map(table => `${table}.sealed`).sort(), columns.sort())
}))

test('counts what it cannot open and moves the rest', t => forEachDatabase(t, async (t, database) => {
  await createProviderStore(database, createVault(lostKey)).insert(record(0))
  const before = createProviderStore(database, createVault(oldKey))
  await before.insert(record(1))
  await before.insert(record(2))
  t.strictSame(await rotateSealed(database, createVault([newKey, oldKey])), { rotated: 2, failed: 1 })
}))
