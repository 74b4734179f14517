import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'
import type { RotatingVault } from './vault.ts'

/** How a rotation went. `failed` rows are sealed under a key that is not among the vault's, or were tampered with. */
export type Rotation = { rotated: number; failed: number }

export type RotationOptions = {
  /** Between two batches, so that others are served. `tookMs` is what the one before took. */
  rest?: (tookMs: number) => Promise<void>
  /** After each batch: what was done so far, and where. */
  onProgress?: (rotation: Rotation, table: string) => void
  signal?: AbortSignal
}

/** Every sealed column of the schema. Its tables have a text `id`. A table that seals something adds a row here. */
export const sealedColumns = [
  { table: 'account', column: 'sealed' },
  { table: 'provider', column: 'sealed' },
  { table: 'chat', column: 'sealed' },
  { table: 'chat_share', column: 'sealed' },
  { table: 'chat_summary', column: 'sealed' },
  { table: 'message', column: 'sealed' },
  { table: 'message_rating', column: 'sealed' },
  { table: 'attachment', column: 'sealed' },
  { table: 'audit_entry', column: 'sealed' },
  { table: 'generation_log', column: 'sealed' },
  { table: 'push_subscription', column: 'sealed' },
  { table: 'sealed_key', column: 'sealed' },
  { table: 'webhook', column: 'sealed' },
] as const satisfies { table: keyof Tables; column: string }[]

type SealedColumn = typeof sealedColumns[number]

/** So many ids are looked at for one batch, which ends sooner when it takes too long: a row may hold pictures. */
const batchSize = 200
/** SQLite works in this process's own time. */
const batchMs = { sqlite: 10, postgres: 100 }

/**
 * Moves every sealed value to the vault's first key, in small transactions. Safe while serving and in several processes:
 * a row that was written in between is left as it is, and it was sealed under the new key. Ended half-way, it is gone on
 * with by the next one: what is done is known by the row itself.
 */
export const rotateSealed = async (database: Database, vault: RotatingVault, { rest = async () => {}, onProgress = () => {}, signal }: RotationOptions = {}): Promise<Rotation> => {
  let rotated = 0
  for (;;) {
    // once more whenever something was moved or was being written by somebody else: others may still seal with the old key
    const pass = { rotated: 0, failed: 0, busy: 0 }
    for (const place of sealedColumns) {
      for (let after: string | undefined = ''; after !== undefined && signal?.aborted !== true;) {
        const begun = performance.now()
        after = await rotateBatch({ database, vault, place, after, pass })
        onProgress({ rotated: rotated + pass.rotated, failed: pass.failed }, place.table)
        await rest(performance.now() - begun)
      }
    }
    rotated += pass.rotated
    if (signal?.aborted === true || pass.rotated + pass.busy === 0) return { rotated, failed: pass.failed }
    if (pass.busy > 0) await sleep(busyMs)
  }
}

/** After so long a row that somebody was writing is looked at again. */
const busyMs = 200

type Batch = { database: Database; vault: RotatingVault; place: SealedColumn; after: string; pass: Rotation & { busy: number } }

/** Returns the id to go on after; undefined when there are no more rows. Looks at the rows in order, so that no batch reads the whole table. */
const rotateBatch = async ({ database: { db, engine }, vault, place: { table, column }, after, pass }: Batch): Promise<string | undefined> => {
  const seen = await db.selectFrom(table).select(['id', sql<string>`substr(${sql.ref(column)}, 1, ${vault.prefix.length})`.as('start')])
    .where('id', '>', after).orderBy('id').limit(batchSize).execute()
  const stale = seen.filter(({ start }) => start !== vault.prefix)
  if (stale.length === 0) return seen.length < batchSize ? undefined : seen.at(-1)!.id
  return db.transaction().execute(async transaction => {
    const begun = performance.now()
    for (const { id } of stale) {
      if (performance.now() - begun > batchMs[engine]) return beforeThat(id, seen, after)
      // never waits for others, so that nobody can wait in a circle with it
      const row = await transaction.selectFrom(table).select(column).where('id', '=', id)
        .$if(engine === 'postgres', query => query.forUpdate().skipLocked()).executeTakeFirst()
      if (row === undefined) {
        pass.busy++ // or gone
        continue
      }
      const renewed = vault.isStale(row[column]) ? rewrap(vault, row[column], { table, column, row: id }) : row[column]
      if (renewed === undefined) pass.failed++
      if (renewed === undefined || renewed === row[column]) continue
      await transaction.updateTable(table).set({ [column]: renewed }).where('id', '=', id).execute()
      pass.rotated++
    }
    return seen.length < batchSize ? undefined : seen.at(-1)!.id
  })
}

const beforeThat = (id: string, seen: readonly { id: string }[], after: string): string => seen[seen.findIndex(row => row.id === id) - 1]?.id ?? after

/** One row that cannot be opened must not keep the others on the old key. */
const rewrap = (vault: RotatingVault, ...sealed: Parameters<RotatingVault['rewrap']>): string | undefined => {
  try {
    return vault.rewrap(...sealed)
  } catch {
    return undefined
  }
}
