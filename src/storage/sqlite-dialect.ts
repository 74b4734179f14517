import { CompiledQuery, type Dialect, type Driver, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type TransactionSettings } from 'kysely'
import type { SqliteConnection } from './sqlite-connection.ts'

/** Kysely on Node's own SQLite. One connection: Kysely queues those who want it, a transaction keeps it to its end. */
export const createSqliteDialect = (connection: SqliteConnection): Dialect => ({
  createDriver: () => createDriver(connection),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: database => new SqliteIntrospector(database),
})

const createDriver = (connection: SqliteConnection): Driver => {
  const run = async (text: string) => { await connection.executeQuery(CompiledQuery.raw(text)) }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    // Immediate: a transaction that began as a reader fails at once, without waiting, when another process writes in between.
    beginTransaction: (_, settings: TransactionSettings) => run(settings.accessMode === 'read only' ? 'begin' : 'begin immediate'),
    commitTransaction: () => run('commit'),
    // A full disk ends the transaction by itself, and a rollback would then hide the reason.
    rollbackTransaction: async () => { if (connection.isInTransaction) await run('rollback') },
    releaseConnection: async () => {},
    destroy: async () => connection.close(),
  }
}
