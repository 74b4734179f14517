import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** What messages carry besides words. Messages that were written before are moved after the start, by whoever has the keys. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id } = columnTypes(engine)

  await db.schema.createTable('attachment')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('chat_id', id, column => column.notNull().references('chat.id').onDelete('cascade'))
    // media type, name, and the key of the body
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('bytes', 'integer', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    // last: whoever reads the other columns does not read past it
    .addColumn('body', engine === 'postgres' ? 'bytea' : sql`blob`, column => column.notNull())
    .execute()
  await db.schema.createIndex('attachment_by_chat').on('attachment').column('chat_id').execute()
}
