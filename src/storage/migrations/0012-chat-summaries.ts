import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** What a chat does when it does not fit a model's window, and the summaries that then stand for its older part. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id } = columnTypes(engine)

  await db.schema.alterTable('chat').addColumn('when_too_long', 'text').execute()

  await db.schema.createTable('chat_summary')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('chat_id', id, column => column.notNull().references('chat.id').onDelete('cascade'))
    // the last message that it stands for
    .addColumn('message_id', id, column => column.notNull())
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('tokens', 'integer', column => column.notNull())
    .addColumn('model', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('chat_summary_by_message').on('chat_summary').columns(['chat_id', 'message_id']).unique().execute()
}
