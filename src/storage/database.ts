import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Kysely, PostgresDialect, type PostgresPool, sql, type Transaction } from 'kysely'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Log, PartState } from '../core/ports.ts'
import type { Engine } from './engine.ts'
import { StorageError } from './errors.ts'
import { createPostgresPool } from './postgres-pool.ts'
import { openSqliteConnection, type SqliteConnection } from './sqlite-connection.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'
import { createUnitOfWork, type UnitOfWork } from './unit-of-work.ts'

/** An open database. Its errors are GatewayErrors when it is down, full or busy. */
export type Database = Readonly<UnitOfWork> & {
  readonly engine: Engine
  /** Runs work that may take its time, such as a migration, outside the limits that protect requests. */
  patiently<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /** A transaction that nobody waits for: it outlives the process, but on SQLite a power cut may take what the system has not written to the disk yet. */
  lightly<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>
  /** Runs work that only reads, and sees everything as it was at its first query. Writers do not wait for it. */
  snapshot<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /** How its connections are used; undefined where there are none to wait for. */
  pool(): PoolState | undefined
  /** Whether it answers, within two seconds. False too before the migrations ran. */
  check(): Promise<PartState>
  close(): Promise<void>
}

/** `waiting`: queries that have no connection yet. */
export type PoolState = { open: number; idle: number; waiting: number }

export type DatabaseOptions = {
  /** `postgres://…`; absent: SQLite in `dataDir`. */
  url?: string | undefined
  dataDir?: string
  log: Log
}

const checkTimeoutMs = 2000

/** Opens the database. PostgreSQL is not connected to before the first query, so the process can start while it is down. */
export const openDatabase = async ({ url, dataDir = './data', log }: DatabaseOptions): Promise<Database> => {
  if (!url) return openSqlite(join(dataDir, 'parlance.db'))
  if (!/^postgres(?:ql)?:\/\//.test(url)) throw new StorageError('DATABASE_URL must begin with postgres://; leave it out to use SQLite.')
  return openPostgres(url, log)
}

const openSqlite = (path: string): Database => {
  const connection = connectSqlite(path)
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(connection) })
  // A connection of its own: what is long to read would hold up everybody on the one for writing.
  let reader: { connection: SqliteConnection; db: Kysely<Tables> } | undefined
  const openReader = () => {
    const second = connectSqlite(path)
    return { connection: second, db: new Kysely<Tables>({ dialect: createSqliteDialect(second) }) }
  }
  return {
    ...createUnitOfWork(db),
    engine: 'sqlite',
    patiently: work => work(db),
    // to wait for the disk a few times a second would hold up every stream
    lightly: work => db.connection().execute(async connection => {
      await sql`pragma synchronous = normal`.execute(connection)
      try {
        return await connection.transaction().execute(work)
      } finally {
        await sql`pragma synchronous = full`.execute(connection)
      }
    }),
    snapshot: work => read((reader ??= openReader()).db, work),
    pool: () => undefined,
    check: () => check(db),
    close: async () => {
      await reader?.db.destroy()
      reader?.connection.close()
      await db.destroy()
      // Kysely closes only what it has used.
      connection.close()
    },
  }
}

const connectSqlite = (path: string): SqliteConnection => {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const connection = openSqliteConnection(path)
    // The log files beside it inherit this.
    chmodSync(path, 0o600)
    return connection
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    throw new StorageError(`The database in DATA_DIR cannot be opened: ${code === 'ERR_SQLITE_ERROR' ? message : code ?? message}.`)
  }
}

const openPostgres = async (url: string, log: Log): Promise<Database> => {
  const connect = (pool: PostgresPool) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const pool = await createPostgresPool({ url, log, isPatient: false })
  const db = connect(pool)
  return {
    ...createUnitOfWork(db),
    engine: 'postgres',
    patiently: async work => {
      const patient = connect(await createPostgresPool({ url, log, isPatient: true }))
      return work(patient).finally(() => patient.destroy())
    },
    lightly: work => db.transaction().execute(work),
    snapshot: work => read(db, work),
    pool: pool.state,
    check: () => check(db),
    close: () => db.destroy(),
  }
}

const read = <T>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)

const check = async (db: Kysely<Tables>): Promise<PartState> => {
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(reject, checkTimeoutMs, new GatewayError('unavailable', 'The database does not answer.'))
  try {
    await Promise.race([db.selectFrom('setting').select('key').limit(1).execute(), timeout])
    return { name: 'database', ok: true }
  } catch (thrown) {
    return { name: 'database', ok: false, detail: asGatewayError(thrown).kind === 'unavailable' ? 'does not answer' : 'cannot be read' }
  } finally {
    clearTimeout(timer)
  }
}
