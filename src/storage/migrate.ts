import { sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import { StorageError } from './errors.ts'
import { type Migration, migrations as allMigrations } from './migrations/index.ts'
import type { Tables } from './tables.ts'

/** Any number, as long as it stays the same: processes that start at once on one PostgreSQL wait for each other on it. */
const migrationLock = 7_250_119_644

/**
 * Brings the schema up to date and returns the names of the migrations that ran. All of them run in one transaction
 * that locks out other processes, on both engines, so that a start that fails leaves nothing half done.
 */
export const migrate = async ({ engine, patiently }: Database, migrations: ReadonlyMap<string, Migration> = allMigrations): Promise<string[]> =>
  patiently(db => db.transaction().execute(async transaction => {
    // SQLite's transaction holds the write lock from its first moment.
    if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(transaction)
    const applied = await readApplied(transaction)
    refuseNewer(applied, migrations)
    const pending = [...migrations].filter(([name]) => !applied.has(name))
    for (const [name, migration] of pending) {
      await migration.up(transaction, engine)
      await transaction.insertInto('migration').values({ name, applied_at: Date.now() }).execute()
    }
    return pending.map(([name]) => name)
  }))

/** What a start would run, without running it; undefined when the database was never used. Throws StorageError for one that is newer. */
export const pendingMigrations = async ({ db }: Database, migrations: ReadonlyMap<string, Migration> = allMigrations): Promise<string[] | undefined> => {
  const tables = await db.introspection.getTables()
  if (!tables.some(({ name }) => name === 'migration')) return undefined
  const applied = new Set((await db.selectFrom('migration').select('name').execute()).map(({ name }) => name))
  refuseNewer(applied, migrations)
  return [...migrations.keys()].filter(name => !applied.has(name))
}

const refuseNewer = (applied: ReadonlySet<string>, migrations: ReadonlyMap<string, Migration>): void => {
  const unknown = [...applied].filter(name => !migrations.has(name))
  if (unknown.length > 0) {
    throw new StorageError(`The database was made by a newer version of Parlance (it has ${unknown.join(', ')}); start that version, or restore a backup.`)
  }
}

const readApplied = async (transaction: Transaction<Tables>): Promise<Set<string>> => {
  await transaction.schema.createTable('migration').ifNotExists()
    .addColumn('name', 'text', column => column.primaryKey().notNull())
    .addColumn('applied_at', 'bigint', column => column.notNull())
    .execute()
  const rows = await transaction.selectFrom('migration').select('name').orderBy('name').execute()
  return new Set(rows.map(row => row.name))
}
