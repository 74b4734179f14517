import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { EventQuery, LedgerStore, UsageEvent, UsageFilter, UsagePeriod } from '../core/ledger.ts'
import type { Tables } from './tables.ts'
import { readUsage } from './usage-rows.ts'
import { waitingSums } from './usage-batches.ts'
import { type Dimension, spanMs } from './usage-sums.ts'

/** How many rows one look goes through, and how many looks one page is worth. */
const lookSize = 5000
const maxLooks = 20

type Place = { at: number; number: number }

/**
 * Requests, newest first. Events are found by time only: of those of a user, key or provider the sums know the hours.
 * Whatever else is asked for is looked for row by row, so far and no further; then the page is short and names where to go on.
 */
export const listEvents = async (db: Kysely<Tables>, query: EventQuery): ReturnType<LedgerStore['list']> => {
  const { limit, filter } = query
  const data: UsageEvent[] = []
  let place = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const period = place === undefined ? query : { from: query.from, to: Math.min(query.to, place.at + 1) }
  const isPlain = Object.values(filter).every(value => value === undefined)
  const isGuided = filter.userId !== undefined || filter.keyId !== undefined || filter.provider !== undefined
  let looks = 0
  for (const { from, to } of isGuided ? await hoursOf(db, filter, period) : [period]) {
    for (let isDone = false; !isDone;) {
      const among = candidates(db, { from: Math.max(from, query.from), to: Math.min(to, query.to) }, place)
      const wanted = limit + 1 - data.length
      const rows = await matching(db.selectFrom(among.limit(isPlain ? wanted : lookSize).as('usage_event')).selectAll(), filter)
        .orderBy('at', 'desc').orderBy('number', 'desc').limit(wanted).execute()
      if (rows.length === wanted) {
        const page = rows.slice(0, -1)
        return { data: [...data, ...page.map(readUsage)], nextCursor: writeCursor(page.at(-1) ?? place!) } // the page is not empty: what filled it came before
      }
      data.push(...rows.map(readUsage))
      const last = isPlain ? undefined : await among.clearSelect().select(['at', 'number']).offset(lookSize - 1).limit(1).executeTakeFirst()
      isDone = last === undefined
      place = last ?? { at: from, number: 0 }
      if (++looks === maxLooks) return { data, nextCursor: writeCursor(place) }
      // reading is synchronous on SQLite: others get their turn
      await new Promise(setImmediate)
    }
  }
  return { data, nextCursor: undefined }
}

/** The hours of a period in which a user, key or provider has events, newest first: from the sums, and from the batches that they do not have yet. */
export const hoursOf = async (db: Kysely<Tables>, { userId, keyId, provider }: UsageFilter, { from, to }: UsagePeriod): Promise<UsagePeriod[]> => {
  const wanted = Object.entries({ user_id: userId, key_id: keyId, provider }).filter(([, value]) => value !== undefined) as [Dimension, string][]
  // the batches first: those that are added up in between are seen twice, never not at all
  const waiting = (await waitingSums(db)).filter(sum => sum.start > from - spanMs.hour && sum.start < to && wanted.every(([name, value]) => sum[name] === value))
  let summed = db.selectFrom('usage_rollup').select('start').distinct()
    .where('lens', '=', userId === undefined && keyId === undefined ? 'model' : 'caller').where('span', '=', 'hour').where('start', '>', from - spanMs.hour).where('start', '<', to)
  for (const [name, value] of wanted) summed = summed.where(name, '=', value)
  const starts = new Set([...waiting, ...await summed.execute()].map(({ start }) => start))
  return [...starts].sort((left, right) => right - left).map(start => ({ from: start, to: start + spanMs.hour }))
}

const candidates = (db: Kysely<Tables>, { from, to }: UsagePeriod, place: Place | undefined) => db.selectFrom('usage_event').selectAll()
  .where('attempt', '=', 0).where('at', '>=', from).where('at', '<', to)
  .$if(place !== undefined, query => query.where('at', '<=', place!.at).where(match => match.or([match('at', '<', place!.at), match('number', '<', place!.number)])))
  .orderBy('at', 'desc').orderBy('number', 'desc')

const matching = <O>(query: SelectQueryBuilder<Tables, 'usage_event', O>, { userId, keyId, provider, model, asked, status, chatId }: EventQuery['filter']) => {
  const wanted = { user_id: userId, key_id: keyId, provider, model, asked, status, chat_id: chatId }
  return Object.entries(wanted).reduce((narrowed, [column, value]) =>
    value === undefined ? narrowed : narrowed.where(column as keyof typeof wanted, '=', value), query) // as above
}

const writeCursor = ({ at, number }: Place): string => `${at.toString(36)}-${number.toString(36)}`

/** A cursor that is none reads as one before which there is nothing. */
const readCursor = (cursor: string): Place => {
  const [at = 0, number = 0] = /^[0-9a-z]{1,10}-[0-9a-z]{1,10}$/.test(cursor) ? cursor.split('-').map(part => Number.parseInt(part, 36)) : []
  return { at, number }
}
