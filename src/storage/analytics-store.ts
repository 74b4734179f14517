import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type AnalyticsStore, emptySums, type UsageFilter, type UsageGrouping, type UsagePeriod, type UsageSums } from '../core/ledger.ts'
import { addHistogram } from '../lib/histogram.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'
import { dimensions, type Dimension, type Measure, measureNames, type Span, spanMs, sumsOfEvents, sumsOfRollups } from './usage-sums.ts'

/** Reads sums: what was added up already, and the events since. Both in one snapshot, so that nothing is missing and nothing counts twice. */
export const createAnalyticsStore = ({ db, snapshot }: Pick<Database, 'db' | 'snapshot'>): AnalyticsStore => ({
  sums: ({ from, to, by, filter }) => snapshot(async reader => {
    const groups = new Map<string, UsageSums>()
    const { number: reached } = await reader.selectFrom('usage_watermark').select('number').where('id', '=', 1).executeTakeFirstOrThrow()
    const lens = by === 'user' || by === 'key' || filter.userId !== undefined || filter.keyId !== undefined ? 'caller' : 'model'
    for (const piece of piecesOf({ from, to }, by === 'hour')) {
      for (const slice of slicesOf(piece, lens)) {
        add(groups, await readRollups(reader, { ...slice, lens, by, filter }))
        // reading is synchronous on SQLite: others get their turn
        await new Promise(setImmediate)
      }
    }
    add(groups, await readEvents(reader, { from, to, by, filter, after: reached }))
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
  const { rows } = await sql<Row>`select ${groupOf(by, 'start', name => name)} as "group", ${sumsOfRollups()} from usage_rollup
    where lens = ${lens} and span = ${span} and start >= ${from} and start < ${to} ${matching(filter, name => name)} group by 1`.execute(reader)
  return rows
}

/** The events that the sums do not have yet: the last few seconds. */
const readEvents = async (reader: Kysely<Tables>, { from, to, by, filter, after }: Reading & { after: number }): Promise<readonly Row[]> => {
  const { rows } = await sql<Row>`select ${groupOf(by, 'at', name => dimensions[name])} as "group", ${sumsOfEvents()} from usage_event
    where number > ${after} and at >= ${from} and at < ${to} ${matching(filter, name => dimensions[name])} group by 1`.execute(reader)
  return rows
}

type Express = (dimension: Dimension) => string

const groupOf = (by: UsageGrouping | undefined, time: string, express: Express): RawBuilder<unknown> => {
  switch (by) {
    case undefined: return sql.raw("''")
    case 'hour':
    case 'day': return sql.raw(`${time} - ${time} % ${spanMs[by]}`)
    case 'model': return sql.raw(`case when ${express('provider')} = '' then '' else ${express('provider')} || '/' || ${express('model')} end`)
    case 'user':
    case 'key': return sql.raw(express(`${by}_id`))
    default: return sql.raw(express(by))
  }
}

const matching = ({ userId, keyId, provider, model, asked }: UsageFilter, express: Express): RawBuilder<unknown> => {
  const wanted: [Dimension, string | undefined][] = [['user_id', userId], ['key_id', keyId], ['provider', provider], ['model', model], ['asked', asked]]
  const conditions = wanted.filter(([, value]) => value !== undefined).map(([name, value]) => sql`and ${sql.raw(express(name))} = ${value}`)
  return conditions.length === 0 ? sql.raw('') : sql.join(conditions, sql.raw(' '))
}

const add = (groups: Map<string, UsageSums>, rows: readonly Row[]): void => {
  for (const row of rows) {
    const group = String(row.group)
    const sums = groups.get(group) ?? emptySums(group)
    groups.set(group, sums)
    for (const name of measureNames) sums[fields[name]] += row[name]
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
