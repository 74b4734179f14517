import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'

/** Chats that nobody wants to keep, and finding those that have been silent for long. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const no = engine === 'postgres' ? sql`false` : sql`0`
  await db.schema.alterTable('chat').addColumn('is_temporary', 'boolean', column => column.notNull().defaultTo(no)).execute()
  await db.schema.createIndex('chat_by_activity').on('chat').columns(['active_at', 'id']).execute()
}
