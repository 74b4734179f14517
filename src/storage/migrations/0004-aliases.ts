import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** Model names of the operator's own, and what they stand for. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)

  await db.schema.createTable('alias')
    .addColumn('name', id, column => column.primaryKey().notNull())
    .addColumn('targets', json, column => column.notNull())
    .addColumn('strategy', 'text', column => column.notNull())
    .addColumn('system_prompt', 'text')
    .addColumn('description', 'text')
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .execute()
}
