import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** Who changed what. It refers to no other table: entries outlive what they tell of. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id } = columnTypes(engine)

  await db.schema.createTable('audit_entry')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('at', 'bigint', column => column.notNull())
    .addColumn('actor_type', 'text', column => column.notNull())
    .addColumn('actor_id', id)
    .addColumn('actor_name', 'text', column => column.notNull())
    .addColumn('actor_user_id', id)
    .addColumn('address', 'text')
    .addColumn('request_id', 'text')
    .addColumn('action', 'text', column => column.notNull())
    .addColumn('target_type', 'text', column => column.notNull())
    .addColumn('target_id', id, column => column.notNull())
    .addColumn('target_name', 'text')
    .addColumn('sealed', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('audit_entry_by_time').on('audit_entry').column('at').execute()
  await db.schema.createIndex('audit_entry_by_actor').on('audit_entry').columns(['actor_id', 'id']).execute()
  await db.schema.createIndex('audit_entry_by_target').on('audit_entry').columns(['target_id', 'id']).execute()
}
