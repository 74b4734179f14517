import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** What operators say of a provider's models. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  await db.schema.alterTable('provider').addColumn('model_overrides', columnTypes(engine).json).execute()
}
