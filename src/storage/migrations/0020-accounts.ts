import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from '../engine.ts'

/** Accounts (`user` is a word of PostgreSQL's own), their sessions, and to whom a key belongs. */
export const up = async (db: Kysely<any>, engine: Engine): Promise<void> => {
  const { id, json } = columnTypes(engine)

  await db.schema.createTable('account')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('username', 'text', column => column.notNull())
    // what logins are compared by
    .addColumn('username_key', 'text', column => column.notNull().unique())
    .addColumn('email', 'text', column => column.notNull())
    .addColumn('email_key', 'text', column => column.notNull().unique())
    .addColumn('display_name', 'text')
    .addColumn('password_hash', 'text', column => column.notNull())
    .addColumn('role', 'text', column => column.notNull())
    .addColumn('is_disabled', 'boolean', column => column.notNull())
    .addColumn('limits', json)
    // preferences
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .addColumn('last_login_at', 'bigint')
    .execute()

  await db.schema.createTable('session')
    .addColumn('id', id, column => column.primaryKey().notNull())
    .addColumn('account_id', id, column => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('family_hash', 'text', column => column.notNull().unique())
    .addColumn('token_hash', 'text', column => column.notNull())
    .addColumn('replaced', json, column => column.notNull())
    .addColumn('user_agent', 'text', column => column.notNull())
    .addColumn('address', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('last_used_at', 'bigint', column => column.notNull())
    .addColumn('expires_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('session_by_account').on('session').columns(['account_id', 'id']).execute()
  await db.schema.createIndex('session_by_expiry').on('session').column('expires_at').execute()

  await db.schema.alterTable('api_key')
    .addColumn('account_id', id, column => column.references('account.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('api_key_by_account').on('api_key').columns(['account_id', 'id']).execute()
}
