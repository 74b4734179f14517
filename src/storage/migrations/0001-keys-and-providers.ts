import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** API keys, providers, and small facts about the installation. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)

  await db.schema.createTable('api_key')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('hash', 'text', column => column.notNull().unique())
    .addColumn('previous_hash', 'text', column => column.unique())
    .addColumn('previous_expires_at', 'bigint')
    .addColumn('hint', 'text', column => column.notNull())
    .addColumn('scopes', json, column => column.notNull())
    .addColumn('limits', json)
    .addColumn('created_by', id)
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .execute()

  await db.schema.createTable('provider')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('name', 'text', column => column.notNull().unique())
    .addColumn('kind', 'text', column => column.notNull())
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('models', json)
    .addColumn('is_enabled', 'boolean', column => column.notNull())
    .addColumn('timeout_ms', 'integer')
    .addColumn('max_concurrency', 'integer')
    .addColumn('allows_private', 'boolean', column => column.notNull())
    .addColumn('created_by', id)
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .execute()

  await db.schema.createTable('setting')
    .addColumn('key', 'text', column => column.primaryKey().notNull())
    .addColumn('value', 'text', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .execute()
}
