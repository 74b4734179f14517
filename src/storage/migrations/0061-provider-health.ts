import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** How providers fared, and which instance looks next. Not tied to the table of providers: some of them have no row there. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id } = columnTypes(engine)

  await db.schema.createTable('provider_watch')
    .addColumn('provider_id', id, column => column.primaryKey().notNull())
    .addColumn('due_at', 'bigint', column => column.notNull())
    .addColumn('told', 'text', column => column.notNull())
    .addColumn('told_at', 'bigint', column => column.notNull())
    .execute()

  await db.schema.createTable('provider_check')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('provider_id', id, column => column.notNull())
    .addColumn('instance', id, column => column.notNull())
    .addColumn('at', 'bigint', column => column.notNull())
    .addColumn('ok', 'boolean', column => column.notNull())
    .addColumn('latency_ms', 'integer', column => column.notNull())
    .addColumn('error_kind', 'text')
    .execute()
  await db.schema.createIndex('provider_check_by_provider').on('provider_check').columns(['provider_id', 'at']).execute()
  await db.schema.createIndex('provider_check_by_time').on('provider_check').column('at').execute()
}
