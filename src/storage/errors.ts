import { GatewayError } from '../core/errors.ts'

/** The database cannot be used as it is configured or as it stands. The message is one line for the operator, without a secret. */
export class StorageError extends Error {
  constructor (message: string) {
    super(message)
    this.name = 'StorageError'
  }
}

/** What SQLite and pg say about a failure, as far as we read it. */
type DriverError = { code?: unknown; errcode?: unknown; message?: unknown }

// https://www.sqlite.org/rescode.html, primary codes: busy, locked, read-only, I/O error, corrupt, full, cannot open, not a database.
const sqliteUnavailable = new Set([5, 6, 8, 10, 11, 13, 14, 26])
const sqliteUnique = new Set([1555, 2067])

// https://www.postgresql.org/docs/current/errcodes-appendix.html, classes: connection, authorization, catalog name, transaction
// rollback, insufficient resources (disk and connections), operator intervention (shutdown, timeouts), system error.
const postgresUnavailable = /^(?:08|28|3D|40|53|57|58|25006|55P03)/
const postgresUnreadable = new Set(['22021', '22P05'])
const connectionFailures = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EMFILE'])
// pg gives these no code.
const connectionMessages = /timeout exceeded when trying to connect|connection terminated|connection error|not queryable|query read timeout|connection timeout|timeout expired|does not support SSL|pool after calling end/i

const sqliteFull = 13
const postgresFull = '53100'

const isFull = ({ code, errcode }: DriverError): boolean => code === postgresFull || (typeof errcode === 'number' && (errcode & 0xff) === sqliteFull)

const asDriverError = (thrown: unknown): DriverError => typeof thrown === 'object' && thrown !== null ? thrown : {}

const isUnavailable = ({ code, errcode, message }: DriverError): boolean => {
  if (typeof errcode === 'number') return sqliteUnavailable.has(errcode & 0xff)
  if (typeof code === 'string' && (connectionFailures.has(code) || /^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/.test(code))) return true
  if (typeof code === 'string' && code.length === 5 && postgresUnavailable.test(code)) return true
  return typeof message === 'string' && code === undefined && connectionMessages.test(message)
}

/** Turns a driver's error for a database that is down, full or busy into `unavailable`; its words stay in the cause. Others pass. */
export const readDatabaseError = (thrown: unknown): unknown => {
  if (thrown instanceof GatewayError) return thrown
  const error = asDriverError(thrown)
  if (isFull(error)) return new GatewayError('unavailable', 'The disk of the database is full: nothing can be saved until there is room.', { cause: thrown, retryAfterMs: 10_000 })
  if (isUnavailable(error)) return new GatewayError('unavailable', 'The database does not answer.', { cause: thrown, retryAfterMs: 1000 })
  // SQLite would keep it; PostgreSQL's text and jsonb cannot.
  if (postgresUnreadable.has(String(error.code))) return new GatewayError('invalid_request', 'Text must not contain the character U+0000.', { cause: thrown })
  return thrown
}

/** Whether a row was refused because another one has the same key. */
export const isUniqueViolation = (thrown: unknown): boolean => {
  const { code, errcode } = asDriverError(thrown)
  return code === '23505' || sqliteUnique.has(Number(errcode))
}
