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
    const unknown = [...applied].filter(name => !migrations.has(name))
    if (unknown.length > 0) {
      throw new StorageError(`The database was made by a newer version of Parlance (it has ${unknown.join(', ')}); start that version, or restore a backup.`)
    }
    const pending = [...migrations].filter(([name]) => !applied.has(name))
    for (const [name, migration] of pending) {
      await migration.up(transaction, engine)
      await transaction.insertInto('migration').values({ name, applied_at: Date.now() }).execute()
    }
    return pending.map(([name]) => name)
  }))

const readApplied = async (transaction: Transaction<Tables>): Promise<Set<string>> => {
  await transaction.schema.createTable('migration').ifNotExists()
    .addColumn('name', 'text', column => column.primaryKey().notNull())
    .addColumn('applied_at', 'bigint', column => column.notNull())
    .execute()
  const rows = await transaction.selectFrom('migration').select('name').orderBy('name').execute()
  return new Set(rows.map(row => row.name))
}
