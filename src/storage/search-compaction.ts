import { type Kysely, sql } from 'kysely'
import type { SearchStore } from '../core/chats.ts'
import type { Tables } from './tables.ts'

/** Says, since when, that hashes may be left of what is not there any more. It outlives the process. */
const key = 'search_compaction'

/** To be called in the transaction that takes a target out of the index. Its hashes stay until the index is compacted: found by its number alone, they would need an index as large as themselves. */
export const noteRemoved = async (transaction: Kysely<Tables>): Promise<void> => {
  const now = Date.now()
  await transaction.insertInto('setting').values({ key, value: 'due', updated_at: now })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ updated_at: now })).execute()
}

/** Walks the index in its own order, a piece at a time, and removes what belongs to nothing. */
export const createCompaction = (db: Kysely<Tables>): Pick<SearchStore, 'isCompactionDue' | 'compact' | 'noteCompacted'> => ({
  isCompactionDue: async () => await db.selectFrom('setting').select('key').where('key', '=', key).executeTakeFirst() !== undefined,

  compact: async (after = { token: lowest, number: 0 }, limit) => {
    const { token, number } = after
    // hashes are wider than a number of JavaScript
    const last = await db.selectFrom('search_token').select([sql<string>`cast(token as text)`.as('token'), 'number'])
      .where(sql<boolean>`(token, number) > (${token}, ${number})`).orderBy('search_token.token').orderBy('search_token.number').offset(limit - 1).limit(1).executeTakeFirst()
    const end = last === undefined ? { token: highest, number: Number.MAX_SAFE_INTEGER } : { token: BigInt(last.token), number: last.number }
    await db.deleteFrom('search_token')
      .where(sql<boolean>`(token, number) > (${token}, ${number})`).where(sql<boolean>`(token, number) <= (${end.token}, ${end.number})`)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('search_target').select('search_target.number').whereRef('search_target.number', '=', 'search_token.number')))).execute()
    return last === undefined ? undefined : end
  },

  noteCompacted: async startedAt => {
    await db.deleteFrom('setting').where('key', '=', key).where('updated_at', '<', startedAt).execute()
  },
})

const lowest = -(2n ** 63n)
const highest = 2n ** 63n - 1n
