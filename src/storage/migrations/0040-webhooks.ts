import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** Subscriptions, events that wait to be told, and what became of each delivery. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)

  await db.schema.createTable('webhook')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('owner_id', id)
    .addColumn('url', 'text', column => column.notNull())
    .addColumn('events', json, column => column.notNull())
    .addColumn('description', 'text')
    .addColumn('is_enabled', 'boolean', column => column.notNull())
    .addColumn('disabled_reason', 'text')
    // secrets
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('previous_expires_at', 'bigint')
    .addColumn('allows_private', 'boolean', column => column.notNull())
    .addColumn('failing_since', 'bigint')
    .addColumn('created_by', id, column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('webhook_by_owner').on('webhook').columns(['owner_id', 'id']).execute()

  await db.schema.createTable('webhook_event')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('type', 'text', column => column.notNull())
    .addColumn('subject', id, column => column.notNull())
    .addColumn('owner_id', id)
    // text: the body as it is sent, which json columns would rearrange
    .addColumn('payload', 'text', column => column.notNull())
    .addColumn('at', 'bigint', column => column.notNull())
    .execute()

  // No reference to the webhook: it may go while a change is being told of, which must not fail for that.
  await db.schema.createTable('webhook_delivery')
    .addColumn('sequence', engine === 'postgres' ? 'bigint' : 'integer', column => engine === 'postgres' ? column.primaryKey().generatedAlwaysAsIdentity() : column.primaryKey().autoIncrement())
    .addColumn('id', id, column => column.notNull().unique())
    .addColumn('webhook_id', id, column => column.notNull())
    .addColumn('subject', id, column => column.notNull())
    .addColumn('event_id', id, column => column.notNull().references('webhook_event.id'))
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('attempts', json, column => column.notNull())
    .addColumn('attempt_count', 'integer', column => column.notNull())
    .addColumn('first_attempt_at', 'bigint')
    .addColumn('repeats', id)
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await db.schema.createIndex('webhook_delivery_by_webhook').on('webhook_delivery').columns(['webhook_id', 'id']).execute()
  await db.schema.createIndex('webhook_delivery_by_event').on('webhook_delivery').column('event_id').execute()
  await sql`create index webhook_delivery_pending on webhook_delivery (webhook_id, subject, sequence) where status = 'pending'`.execute(db)
  await sql`create index webhook_delivery_ended on webhook_delivery (ended_at) where status <> 'pending'`.execute(db)

  // One row for each webhook and subject that something waits for: what is due is found without reading what waits behind.
  await db.schema.createTable('webhook_lane')
    .addColumn('webhook_id', id, column => column.notNull())
    .addColumn('subject', id, column => column.notNull())
    // null: paused
    .addColumn('next_at', 'bigint')
    .addColumn('token', 'text')
    .addColumn('leased_until', 'bigint', column => column.notNull())
    .addColumn('version', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('webhook_lane_key', ['webhook_id', 'subject'])
    .execute()
  await db.schema.createIndex('webhook_lane_due').on('webhook_lane').column('next_at').execute()
}
