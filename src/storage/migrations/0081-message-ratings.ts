import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** What people think of answers. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id } = columnTypes(engine)

  await db.schema.createTable('message_rating')
    // `<message>.<user>`, so that what is sealed is bound to both
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('message_id', id, column => column.notNull().references('message.id').onDelete('cascade'))
    .addColumn('user_id', id, column => column.notNull())
    .addColumn('rating', 'text', column => column.notNull())
    // comment
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('rated_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('message_rating_by_message').on('message_rating').column('message_id').execute()
  await db.schema.createIndex('message_rating_by_user').on('message_rating').columns(['user_id', 'message_id']).execute()
}
