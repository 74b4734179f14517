import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'
import { readSums, type Sum } from './usage-sums.ts'

/** A batch that is written and not added up yet. */
export type WaitingBatch = { id: string; sums: Sum[] }

/** Batches that the sums do not have yet, the oldest first. */
export const waitingBatches = async (db: Kysely<Tables>, limit?: number): Promise<WaitingBatch[]> => {
  const rows = await db.selectFrom('usage_batch').select(['id', 'sums']).where('sums', 'is not', null).orderBy('written_at')
    .$if(limit !== undefined, query => query.limit(limit!)).$narrowType<{ sums: string }>().execute()
  return rows.map(({ id, sums }) => ({ id, sums: readSums(sums) }))
}

/** What these batches come to. */
export const waitingSums = async (db: Kysely<Tables>): Promise<Sum[]> => (await waitingBatches(db)).flatMap(({ sums }) => sums)
