import type { Vault } from '../core/ports.ts'
import type { Database } from './database.ts'
import { sealedColumns } from './rotate-sealed.ts'

/** So many of the newest and of the oldest rows of each table are tried. */
const tried = 50

/** How many of some sealed rows can be opened. Changes nothing. */
export const checkSealed = async ({ db }: Database, vault: Pick<Vault, 'open'>): Promise<{ opened: number; failed: number }> => {
  const found = { opened: 0, failed: 0 }
  for (const { table, column } of sealedColumns) {
    for (const order of ['asc', 'desc'] as const) {
      const rows = await db.selectFrom(table).select(['id', column]).orderBy('id', order).limit(tried).execute()
      for (const row of rows) {
        try {
          vault.open(row[column], { table, column, row: row.id })
          found.opened++
        } catch {
          found.failed++
        }
      }
    }
  }
  return found
}
