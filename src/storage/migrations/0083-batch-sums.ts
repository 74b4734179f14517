import { type Kysely, sql } from 'kysely'

/**
 * A batch of events says what it comes to, until that is in the sums: nothing is read again to be added up. Before, the
 * sums had reached the number of an event; what is above it is added up here for the last time in that way.
 */
export const up = async (db: Kysely<any>): Promise<void> => {
  await db.schema.alterTable('usage_batch').addColumn('first_at', 'bigint').execute()
  await db.schema.alterTable('usage_batch').addColumn('sums', 'text').execute()
  await sql`create index usage_batch_waiting on usage_batch (written_at) where sums is not null`.execute(db)

  for (const lens of ['model', 'caller']) {
    for (const [span, milliseconds] of [['hour', 3_600_000], ['day', 86_400_000]] as const) await sql.raw(addAll(lens, span, milliseconds)).execute(db)
  }

  await db.schema.createTable('usage_claim')
    .addColumn('id', 'integer', column => column.primaryKey().notNull())
    .addColumn('holder', 'text')
    .addColumn('held_until', 'bigint', column => column.notNull())
    .execute()
  await db.insertInto('usage_claim').values({ id: 1, holder: null, held_until: 0 }).execute()
  await db.schema.dropTable('usage_watermark').execute()
}

const sums = {
  requests: 'case when attempt = 0 then 1 else 0 end',
  errors: "case when attempt = 0 and status = 'failed' then 1 else 0 end",
  aborted: "case when attempt = 0 and status = 'aborted' then 1 else 0 end",
  cache_hits: "case when attempt = 0 and cache = 'hit' then 1 else 0 end",
  input_tokens: 'coalesce(input_tokens, 0)',
  output_tokens: 'coalesce(output_tokens, 0)',
  cache_read_tokens: 'coalesce(cache_read_tokens, 0)',
  cache_write_tokens: 'coalesce(cache_write_tokens, 0)',
  reasoning_tokens: 'coalesce(reasoning_tokens, 0)',
  cost_nano: 'coalesce(cost_nano, 0)',
  unpriced: 'case when cost_nano is null and input_tokens is not null then 1 else 0 end',
}
const histograms = { latency: 'latency_bucket', ttft: 'ttft_bucket' }

const addAll = (lens: string, span: string, milliseconds: number): string => {
  const who = (name: string): string => lens === 'caller' ? `coalesce(${name}, '')` : "''"
  const named = (name: string): string => `case when provider is null or error_kind = 'model_not_found' then '' else ${name} end`
  return `insert into usage_rollup (lens, span, start, user_id, key_id, provider, model, asked, ${Object.keys(sums).join(', ')}, latency, ttft)
    select '${lens}', '${span}', at - at % ${milliseconds}, ${who('user_id')}, ${who('key_id')}, coalesce(provider, ''), ${named('model')}, ${named('asked')},
      ${Object.values(sums).map(worth => `cast(sum(${worth}) as bigint)`).join(', ')},
      ${Object.values(histograms).map(bucket => `coalesce(string_agg(cast(${bucket} as text) || ':1', ' '), '')`).join(', ')}
    from usage_event where number > (select number from usage_watermark) group by 1, 2, 3, 4, 5, 6, 7, 8
    on conflict (lens, span, start, user_id, key_id, provider, model, asked) do update set
      ${Object.keys(sums).map(name => `${name} = usage_rollup.${name} + excluded.${name}`).join(', ')},
      ${Object.keys(histograms).map(name => `${name} = usage_rollup.${name} || ' ' || excluded.${name}`).join(', ')}`
}
