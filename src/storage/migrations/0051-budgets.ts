import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** What was spent of budgets, what is set aside, and windows that processes without a Redis share. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)

  await db.schema.createTable('budget_use')
    .addColumn('subject_id', id, column => column.notNull())
    .addColumn('period', 'text', column => column.notNull())
    .addColumn('period_start', 'bigint', column => column.notNull())
    // nano-dollars
    .addColumn('spent', 'bigint', column => column.notNull())
    .addColumn('reserved', 'bigint', column => column.notNull())
    // the threshold in per cent that was announced last
    .addColumn('told', 'integer', column => column.notNull())
    .addPrimaryKeyConstraint('budget_use_key', ['subject_id', 'period', 'period_start'])
    .execute()

  await db.schema.createTable('budget_hold')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('instance_id', id, column => column.notNull())
    .addColumn('spans', json, column => column.notNull())
    .addColumn('amount', 'bigint', column => column.notNull())
    .addColumn('expires_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('budget_hold_by_expiry').on('budget_hold').column('expires_at').execute()
  await db.schema.createIndex('budget_hold_by_instance').on('budget_hold').column('instance_id').execute()

  await db.schema.createTable('limit_window')
    .addColumn('key', id, column => column.notNull())
    .addColumn('resets_at', 'bigint', column => column.notNull())
    .addColumn('used', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('limit_window_key', ['key', 'resets_at'])
    .execute()
  await db.schema.createIndex('limit_window_by_end').on('limit_window').column('resets_at').execute()
}
