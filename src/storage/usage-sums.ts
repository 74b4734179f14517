import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { UsageEvent } from '../core/ledger.ts'
import { addHistogram, type Histogram, writeHistogram } from '../lib/histogram.ts'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'

export const spanMs = { hour: 3_600_000, day: 86_400_000 } as const
export type Span = keyof typeof spanMs
export const spans = ['hour', 'day'] as const
/** `model`: everybody together; `caller`: by user and key as well. */
export const lenses = ['model', 'caller'] as const
export type Lens = typeof lenses[number]

/** By what sums are kept, beside their time. Empty for nobody and nothing. */
export const dimensions = ['user_id', 'key_id', 'provider', 'model', 'asked'] as const
export type Dimension = typeof dimensions[number]

/** What is added up. */
export const measures = ['requests', 'errors', 'aborted', 'cache_hits', 'input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens', 'reasoning_tokens', 'cost_nano', 'unpriced'] as const
export type Measure = typeof measures[number]

/** What the events of one hour, caller and model come to. Histograms are texts: see lib/histogram.ts. */
export type Sum = { start: number } & Record<Dimension, string> & Record<Measure, number> & { latency: string; ttft: string }
/** A row of the sums. */
export type Rollup = Sum & { lens: Lens; span: Span }

type Open = Omit<Sum, 'latency' | 'ttft'> & { latency: Histogram; ttft: Histogram }

/** What events come to by hour, caller and model. The rows of attempts cost something and are no requests. Behind every request. */
export function sumEvents (events: readonly UsageEvent[]): Sum[] {
  const sums = new Map<string, Open>()
  for (const event of events) {
    const start = event.at - event.at % spanMs.hour
    const provider = event.provider ?? ''
    // what nobody serves has no name: clients could invent any number of models
    const isKnown = provider !== '' && event.errorKind !== 'model_not_found'
    const [model, asked, user, key] = [isKnown ? event.model : '', isKnown ? event.asked : '', event.userId ?? '', event.keyId ?? '']
    const name = `${start}\n${user}\n${key}\n${provider}\n${model}\n${asked}`
    let sum = sums.get(name)
    if (sum === undefined) sums.set(name, sum = { ...nothing, start, user_id: user, key_id: key, provider, model, asked, latency: new Map(), ttft: new Map() })
    if (event.attempt === 0) {
      sum.requests++
      if (event.status === 'failed') sum.errors++
      else if (event.status === 'aborted') sum.aborted++
      if (event.cache === 'hit') sum.cache_hits++
    }
    sum.input_tokens += event.inputTokens ?? 0
    sum.output_tokens += event.outputTokens ?? 0
    sum.cache_read_tokens += event.cacheReadTokens ?? 0
    sum.cache_write_tokens += event.cacheWriteTokens ?? 0
    sum.reasoning_tokens += event.reasoningTokens ?? 0
    sum.cost_nano += event.costNano ?? 0
    if (event.costNano === undefined && event.inputTokens !== undefined) sum.unpriced++
    if (event.latencyBucket !== undefined) count(sum.latency, event.latencyBucket)
    if (event.ttftBucket !== undefined) count(sum.ttft, event.ttftBucket)
  }
  return [...sums.values()].map(close)
}

const nothing = { requests: 0, errors: 0, aborted: 0, cache_hits: 0, input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, reasoning_tokens: 0, cost_nano: 0, unpriced: 0 } satisfies Record<Measure, number>

const count = (histogram: Histogram, bucket: number): void => { histogram.set(bucket, (histogram.get(bucket) ?? 0) + 1) }

const close = <O extends Open>(sum: O) => ({ ...sum, latency: writeHistogram(sum.latency), ttft: writeHistogram(sum.ttft) })

const sumColumns = ['start', ...dimensions, ...measures, 'latency', 'ttft'] as const

/** Without names: there are many of them. */
export const writeSums = (sums: readonly Sum[]): string => JSON.stringify(sums.map(sum => sumColumns.map(name => sum[name])))

export const readSums = (text: string): Sum[] =>
  (JSON.parse(text) as unknown[][]).map(values => Object.fromEntries(sumColumns.map((name, at) => [name, values[at]])) as Sum) // writeSums wrote it

/** The rows to which sums are to be added: for each lens and span, whatever falls together added up. */
export function toRollups (sums: readonly Sum[]): Rollup[] {
  const rollups = new Map<string, Open & { lens: Lens; span: Span }>()
  for (const sum of sums) {
    for (const lens of lenses) {
      const [user_id, key_id] = lens === 'caller' ? [sum.user_id, sum.key_id] : ['', '']
      for (const span of spans) {
        const start = sum.start - sum.start % spanMs[span]
        const name = [lens, span, start, user_id, key_id, sum.provider, sum.model, sum.asked].join('\n')
        let rollup = rollups.get(name)
        if (rollup === undefined) rollups.set(name, rollup = { ...sum, ...nothing, lens, span, start, user_id, key_id, latency: new Map(), ttft: new Map() })
        for (const measure of measures) rollup[measure] += sum[measure]
        addHistogram(rollup.latency, sum.latency)
        addHistogram(rollup.ttft, sum.ttft)
      }
    }
  }
  return [...rollups.values()].map(close)
}

/** One list of columns: every sum of rows that were added up before, by its name. */
export const sumsOfRollups = (): RawBuilder<unknown> => sql.raw([
  ...measures.map(name => `cast(sum(${name}) as bigint) as ${name}`),
  ...histograms.map(name => `coalesce(string_agg(${name}, ' '), '') as ${name}`),
].join(', '))

const histograms = ['latency', 'ttft'] as const
export const rollupKeys = ['lens', 'span', 'start', ...dimensions] as const
const columns = [...rollupKeys, ...measures, ...histograms] as const
const types: Readonly<Record<string, string>> = { start: 'bigint', ...Object.fromEntries(measures.map(name => [name, 'bigint'])) }

const addBegin = `insert into usage_rollup (${columns.join(', ')})`
const addEnd = `on conflict (${rollupKeys.join(', ')}) do update set ${[
  ...measures.map(name => `${name} = usage_rollup.${name} + excluded.${name}`),
  ...histograms.map(name => `${name} = usage_rollup.${name} || ' ' || excluded.${name}`),
].join(', ')}`
const addOne = `${addBegin} values (${columns.map(() => '?').join(', ')}) ${addEnd}`
const addJson = `${addBegin} select * from json_to_recordset($1::json) as rollup (${columns.map(name => `${name} ${types[name] ?? 'text'}`).join(', ')}) ${addEnd}`

/** Adds rows, which `select` gives in the order of the columns, to those that are there. */
export const addSelected = (select: RawBuilder<unknown>): RawBuilder<unknown> => sql`${sql.raw(addBegin)} ${select} ${sql.raw(addEnd)}`

/** Adds rows to those that are there; none may come twice. */
export const addRollups = async (db: Kysely<Tables>, engine: Engine, rollups: readonly Rollup[]): Promise<void> => {
  if (engine === 'postgres') {
    await db.executeQuery(CompiledQuery.raw(addJson, [JSON.stringify(rollups)]))
    return
  }
  for (const rollup of rollups) await db.executeQuery(CompiledQuery.raw(addOne, columns.map(name => rollup[name])))
}
