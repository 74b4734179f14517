import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** What every call to a model came to, and sums of it by hour and by day. Nothing of what was asked or answered. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)
  const isPostgres = engine === 'postgres'

  await db.schema.createTable('usage_event')
    // In the order of writing: what the sums have reached is one number.
    .addColumn('number', isPostgres ? 'bigint' : 'integer', column => isPostgres ? column.primaryKey().generatedAlwaysAsIdentity() : column.primaryKey().autoIncrement())
    .addColumn('id', id, column => column.notNull())
    .addColumn('at', 'bigint', column => column.notNull())
    // 0: the call itself; above: a failed attempt of it that cost something
    .addColumn('attempt', 'integer', column => column.notNull())
    .addColumn('request_id', 'text')
    .addColumn('operation', 'text', column => column.notNull())
    .addColumn('door', 'text', column => column.notNull())
    .addColumn('route', 'text', column => column.notNull())
    .addColumn('provider', 'text')
    .addColumn('model', 'text', column => column.notNull())
    .addColumn('asked', 'text', column => column.notNull())
    .addColumn('user_id', id)
    .addColumn('key_id', id)
    .addColumn('chat_id', id)
    .addColumn('end_user', 'text')
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('error_kind', 'text')
    .addColumn('is_stream', 'boolean', column => column.notNull())
    .addColumn('cache', 'text')
    .addColumn('input_tokens', 'bigint')
    .addColumn('output_tokens', 'bigint')
    .addColumn('cache_read_tokens', 'bigint')
    .addColumn('cache_write_tokens', 'bigint')
    .addColumn('reasoning_tokens', 'bigint')
    // billionths of a dollar: whole numbers add up to the same on every engine
    .addColumn('cost_nano', 'bigint')
    .addColumn('pricing', json)
    .addColumn('latency_ms', 'bigint', column => column.notNull())
    .addColumn('ttft_ms', 'bigint')
    // of lib/histogram.ts; null where it would say nothing of how fast models answer
    .addColumn('latency_bucket', 'integer')
    .addColumn('ttft_bucket', 'integer')
    .addColumn('attempts', 'integer', column => column.notNull())
    .addColumn('failed_attempts', json)
    .execute()
  // SQLite ends every index with the row's number by itself. There is none by user: it would cost more than all else that
  // writing does, and the sums say in which hours a user's events are.
  await db.schema.createIndex('usage_event_by_time').on('usage_event').columns(isPostgres ? ['at', 'number'] : ['at']).execute()

  // A batch whose commit was not heard of is sent again: its id says whether it is there already.
  await db.schema.createTable('usage_batch')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('written_at', 'bigint', column => column.notNull())
    .execute()

  await db.schema.createTable('usage_rollup')
    // 'model': everybody together; 'caller': by user and key as well
    .addColumn('lens', 'text', column => column.notNull())
    // 'hour' or 'day', in UTC
    .addColumn('span', 'text', column => column.notNull())
    .addColumn('start', 'bigint', column => column.notNull())
    // empty for nobody: null is not equal to itself
    .addColumn('user_id', id, column => column.notNull())
    .addColumn('key_id', id, column => column.notNull())
    .addColumn('provider', 'text', column => column.notNull())
    .addColumn('model', 'text', column => column.notNull())
    .addColumn('asked', 'text', column => column.notNull())
    .addColumn('requests', 'bigint', column => column.notNull())
    .addColumn('errors', 'bigint', column => column.notNull())
    .addColumn('aborted', 'bigint', column => column.notNull())
    .addColumn('cache_hits', 'bigint', column => column.notNull())
    .addColumn('input_tokens', 'bigint', column => column.notNull())
    .addColumn('output_tokens', 'bigint', column => column.notNull())
    .addColumn('cache_read_tokens', 'bigint', column => column.notNull())
    .addColumn('cache_write_tokens', 'bigint', column => column.notNull())
    .addColumn('reasoning_tokens', 'bigint', column => column.notNull())
    .addColumn('cost_nano', 'bigint', column => column.notNull())
    .addColumn('unpriced', 'bigint', column => column.notNull())
    // texts of lib/histogram.ts, which are added by being joined
    .addColumn('latency', 'text', column => column.notNull())
    .addColumn('ttft', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('usage_rollup_key', ['lens', 'span', 'start', 'user_id', 'key_id', 'provider', 'model', 'asked'])
    .$call(table => isPostgres ? table : table.modifyEnd(sql`without rowid`))
    .execute()
  await sql`create index usage_rollup_by_user on usage_rollup (user_id, span, start) where lens = 'caller'`.execute(db)
  // Histograms that have been joined so often that they are worth adding up: few at any time.
  await sql`create index usage_rollup_long on usage_rollup (start) where length(latency) + length(ttft) > 10000`.execute(db)

  // One row: the number of the last event that the sums have, and which process is adding.
  await db.schema.createTable('usage_watermark')
    .addColumn('id', 'integer', column => column.primaryKey().notNull())
    .addColumn('number', 'bigint', column => column.notNull())
    .addColumn('holder', 'text')
    .addColumn('held_until', 'bigint', column => column.notNull())
    .execute()
  await db.insertInto('usage_watermark').values({ id: 1, number: 0, holder: null, held_until: 0 }).execute()
}
