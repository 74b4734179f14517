import type { Kysely } from 'kysely'

/** How long answers are kept for a model name of the operator's own. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await db.schema.alterTable('alias').addColumn('cache_ttl_ms', 'bigint').execute()
}
