import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type AnalyticsStore, emptySums, type UsageFilter, type UsageGrouping, type UsagePeriod, type UsageSums } from '../core/ledger.ts'
import { addHistogram } from '../lib/histogram.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'
import { waitingSums } from './usage-batches.ts'
import { dimensions, type Dimension, type Measure, measures, type Span, spanMs, type Sum, sumsOfRollups } from './usage-sums.ts'

/** Reads sums: what was added up already, and what the batches since come to. Both in one snapshot, so that nothing is missing and nothing counts twice. */
export const createAnalyticsStore = ({ db, snapshot }: Pick<Database, 'db' | 'snapshot'>): AnalyticsStore => ({
  sums: ({ from, to, by, filter }) => snapshot(async reader => {
    const groups = new Map<string, UsageSums>()
    const lens = by === 'user' || by === 'key' || filter.userId !== undefined || filter.keyId !== undefined ? 'caller' : 'model'
    for (const piece of piecesOf({ from, to }, by === 'hour')) {
      for (const slice of slicesOf(piece, lens)) {
        add(groups, await readRollups(reader, { ...slice, lens, by, filter }))
        // reading is synchronous on SQLite: others get their turn
        await new Promise(setImmediate)
      }
    }
    add(groups, pick(await waitingSums(reader), { from, to, by, filter }))
    return [...groups.values()]
  }),

  names: async (of, ids) => {
    const names = new Map<string, string>()
    for (let at = 0; at < ids.length; at += namesAtOnce) {
      const some = ids.slice(at, at + namesAtOnce)
      const rows = of === 'user'
        ? await db.selectFrom('account').select(['id', 'username as name']).where('id', 'in', some).execute()
        : await db.selectFrom('api_key').select(['id', 'name']).where('id', 'in', some).execute()
      for (const { id, name } of rows) names.set(id, name)
    }
    return names
  },
})

const namesAtOnce = 1000

type Row = Record<Measure, number> & { group: string | number; latency: string; ttft: string }
type Piece = UsagePeriod & { span: Span }

/** Whole days from the sums of days, what is left of the period at its ends from those of hours. Both ends are whole hours. */
const piecesOf = ({ from, to }: UsagePeriod, isByHour: boolean): Piece[] => {
  const firstDay = Math.ceil(from / spanMs.day) * spanMs.day
  const lastDay = Math.floor(to / spanMs.day) * spanMs.day
  if (isByHour || firstDay >= lastDay) return [{ from, to, span: 'hour' }]
  const pieces: Piece[] = [{ from, to: firstDay, span: 'hour' }, { from: firstDay, to: lastDay, span: 'day' }, { from: lastDay, to, span: 'hour' }]
  return pieces.filter(piece => piece.from < piece.to)
}

/** How much is read at once: sums by caller are many more than those by model. */
const sliceMs = { model: { hour: 2 * spanMs.day, day: 15 * spanMs.day }, caller: { hour: 12 * spanMs.hour, day: 5 * spanMs.day } }

const slicesOf = ({ from, to, span }: Piece, lens: 'model' | 'caller'): Piece[] => {
  const slices: Piece[] = []
  const length = sliceMs[lens][span]
  for (let at = from; at < to; at += length) slices.push({ from: at, to: Math.min(at + length, to), span })
  return slices
}

type Reading = UsagePeriod & { by: UsageGrouping | undefined; filter: UsageFilter }

const readRollups = async (reader: Kysely<Tables>, { lens, span, from, to, by, filter }: Reading & { lens: 'model' | 'caller'; span: Span }): Promise<readonly Row[]> => {
  const { rows } = await sql<Row>`select ${groupOf(by)} as "group", ${sumsOfRollups()} from usage_rollup
    where lens = ${lens} and span = ${span} and start >= ${from} and start < ${to} ${matching(filter)} group by 1`.execute(reader)
  return rows
}

const groupOf = (by: UsageGrouping | undefined): RawBuilder<unknown> => {
  switch (by) {
    case undefined: return sql.raw("''")
    case 'hour':
    case 'day': return sql.raw(`start - start % ${spanMs[by]}`)
    case 'model': return sql.raw("case when provider = '' then '' else provider || '/' || model end")
    case 'user':
    case 'key': return sql.raw(`${by}_id`)
    default: return sql.raw(by)
  }
}

const wantedOf = ({ userId, keyId, provider, model, asked }: UsageFilter): [Dimension, string][] => {
  const values = [userId, keyId, provider, model, asked]
  return dimensions.flatMap((name, at) => values[at] === undefined ? [] : [[name, values[at]]])
}

const matching = (filter: UsageFilter): RawBuilder<unknown> => sql.join(wantedOf(filter).map(([name, value]) => sql`and ${sql.raw(name)} = ${value}`), sql.raw(' '))

/** Of what batches come to what is asked for, as the database does with those that were added up. */
const pick = (sums: readonly Sum[], { from, to, by, filter }: Reading): Row[] => {
  const wanted = wantedOf(filter)
  return sums.filter(sum => sum.start >= from && sum.start < to && wanted.every(([name, value]) => sum[name] === value)).map(sum => ({ ...sum, group: groupNameOf(sum, by) }))
}

const groupNameOf = (sum: Sum, by: UsageGrouping | undefined): string | number => {
  switch (by) {
    case undefined: return ''
    case 'hour':
    case 'day': return sum.start - sum.start % spanMs[by]
    case 'model': return sum.provider === '' ? '' : `${sum.provider}/${sum.model}`
    case 'user':
    case 'key': return sum[`${by}_id`]
    default: return sum[by]
  }
}

const add = (groups: Map<string, UsageSums>, rows: readonly Row[]): void => {
  for (const row of rows) {
    const group = String(row.group)
    const sums = groups.get(group) ?? emptySums(group)
    groups.set(group, sums)
    for (const name of measures) sums[fields[name]] += row[name]
    addHistogram(sums.latency, row.latency)
    addHistogram(sums.ttft, row.ttft)
  }
}

const fields = {
  requests: 'requests',
  errors: 'errors',
  aborted: 'aborted',
  cache_hits: 'cacheHits',
  input_tokens: 'inputTokens',
  output_tokens: 'outputTokens',
  cache_read_tokens: 'cacheReadTokens',
  cache_write_tokens: 'cacheWriteTokens',
  reasoning_tokens: 'reasoningTokens',
  cost_nano: 'costNano',
  unpriced: 'unpriced',
} as const satisfies Record<Measure, keyof UsageSums>
