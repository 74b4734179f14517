import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** Chats, their trees of messages, members, shares, generations and their logs. What people wrote is sealed. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)
  const no = engine === 'postgres' ? sql`false` : sql`0`

  await db.schema.createTable('chat')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('owner_id', id, column => column.notNull())
    // title, system prompt
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('title_source', 'text')
    .addColumn('model', 'text')
    .addColumn('documents', json, column => column.notNull())
    .addColumn('tags', json, column => column.notNull())
    .addColumn('is_pinned', 'boolean', column => column.notNull())
    .addColumn('is_archived', 'boolean', column => column.notNull())
    .addColumn('leaf_id', id)
    .addColumn('is_indexed', 'boolean', column => column.notNull().defaultTo(no))
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('active_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('chat_by_owner').on('chat').columns(['owner_id', 'active_at', 'id']).execute()

  await db.schema.createTable('message')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('chat_id', id, column => column.notNull().references('chat.id').onDelete('cascade'))
    .addColumn('parent_id', id)
    .addColumn('role', 'text', column => column.notNull())
    .addColumn('author_id', id)
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('facts', json, column => column.notNull())
    .addColumn('position', 'integer', column => column.notNull())
    .addColumn('is_indexed', 'boolean', column => column.notNull().defaultTo(no))
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('completed_at', 'bigint')
    .execute()
  await db.schema.createIndex('message_by_parent').on('message').columns(['chat_id', 'parent_id', 'id']).execute()

  await db.schema.createTable('chat_member')
    .addColumn('chat_id', id, column => column.notNull().references('chat.id').onDelete('cascade'))
    .addColumn('user_id', id, column => column.notNull())
    .addColumn('role', 'text', column => column.notNull())
    .addColumn('added_by', id, column => column.notNull())
    .addColumn('added_at', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('chat_member_key', ['chat_id', 'user_id'])
    .execute()
  await db.schema.createIndex('chat_member_by_user').on('chat_member').columns(['user_id', 'chat_id']).execute()

  await db.schema.createTable('chat_share')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('chat_id', id, column => column.notNull().unique().references('chat.id').onDelete('cascade'))
    .addColumn('token_hash', 'text', column => column.notNull().unique())
    .addColumn('leaf_id', id, column => column.notNull())
    // title
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('created_by', id, column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('expires_at', 'bigint')
    .execute()

  await db.schema.createTable('generation')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('chat_id', id, column => column.notNull().references('chat.id').onDelete('cascade'))
    .addColumn('message_id', id, column => column.notNull())
    .addColumn('owner_id', id, column => column.notNull())
    .addColumn('client_request_id', 'text')
    .addColumn('request_hash', 'text')
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('is_stop_requested', 'boolean', column => column.notNull())
    .addColumn('heartbeat_at', 'bigint', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  // Nulls are distinct on both engines: requests without an id never collide.
  await db.schema.createIndex('generation_by_request').on('generation').columns(['owner_id', 'client_request_id']).unique().execute()
  await db.schema.createIndex('generation_by_message').on('generation').column('message_id').execute()
  await db.schema.createIndex('generation_by_status').on('generation').columns(['status', 'heartbeat_at']).execute()
  await db.schema.createIndex('generation_by_chat').on('generation').columns(['chat_id', 'status']).execute()

  await db.schema.createTable('generation_log')
    // `<generation>.<to>`, so that what is sealed is bound to its row
    .addColumn('id', id, column => column.primaryKey().notNull())
    // no reference: a chat may be deleted while its answer is being flushed together with others
    .addColumn('generation_id', id, column => column.notNull())
    .addColumn('from_position', 'integer', column => column.notNull())
    .addColumn('to_position', 'integer', column => column.notNull())
    .addColumn('sealed', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('generation_log_by_position').on('generation_log').columns(['generation_id', 'to_position']).execute()

  // Few at any time: found without reading the rest.
  await sql`create index message_unindexed on message (id) where not is_indexed`.execute(db)
  await sql`create index chat_unindexed on chat (id) where not is_indexed`.execute(db)

  // Numbers are never given twice: what a deleted message leaves in the index leads nowhere.
  await db.schema.createTable('search_target')
    .addColumn('number', engine === 'postgres' ? 'bigint' : 'integer', column => engine === 'postgres' ? column.primaryKey().generatedAlwaysAsIdentity() : column.primaryKey().autoIncrement())
    .addColumn('target_id', id, column => column.notNull().unique())
    .addColumn('chat_id', id, column => column.notNull())
    .execute()
  await db.schema.createIndex('search_target_by_chat').on('search_target').column('chat_id').execute()

  // Many rows, so small ones, and no other index.
  await db.schema.createTable('search_token')
    .addColumn('token', 'bigint', column => column.notNull())
    .addColumn('number', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('search_token_key', ['token', 'number'])
    .$call(table => engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table)
    .execute()

  await db.schema.createTable('sealed_key')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .execute()
}
