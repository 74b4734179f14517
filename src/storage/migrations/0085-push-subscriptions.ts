import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** Browsers that want to be told. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id } = columnTypes(engine)

  await db.schema.createTable('push_subscription')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('account_id', id, column => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('session_id', id, column => column.notNull().references('session.id').onDelete('cascade'))
    // what the same browser is known by
    .addColumn('endpoint_hash', 'text', column => column.notNull())
    // endpoint, keys, origin
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('push_subscription_by_account').on('push_subscription').columns(['account_id', 'id']).execute()
  await db.schema.createIndex('push_subscription_by_session').on('push_subscription').column('session_id').execute()
  await db.schema.createIndex('push_subscription_by_endpoint').on('push_subscription').column('endpoint_hash').execute()
}
