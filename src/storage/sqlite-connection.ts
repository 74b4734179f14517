import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { readDatabaseError } from './errors.ts'

type Row = Record<string, unknown>
type Decode = (value: unknown) => unknown
type Statement = { run: StatementSync; decoders: [column: string, decode: Decode][]; isReader: boolean }

/** The one connection of a SQLite database. Synchronous inside: statements are small and the file is local. */
export type SqliteConnection = DatabaseConnection & { readonly isInTransaction: boolean; close(): void }

const cachedStatements = 200

/** By the column's declared type, so that both engines give the same shapes. */
const decodersByType: Record<string, Decode> = {
  BOOLEAN: value => value === null ? null : value !== 0,
  JSONTEXT: value => typeof value === 'string' ? JSON.parse(value) : value,
}

/** node:sqlite binds neither booleans nor undefined. */
const encode = (value: unknown): SQLInputValue => {
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  // Anything else that SQLite cannot hold is refused by node:sqlite itself.
  return value as SQLInputValue
}

/** Opens the file, or makes it, readable by this user only. */
export const openSqliteConnection = (path: string): SqliteConnection => {
  const database = openFile(path)
  const statements = new Map<string, Statement>()

  const prepare = (text: string): Statement => {
    const known = statements.get(text)
    if (known !== undefined) {
      // Moves to the end: the first is the least recently used.
      statements.delete(text)
      statements.set(text, known)
      return known
    }
    // What is cached may describe columns that are about to change.
    if (/^\s*(?:create|alter|drop)\b/i.test(text)) statements.clear()
    const statement = describe(database.prepare(text))
    statements.set(text, statement)
    if (statements.size > cachedStatements) statements.delete(statements.keys().next().value!)
    return statement
  }

  const execute = <R>({ sql, parameters }: CompiledQuery): QueryResult<R> => {
    try {
      const statement = prepare(sql)
      const values = parameters.map(encode)
      // The query builder knows the shape of its rows; SQLite does not.
      if (statement.isReader) return { rows: (statement.run.all(...values) as Row[]).map(row => decodeRow(statement, row)) as R[] }
      const { changes, lastInsertRowid } = statement.run.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    } catch (thrown) {
      throw readDatabaseError(thrown)
    }
  }

  return {
    get isInTransaction () { return database.isTransaction },
    executeQuery: async <R>(query: CompiledQuery) => execute<R>(query),
    async * streamQuery<R> ({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
      try {
        // Not from the cache: the same query run meanwhile would reset it.
        const statement = describe(database.prepare(sql))
        for (const row of statement.run.iterate(...parameters.map(encode))) yield { rows: [decodeRow(statement, row as Row) as R] }
      } catch (thrown) {
        throw readDatabaseError(thrown)
      }
    },
    close: () => {
      statements.clear()
      if (database.isOpen) database.close()
    },
  }
}

/** A copy, because node:sqlite's rows have no prototype and pg's do. */
const decodeRow = ({ decoders }: Statement, row: Row): Row => {
  const decoded = { ...row }
  for (const [column, decode] of decoders) decoded[column] = decode(row[column])
  return decoded
}

const describe = (statement: StatementSync): Statement => {
  const columns = statement.columns()
  const decoders = columns.flatMap(({ name, type }): Statement['decoders'] => {
    const decode = decodersByType[type?.toUpperCase() ?? '']
    return decode === undefined ? [] : [[name, decode]]
  })
  return { run: statement, decoders, isReader: columns.length > 0 }
}

/** FULL: a row that was acknowledged survives a power cut. The timeout lets a second process wait for the first. */
const openFile = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true })
  try {
    switchToWriteAheadLog(database)
    database.exec('pragma synchronous = full')
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** The switch needs the file for itself and does not wait for it when two processes open a new file at once. */
const switchToWriteAheadLog = (database: DatabaseSync): void => {
  const isBusy = (thrown: unknown) => ((thrown as { errcode?: number }).errcode ?? 0) % 256 === 5
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (thrown) {
      if (!isBusy(thrown) || attempt === 50) throw thrown
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
