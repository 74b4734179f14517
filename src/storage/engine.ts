import { sql } from 'kysely'

/** Which database is underneath. Only storage may ask. */
export type Engine = 'sqlite' | 'postgres'

/**
 * The column types on which the engines differ. SQLite keeps the declared name of a type, so that a row can be decoded
 * by it: `jsontext` rather than `json`, because SQLite would give the latter numeric affinity.
 */
export const columnTypes = (engine: Engine) => ({
  /** Ordered by bytes on both engines, whatever the locale of the database: cursors depend on it. */
  id: engine === 'postgres' ? sql`text collate "C"` : sql`text`,
  json: engine === 'postgres' ? sql`jsonb` : sql`jsontext`,
})
