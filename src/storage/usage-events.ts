import { type Kysely, sql } from 'kysely'
import { erasedKey, erasedUser } from '../core/ledger.ts'
import type { Tables } from './tables.ts'

/** Takes the names off events, which the caller picks. What they came to stays. */
export const anonymizeEvents = (db: Kysely<Tables>) => db.updateTable('usage_event').set({
  user_id: erasedUser,
  key_id: sql`case when key_id is null then null else ${erasedKey} end`,
  chat_id: null,
  end_user: null,
  request_id: null,
})
