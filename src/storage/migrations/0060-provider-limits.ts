import type { Kysely } from 'kysely'

/** How long a provider may take, and how many may wait for it. One column a statement: SQLite takes no more. */
export const up = async (db: Kysely<any>): Promise<void> => {
  for (const name of ['first_token_timeout_ms', 'total_timeout_ms', 'max_queue', 'queue_timeout_ms']) {
    await db.schema.alterTable('provider').addColumn(name, 'integer').execute()
  }
}
