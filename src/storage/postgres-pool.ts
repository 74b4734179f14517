import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { PoolClient } from 'pg'
import { GatewayError } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import type { PoolState } from './database.ts'
import { readDatabaseError, StorageError } from './errors.ts'

/** The server gives up first; the client's own limit is for a network that swallows packets. */
const requestLimits = { max: 10, statement_timeout: 30_000, query_timeout: 35_000 }

/** A bounded pool that answers in bounded time, unless it is patient. pg is loaded only here: most installations do not need it. */
export const createPostgresPool = async ({ url, log, isPatient }: { url: string; log: Log; isPatient: boolean }): Promise<PostgresPool & { state(): PoolState }> => {
  const { default: pg } = await import('pg')
  const options = {
    connectionString: url,
    application_name: 'parlance',
    connectionTimeoutMillis: 5000,
    ...isPatient ? { max: 1 } : requestLimits,
    keepAlive: true,
    types: { getTypeParser: (id: number, format?: string) => id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format as 'text') },
  }
  try {
    // Reads the URL without connecting. Its own error would repeat the URL, password and all.
    void new pg.Client({ connectionString: url })
  } catch {
    throw new StorageError('DATABASE_URL is not a PostgreSQL URL; it takes postgres://user:password@host:port/database.')
  }
  const pool = new pg.Pool(options)
  // Without these two listeners a connection that breaks while nobody waits for it would end the process.
  pool.on('error', error => log.warn({ error: error.message }, 'an idle database connection broke'))
  pool.on('connect', client => client.on('error', () => {}))

  return {
    options,
    connect: async () => {
      try {
        return guard(await pool.connect())
      } catch (thrown) {
        throw readDatabaseError(thrown)
      }
    },
    end: () => pool.end(),
    state: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  }
}

/** Reads errors, and keeps a connection that failed as one from going back into the pool. */
const guard = (client: PoolClient): PostgresPoolClient => {
  let isBroken = false
  const query = async (text: string, parameters: readonly unknown[]) => {
    try {
      return await client.query(text, [...parameters])
    } catch (thrown) {
      const error = readDatabaseError(thrown)
      isBroken ||= error instanceof GatewayError && error.kind === 'unavailable'
      throw error
    }
  }
  return {
    // Kysely's type also covers cursors, which it uses only when it is given a cursor class.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy = false) => client.release(destroy || isBroken),
  }
}
