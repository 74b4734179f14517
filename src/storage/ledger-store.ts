import { CompiledQuery, type Transaction } from 'kysely'
import type { LedgerStore, UsageEvent } from '../core/ledger.ts'
import type { Database } from './database.ts'
import type { Engine } from './engine.ts'
import { rekeyRollups } from './rollup-store.ts'
import type { Tables } from './tables.ts'
import { anonymizeEvents } from './usage-events.ts'
import { hoursOf, listEvents } from './usage-list.ts'
import { pricingText, usageColumns, writeUsage } from './usage-rows.ts'
import { sumEvents, writeSums } from './usage-sums.ts'

/** Keeps usage events: written in batches, read newest first. */
export const createLedgerStore = ({ db, engine, lightly }: Database): LedgerStore => ({
  append: async ({ id, events, at }) => lightly(async transaction => {
    // what they come to is known now, and would have to be read again later
    const batch = { id, written_at: at, first_at: events.reduce((first, event) => Math.min(first, event.at), at), sums: writeSums(sumEvents(events)) }
    const { numInsertedOrUpdatedRows } = await transaction.insertInto('usage_batch').values(batch)
      .onConflict(conflict => conflict.column('id').doNothing()).executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n) await insertEvents(transaction, engine, events)
  }),

  list: query => listEvents(db, query),

  anonymize: async userId => {
    for (const { from, to } of await hoursOf(db, { userId }, everything)) {
      await anonymizeEvents(db).where('at', '>=', from).where('at', '<', to).where('user_id', '=', userId).execute()
      await new Promise(setImmediate)
    }
    await rekeyRollups({ db, engine, lightly }, userId)
  },
})

const everything = { from: 0, to: Number.MAX_SAFE_INTEGER }

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
