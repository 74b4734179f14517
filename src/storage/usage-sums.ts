import { type RawBuilder, sql } from 'kysely'

export const spanMs = { hour: 3_600_000, day: 86_400_000 } as const
export type Span = keyof typeof spanMs
export const spans = ['hour', 'day'] as const
/** `model`: everybody together; `caller`: by user and key as well. */
export const lenses = ['model', 'caller'] as const
export type Lens = typeof lenses[number]

/** A dimension of the sums, as it is in the sums and as it is made of an event. What nobody serves has no name: clients could invent any number of models. */
export const dimensions = {
  user_id: "coalesce(user_id, '')",
  key_id: "coalesce(key_id, '')",
  provider: "coalesce(provider, '')",
  model: "case when provider is null or error_kind = 'model_not_found' then '' else model end",
  asked: "case when provider is null or error_kind = 'model_not_found' then '' else asked end",
} as const
export type Dimension = keyof typeof dimensions

/** What is added up, and what one event adds. The rows of attempts cost something and are no requests. */
export const measures = {
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
} as const
export type Measure = keyof typeof measures
export const measureNames = Object.keys(measures) as Measure[]

/** Histograms as texts: see lib/histogram.ts. */
const histograms = { latency: 'latency_bucket', ttft: 'ttft_bucket' } as const

/** One list of columns: every sum, by its name. */
export const sumsOfEvents = (): RawBuilder<unknown> => sql.raw([
  ...Object.entries(measures).map(([name, worth]) => `cast(sum(${worth}) as bigint) as ${name}`),
  ...Object.entries(histograms).map(([name, bucket]) => `coalesce(string_agg(cast(${bucket} as text) || ':1', ' '), '') as ${name}`),
].join(', '))

export const sumsOfRollups = (): RawBuilder<unknown> => sql.raw([
  ...measureNames.map(name => `cast(sum(${name}) as bigint) as ${name}`),
  ...Object.keys(histograms).map(name => `coalesce(string_agg(${name}, ' '), '') as ${name}`),
].join(', '))

const keys = ['lens', 'span', 'start', 'user_id', 'key_id', 'provider', 'model', 'asked'] as const
export const rollupKeys: readonly string[] = keys
const rollupColumns = [...keys, ...measureNames, ...Object.keys(histograms)]

/** Adds rows, which `select` gives in this order, to those that are there. */
export const addToRollups = (select: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into usage_rollup (${sql.raw(rollupColumns.join(', '))}) ${select}
  on conflict (${sql.raw(keys.join(', '))}) do update set ${sql.raw([
    ...measureNames.map(name => `${name} = usage_rollup.${name} + excluded.${name}`),
    ...Object.keys(histograms).map(name => `${name} = usage_rollup.${name} || ' ' || excluded.${name}`),
  ].join(', '))}`
