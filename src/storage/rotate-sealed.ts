import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'
import type { RotatingVault } from './vault.ts'

/** How a rotation went. `failed` rows are sealed under a key that is not among the vault's, or were tampered with. */
export type Rotation = { rotated: number; failed: number }

/** Every sealed column of the schema. Its tables have a text `id`. A table that seals something adds a row here. */
const sealedColumns = [
  { table: 'account', column: 'sealed' },
  { table: 'provider', column: 'sealed' },
  { table: 'chat', column: 'sealed' },
  { table: 'chat_share', column: 'sealed' },
  { table: 'message', column: 'sealed' },
  { table: 'generation_log', column: 'sealed' },
  { table: 'sealed_key', column: 'sealed' },
  { table: 'webhook', column: 'sealed' },
] as const satisfies { table: keyof Tables; column: string }[]

type SealedColumn = typeof sealedColumns[number]

const batchSize = 100

/**
 * Moves every sealed value to the vault's first key, in small transactions. Safe while serving and in several processes:
 * a row that was written in between is left as it is, and it was sealed under the new key.
 */
export const rotateSealed = async ({ db }: Database, vault: RotatingVault): Promise<Rotation> => {
  const rotation: Rotation = { rotated: 0, failed: 0 }
  for (const place of sealedColumns) {
    for (let after: string | undefined = ''; after !== undefined;) after = await rotateBatch({ db, vault, place, after, rotation })
  }
  return rotation
}

type Batch = { db: Kysely<Tables>; vault: RotatingVault; place: SealedColumn; after: string; rotation: Rotation }

/** Returns the id to go on after; undefined when there are no more stale rows. */
const rotateBatch = async ({ db, vault, place: { table, column }, after, rotation }: Batch): Promise<string | undefined> =>
  db.transaction().execute(async transaction => {
    const rows = await transaction.selectFrom(table).select(['id', column])
      .where('id', '>', after).where(column, 'not like', `${vault.prefix}%`).orderBy('id').limit(batchSize).execute()
    for (const { id, [column]: sealed } of rows) {
      const renewed = rewrap(vault, sealed, { table, column, row: id })
      if (renewed === undefined) {
        rotation.failed++
        continue
      }
      const { numUpdatedRows } = await transaction.updateTable(table).set({ [column]: renewed })
        .where('id', '=', id).where(column, '=', sealed).executeTakeFirst()
      rotation.rotated += Number(numUpdatedRows)
    }
    return rows.at(-1)?.id
  })

/** One row that cannot be opened must not keep the others on the old key. */
const rewrap = (vault: RotatingVault, ...sealed: Parameters<RotatingVault['rewrap']>): string | undefined => {
  try {
    return vault.rewrap(...sealed)
  } catch {
    return undefined
  }
}
