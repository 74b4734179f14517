import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { type Kysely, sql } from 'kysely'
import { test } from 'tap'
import { openDatabase, StorageError, type Tables } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { silentLog } from '../helpers/silent-log.ts'

const count = async (db: Kysely<Tables>) => (await db.selectFrom('setting').select('key').execute()).length
const row = (key: string, value = '') => ({ key, value, updated_at: 1 })

test('gives the same shapes on both engines', t => forEachDatabase(t, async (t, { db, engine }) => {
  const json = engine === 'postgres' ? sql`jsonb` : sql`jsontext`
  await db.schema.createTable('shape').addColumn('is_on', 'boolean').addColumn('list', json).addColumn('at', 'bigint').addColumn('text', 'text').execute()
  // The table exists in this test only.
  const shapes = db as unknown as Kysely<{ shape: { is_on: boolean | null; list: unknown; at: number | null; text: string | null } }>
  const full = { is_on: true, list: JSON.stringify({ a: [1, null] }), at: 1_795_000_000_000, text: 'é"\\' }
  t.strictSame(await shapes.insertInto('shape').values(full).returningAll().execute(), [{ ...full, list: { a: [1, null] } }])
  t.equal((await shapes.updateTable('shape').set({ is_on: false }).executeTakeFirst()).numUpdatedRows, 1n)
  t.equal((await shapes.selectFrom('shape').select('is_on as aliased').executeTakeFirst())?.aliased, false)
  const empty = { is_on: null, list: null, at: null, text: null }
  await shapes.insertInto('shape').values(empty).execute()
  t.strictSame(await shapes.selectFrom('shape').selectAll().where('at', 'is', null).execute(), [empty])
}))

test('keeps transactions that run at once apart', t => forEachDatabase(t, async (t, { db }) => {
  await db.insertInto('setting').values(row('counter', '0')).execute()
  const results = await Promise.allSettled(Array.from({ length: 30 }, (_, index) => db.transaction().execute(async transaction => {
    await transaction.updateTable('setting').set(field => ({ updated_at: field('updated_at', '+', 1) })).where('key', '=', 'counter').execute()
    await transaction.insertInto('setting').values(row(`row ${index}`)).execute()
    if (index % 10 === 7) throw new Error('rolled back')
  })))
  t.equal(results.filter(({ status }) => status === 'rejected').length, 3)
  t.equal((await db.selectFrom('setting').selectAll().where('key', '=', 'counter').executeTakeFirstOrThrow()).updated_at, 28)
  t.equal(await count(db), 28)
}))

test('sees columns that were added after a query was first run', t => forEachDatabase(t, async (t, { db }) => {
  await db.insertInto('setting').values(row('a')).execute()
  const read = () => sql`select * from setting`.execute(db)
  t.strictSame((await read()).rows, [row('a')])
  await db.schema.alterTable('setting').addColumn('is_on', 'boolean', column => column.defaultTo(true)).execute()
  t.strictSame((await read()).rows, [{ ...row('a'), is_on: true }])
}))

test('refuses text that one of the engines cannot hold', t => forEachDatabase(t, async (t, { db, engine }) => {
  const write = db.insertInto('setting').values(row('nul', 'a\u0000b')).execute()
  if (engine === 'postgres') await t.rejects(write, { name: 'GatewayError', kind: 'invalid_request' })
  else await t.resolves(write)
}))

test('answers `unavailable` while the disk is full, and works again when it is not', async t => {
  const database = await openDatabase({ dataDir: t.testdir(), log: silentLog })
  t.teardown(() => database.close())
  const { db } = database
  await db.schema.createTable('setting').addColumn('key', 'text').addColumn('value', 'text').addColumn('updated_at', 'bigint').execute()
  // SQLite fails in the same way, SQLITE_FULL, when it may not grow and when it cannot.
  await sql`pragma max_page_count = 20`.execute(db)
  const large = 'x'.repeat(200_000)
  const write = () => db.insertInto('setting').values(row('large', large)).execute()
  await t.rejects(write(), { name: 'GatewayError', kind: 'unavailable', message: /^The disk of the database is full/, status: 503 })
  await t.rejects(db.transaction().execute(async transaction => {
    await transaction.insertInto('setting').values(row('small')).execute()
    await transaction.insertInto('setting').values(row('large', large)).execute()
  }), { name: 'GatewayError', kind: 'unavailable' })
  t.equal(await count(db), 0, 'and it can still be read')
  await sql`pragma max_page_count = 10000`.execute(db)
  await write()
  t.equal(await count(db), 1)
})

test('keeps the database file to its owner', async t => {
  const dataDir = join(t.testdir(), 'made', 'on', 'demand')
  const database = await openDatabase({ dataDir, log: silentLog })
  t.teardown(() => database.close())
  await sql`create table a (b)`.execute(database.db)
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
  t.equal(modeOf(dataDir), '700')
  t.equal(modeOf(join(dataDir, 'parlance.db')), '600')
  t.equal(modeOf(join(dataDir, 'parlance.db-wal')), '600')
  t.strictSame((await sql`pragma journal_mode`.execute(database.db)).rows, [{ journal_mode: 'wal' }])
  t.strictSame((await sql`pragma synchronous`.execute(database.db)).rows, [{ synchronous: 2 }])
  t.strictSame((await sql`pragma foreign_keys`.execute(database.db)).rows, [{ foreign_keys: 1 }])
})

test('closes a database that was never used', async t => {
  const database = await openDatabase({ dataDir: t.testdir(), log: silentLog })
  await database.close()
  await t.resolves(database.close())
})

test('says in one line why a database cannot be opened', async t => {
  const dataDir = t.testdir()
  writeFileSync(join(dataDir, 'parlance.db'), 'this is not a database, it is a text file '.repeat(100))
  const cases: [options: { url?: string; dataDir?: string }, message: RegExp][] = [
    [{ dataDir }, /^The database in DATA_DIR cannot be opened: file is not a database\.$/],
    [{ dataDir: join(dataDir, 'parlance.db', 'below a file') }, /^The database in DATA_DIR cannot be opened: ENOTDIR\.$/],
    [{ url: 'mysql://user:hunter2@host/db' }, /^DATABASE_URL must begin with postgres:[^\n]+$/],
    [{ url: 'postgres://user:hunter2@[bad/db' }, /^DATABASE_URL is not a PostgreSQL URL[^\n]+$/],
  ]
  for (const [options, message] of cases) {
    const error: unknown = await openDatabase({ ...options, log: silentLog }).catch(thrown => thrown)
    t.ok(error instanceof StorageError)
    t.match(error, { message })
    t.notMatch(inspect(error, { showHidden: true }), /hunter2/)
  }
})
