import { sql, type Transaction } from 'kysely'
import { erasedKey, erasedUser, type RollupStore } from '../core/ledger.ts'
import { addHistogram, type Histogram, writeHistogram } from '../lib/histogram.ts'
import type { Database } from './database.ts'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'
import { waitingBatches } from './usage-batches.ts'
import { anonymizeEvents } from './usage-events.ts'
import { addRollups, addSelected, rollupKeys, spanMs, type Sum, sumsOfRollups, toRollups } from './usage-sums.ts'

type Store = Pick<Database, 'db' | 'engine' | 'lightly'>

/** Adds what batches come to to sums by hour and by day. That a batch is in them is written in the same transaction, so a crash neither loses nor doubles any. */
export const createRollupStore = (database: Store): RollupStore => ({
  claim: async (holder, until, now) => {
    const { numUpdatedRows } = await database.db.updateTable('usage_claim').set({ holder, held_until: until }).where('id', '=', 1)
      .where(match => match.or([match('holder', 'is', null), match('holder', '=', holder), match('held_until', '<=', now)])).executeTakeFirst()
    return numUpdatedRows === 1n
  },

  release: async holder => {
    await database.db.updateTable('usage_claim').set({ holder: null, held_until: 0 }).where('id', '=', 1).where('holder', '=', holder).execute()
  },

  roll: limit => rollNext(database, limit),

  prune: async ({ before, now, limit }) => {
    const { db } = database
    await db.deleteFrom('usage_batch').where('written_at', '<', now - spanMs.day).where('sums', 'is', null).execute()
    const { numDeletedRows } = await db.deleteFrom('usage_event').where('number', 'in', query => query.selectFrom('usage_event').select('number')
      .where('at', '<', before).where('at', '<', ({ selectFrom }) => selectFrom('usage_batch').where('sums', 'is not', null)
        .select(({ fn }) => fn.coalesce(fn.min('first_at'), sql<number>`${before}`).as('first')))
      .orderBy('at').limit(limit)).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

/** Adds the oldest batches up that are not. Returns how many: 0 when there are none. */
const rollNext = ({ engine, lightly }: Store, limit: number): Promise<number> => lightly(async transaction => {
  await lockSums(transaction, engine)
  const batches = await waitingBatches(transaction, limit)
  if (batches.length === 0) return 0
  await addRollups(transaction, engine, toRollups(await forgetStragglers(transaction, batches.flatMap(({ sums }) => sums))))
  await shorten(transaction)
  await transaction.updateTable('usage_batch').set({ sums: null, first_at: null }).where('id', 'in', batches.map(({ id }) => id)).execute()
  return batches.length
})

/** Until the transaction ends nobody else adds to the sums. SQLite has one writer anyway. */
const lockSums = async (transaction: Transaction<Tables>, engine: Engine): Promise<void> => {
  if (engine === 'postgres') await transaction.selectFrom('usage_claim').select('id').where('id', '=', 1).forUpdate().executeTakeFirstOrThrow()
}

/** What was written after its account was erased, by an answer that was still running, loses its name. */
const forgetStragglers = async (transaction: Transaction<Tables>, sums: readonly Sum[]): Promise<readonly Sum[]> => {
  const users = [...new Set(sums.map(sum => sum.user_id))].filter(id => id !== '' && id !== erasedUser)
  if (users.length === 0) return sums
  const known = new Set((await transaction.selectFrom('account').select('id').where('id', 'in', users).execute()).map(({ id }) => id))
  if (known.size === users.length) return sums
  const isGone = (sum: Sum): boolean => sum.user_id !== '' && sum.user_id !== erasedUser && !known.has(sum.user_id)
  for (const { user_id: userId, start } of sums.filter(isGone)) {
    await anonymizeEvents(transaction).where('at', '>=', start).where('at', '<', start + spanMs.hour).where('user_id', '=', userId).execute()
  }
  return sums.map(sum => isGone(sum) ? { ...sum, user_id: erasedUser, key_id: sum.key_id === '' ? '' : erasedKey } : sum)
}

/** Joined histograms grow with every addition: those that have grown long are added up. */
const shorten = async (transaction: Transaction<Tables>): Promise<void> => {
  const rows = await transaction.selectFrom('usage_rollup').select([...rollupKeys, 'latency', 'ttft'])
    .where(sql<boolean>`length(latency) + length(ttft) > 10000`).execute()
  for (const { latency, ttft, ...key } of rows) {
    let update = transaction.updateTable('usage_rollup').set({ latency: addedUp(latency), ttft: addedUp(ttft) })
    for (const name of rollupKeys) update = update.where(name, '=', key[name])
    await update.execute()
  }
}

const addedUp = (text: string): string => {
  const histogram: Histogram = new Map()
  addHistogram(histogram, text)
  return writeHistogram(histogram)
}

/** Adds what a user came to to what those came to who are gone. */
export const rekeyRollups = async (database: Store, userId: string): Promise<void> => {
  // what waits would be added under the old name
  while (await rollNext(database, batchesAtOnce) > 0) await new Promise(setImmediate)
  await database.db.transaction().execute(async transaction => {
    await lockSums(transaction, database.engine)
    await addSelected(sql`select lens, span, start, ${erasedUser}, case when key_id = '' then '' else ${erasedKey} end, provider, model, asked, ${sumsOfRollups()}
      from usage_rollup where lens = 'caller' and user_id = ${userId} group by 1, 2, 3, 4, 5, 6, 7, 8`).execute(transaction)
    await transaction.deleteFrom('usage_rollup').where('lens', '=', 'caller').where('user_id', '=', userId).execute()
    await shorten(transaction)
  })
}

const batchesAtOnce = 20
