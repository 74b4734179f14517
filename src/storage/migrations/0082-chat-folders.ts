import type { Kysely } from 'kysely'

/** Where somebody has put a chat. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await db.schema.alterTable('chat').addColumn('folder', 'text').execute()
}
