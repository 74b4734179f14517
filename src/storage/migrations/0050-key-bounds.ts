import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** What keys and accounts may ask and spend, and which key made a key. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)
  for (const table of ['api_key', 'account']) {
    await db.schema.alterTable(table).addColumn('models', json).execute()
    await db.schema.alterTable(table).addColumn('budget', json).execute()
  }
  await db.schema.alterTable('api_key').addColumn('parent_id', id).execute()
  await db.schema.createIndex('api_key_by_parent').on('api_key').column('parent_id').execute()
}
