import { CompiledQuery, type Kysely, sql, type SelectQueryBuilder, type Transaction } from 'kysely'
import type { EventQuery, LedgerStore, UsageEvent } from '../core/ledger.ts'
import type { Database } from './database.ts'
import type { Engine } from './engine.ts'
import { rekeyRollups } from './rollup-store.ts'
import type { Tables } from './tables.ts'
import { anonymizeEvents, usageWriteLock } from './usage-events.ts'
import { pricingText, readUsage, usageColumns, writeUsage } from './usage-rows.ts'

/** Keeps usage events: written in batches, read newest first. */
export const createLedgerStore = ({ db, engine }: Database): LedgerStore => ({
  append: async ({ id, events, at }) => db.transaction().execute(async transaction => {
    // A number is given before its transaction ends: see RollupStore.roll.
    if (engine === 'postgres') await sql`select pg_advisory_xact_lock_shared(${sql.lit(usageWriteLock)})`.execute(transaction)
    const { numInsertedOrUpdatedRows } = await transaction.insertInto('usage_batch').values({ id, written_at: at })
      .onConflict(conflict => conflict.column('id').doNothing()).executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n) await insertEvents(transaction, engine, events)
  }),

  list: async query => {
    const { limit, filter: { userId, ...rest } } = query
    const data: UsageEvent[] = []
    // Through the index on time, or on a user's; what else is asked for is looked for there, so far and no further.
    const isPlain = Object.values(rest).every(value => value === undefined)
    let place = query.cursor === undefined ? undefined : readCursor(query.cursor)
    for (let look = 0; look < (isPlain ? 1 : maxLooks); look++) {
      const among = candidates(db, query, place)
      const rows = await matching(db.selectFrom(among.limit(isPlain ? limit + 1 : lookSize).as('usage_event')).selectAll(), rest)
        .orderBy('at', 'desc').orderBy('number', 'desc').limit(limit + 1 - data.length).execute()
      if (data.length + rows.length > limit) {
        const page = rows.slice(0, limit - data.length)
        return { data: [...data, ...page.map(readUsage)], nextCursor: writeCursor(page.at(-1) ?? place!) } // no page is so small that nothing came before
      }
      data.push(...rows.map(readUsage))
      if (isPlain) return { data, nextCursor: undefined }
      const last = await among.clearSelect().select(['at', 'number']).offset(lookSize - 1).limit(1).executeTakeFirst()
      if (last === undefined) return { data, nextCursor: undefined }
      place = last
      // others get their turn
      await new Promise(setImmediate)
    }
    return { data, nextCursor: writeCursor(place!) }
  },

  anonymize: async userId => {
    for (;;) {
      const rows = await db.selectFrom('usage_event').select('number').where('user_id', '=', userId).limit(1000).execute()
      if (rows.length === 0) break
      await anonymizeEvents(db).where('number', 'in', rows.map(({ number }) => number)).execute()
      await new Promise(setImmediate)
    }
    await rekeyRollups(db, engine, userId)
  },
})

const names = usageColumns.map(([name]) => name)
/** So many rows a statement: with fewer, the way to the database costs more than the rows. */
const rowsAtOnce = 20
const jsonAt = usageColumns.flatMap(([, type], at) => type === 'jsonb' ? [at] : [])
const row = `(${names.map(() => '?').join(', ')})`
const insertText = (rows: number): string => `insert into usage_event (${names.join(', ')}) values ${Array.from({ length: rows }, () => row).join(', ')}`
const [insertOne, insertMany] = [insertText(1), insertText(rowsAtOnce)]
const insertJson = `insert into usage_event (${names.join(', ')}) select * from json_to_recordset($1::json) as event (${usageColumns.map(([name, type]) => `${name} ${type}`).join(', ')})`

/** The fastest way into each: on SQLite few statements that stay prepared, on PostgreSQL one that is sent once. */
const insertEvents = async (transaction: Transaction<Tables>, engine: Engine, events: readonly UsageEvent[]): Promise<void> => {
  if (engine === 'postgres') {
    const list = events.map(event => Object.fromEntries(writeUsage(event).map((value, at) => [names[at], value])))
    await transaction.executeQuery(CompiledQuery.raw(insertJson, [JSON.stringify(list)]))
    return
  }
  for (let at = 0; at < events.length;) {
    const count = events.length - at >= rowsAtOnce ? rowsAtOnce : 1
    const values: unknown[] = []
    for (const event of events.slice(at, at + count)) values.push(...writeSqlite(event))
    await transaction.executeQuery(CompiledQuery.raw(count === 1 ? insertOne : insertMany, values))
    at += count
  }
}

const writeSqlite = (event: UsageEvent): unknown[] => {
  const values = writeUsage(event)
  for (const at of jsonAt) if (values[at] !== null) values[at] = values[at] === event.pricing ? pricingText(event.pricing!) : JSON.stringify(values[at])
  return values
}

/** How many rows one look goes through, and how many looks one page is worth. */
const lookSize = 5000
const maxLooks = 20

type Place = { at: number; number: number }

const candidates = (db: Kysely<Tables>, { from, to, filter: { userId } }: EventQuery, place: Place | undefined) => db.selectFrom('usage_event').selectAll()
  .where('attempt', '=', 0).where('at', '>=', from).where('at', '<', to)
  .$if(userId !== undefined, query => query.where('user_id', '=', userId!))
  .$if(place !== undefined, query => query.where('at', '<=', place!.at).where(match => match.or([match('at', '<', place!.at), match('number', '<', place!.number)])))
  .orderBy('at', 'desc').orderBy('number', 'desc')

const matching = <O>(query: SelectQueryBuilder<Tables, 'usage_event', O>, { keyId, provider, model, asked, status, chatId }: EventQuery['filter']) => {
  const wanted = { key_id: keyId, provider, model, asked, status, chat_id: chatId }
  return Object.entries(wanted).reduce((narrowed, [column, value]) =>
    value === undefined ? narrowed : narrowed.where(column as keyof typeof wanted, '=', value), query) // Object.entries forgets the names
}

const writeCursor = ({ at, number }: Place): string => `${at.toString(36)}-${number.toString(36)}`

/** A cursor that is none reads as one before which there is nothing. */
const readCursor = (cursor: string): Place => {
  const [at = 0, number = 0] = /^[0-9a-z]{1,10}-[0-9a-z]{1,10}$/.test(cursor) ? cursor.split('-').map(part => Number.parseInt(part, 36)) : []
  return { at, number }
}
