import { type Kysely, sql, type Transaction } from 'kysely'
import { erasedKey, erasedUser, type RollupStore } from '../core/ledger.ts'
import { addHistogram, type Histogram, writeHistogram } from '../lib/histogram.ts'
import type { Database } from './database.ts'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'
import { anonymizeEvents, usageWriteLock } from './usage-events.ts'
import { addToRollups, dimensions, type Lens, lenses, rollupKeys, type Span, spanMs, spans, sumsOfEvents, sumsOfRollups } from './usage-sums.ts'

/** Adds events to sums by hour and by day. How far it has come is written in the same transaction, so a crash neither loses nor doubles any. */
export const createRollupStore = ({ db, engine, lightly }: Database): RollupStore => ({
  claim: async (holder, until, now) => {
    const { numUpdatedRows } = await db.updateTable('usage_watermark').set({ holder, held_until: until }).where('id', '=', 1)
      .where(match => match.or([match('holder', 'is', null), match('holder', '=', holder), match('held_until', '<=', now)])).executeTakeFirst()
    return numUpdatedRows === 1n
  },

  release: async holder => {
    await db.updateTable('usage_watermark').set({ holder: null, held_until: 0 }).where('id', '=', 1).where('holder', '=', holder).execute()
  },

  roll: async limit => {
    const final = await lastFinal(db, engine)
    return lightly(async transaction => {
      const reached = await lockWatermark(transaction, engine)
      const { last, count } = await transaction.selectFrom(query => query.selectFrom('usage_event').select('number')
        .where('number', '>', reached).where('number', '<=', final).orderBy('number').limit(limit).as('next'))
        .select(({ fn }) => [fn.max('number').as('last'), fn.countAll<number>().as('count')]).executeTakeFirstOrThrow()
      if (Number(count) === 0) return 0
      await forgetStragglers(transaction, reached, last)
      await addEvents(transaction, reached, last)
      await shorten(transaction)
      await transaction.updateTable('usage_watermark').set({ number: last }).where('id', '=', 1).execute()
      return Number(count)
    })
  },

  prune: async ({ before, now, limit }) => {
    await db.deleteFrom('usage_batch').where('written_at', '<', now - spanMs.day).execute()
    const { numDeletedRows } = await db.deleteFrom('usage_event').where('number', 'in', query => query.selectFrom('usage_event').select('number')
      .where('at', '<', before).where('number', '<=', reached => reached.selectFrom('usage_watermark').select('number').where('id', '=', 1))
      .orderBy('at').limit(limit)).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

/** The last number below which nothing can appear any more. SQLite has one writer; on PostgreSQL those who are writing are waited for. */
const lastFinal = async (db: Kysely<Tables>, engine: Engine): Promise<number> => {
  const read = async (of: Kysely<Tables>) => Number((await of.selectFrom('usage_event').select(({ fn }) => fn.max('number').as('last')).executeTakeFirst())?.last ?? 0)
  if (engine === 'sqlite') return read(db)
  return db.transaction().execute(async transaction => {
    await sql`select pg_advisory_xact_lock(${sql.lit(usageWriteLock)})`.execute(transaction)
    return read(transaction)
  })
}

/** How far the sums have come. Until the transaction ends nobody else adds to them. */
const lockWatermark = async (transaction: Transaction<Tables>, engine: Engine): Promise<number> => {
  const { number } = await transaction.selectFrom('usage_watermark').select('number').where('id', '=', 1)
    .$if(engine === 'postgres', query => query.forUpdate()).executeTakeFirstOrThrow()
  return number
}

/** What was written after its account was erased, by an answer that was still running. */
const forgetStragglers = async (transaction: Transaction<Tables>, after: number, upTo: number): Promise<void> => {
  await anonymizeEvents(transaction).where('number', '>', after).where('number', '<=', upTo)
    .where('user_id', 'is not', null).where('user_id', '!=', erasedUser)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('account').select('account.id').whereRef('account.id', '=', 'usage_event.user_id')))).execute()
}

/** Events are read once, into sums by caller and hour; the coarser ones are sums of these. */
const addEvents = async (transaction: Transaction<Tables>, after: number, upTo: number): Promise<void> => {
  const { user_id: user, key_id: key, ...names } = dimensions
  const coarser = (lens: Lens, span: Span) => sql`select ${sql.lit(lens)}, ${sql.lit(span)}, start - start % ${sql.lit(spanMs[span])},
    ${sql.raw(lens === 'caller' ? 'user_id, key_id' : "'', ''")}, provider, model, asked, ${sumsOfRollups()} from fresh where true group by 3, 4, 5, 6, 7, 8`
  const all = lenses.flatMap(lens => spans.map(span => coarser(lens, span)))
  await addToRollups(sql`with fresh as materialized (
    select at - at % ${sql.lit(spanMs.hour)} as start, ${sql.raw(`${user} as user_id, ${key} as key_id, ${Object.entries(names).map(([name, made]) => `${made} as ${name}`).join(', ')}`)}, ${sumsOfEvents()}
    from usage_event where number > ${after} and number <= ${upTo} group by 1, 2, 3, 4, 5, 6
  ) ${sql.join(all, sql` union all `)}`).execute(transaction)
}

/** Joined histograms grow with every addition: those that have grown long are added up. */
const shorten = async (transaction: Transaction<Tables>): Promise<void> => {
  const rows = await transaction.selectFrom('usage_rollup').select(['lens', 'span', 'start', 'user_id', 'key_id', 'provider', 'model', 'asked', 'latency', 'ttft'])
    .where(sql<boolean>`length(latency) + length(ttft) > 10000`).execute()
  for (const { latency, ttft, ...key } of rows) {
    let update = transaction.updateTable('usage_rollup').set({ latency: addedUp(latency), ttft: addedUp(ttft) })
    for (const name of rollupKeys) update = update.where(name as keyof typeof key, '=', key[name as keyof typeof key]) // the columns that were read
    await update.execute()
  }
}

const addedUp = (text: string): string => {
  const histogram: Histogram = new Map()
  addHistogram(histogram, text)
  return writeHistogram(histogram)
}

/** Adds what a user came to to what those came to who are gone. */
export const rekeyRollups = async (db: Kysely<Tables>, engine: Engine, userId: string): Promise<void> => db.transaction().execute(async transaction => {
  await lockWatermark(transaction, engine)
  await addToRollups(sql`select lens, span, start, ${erasedUser}, case when key_id = '' then '' else ${erasedKey} end, provider, model, asked, ${sumsOfRollups()}
    from usage_rollup where lens = 'caller' and user_id = ${userId} group by 1, 2, 3, 4, 5, 6, 7, 8`).execute(transaction)
  await transaction.deleteFrom('usage_rollup').where('lens', '=', 'caller').where('user_id', '=', userId).execute()
  await shorten(transaction)
})
