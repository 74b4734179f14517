import type { Vault } from '../core/ports.ts'
import type { SummaryStore } from '../core/summaries.ts'
import type { Database } from './database.ts'

/** Keeps summaries of chats, one a message at the most. */
export const createSummaryStore = ({ db }: Database, vault: Vault): SummaryStore => ({
  list: async chatId => (await db.selectFrom('chat_summary').select(['id', 'message_id']).where('chat_id', '=', chatId).execute())
    .map(row => ({ id: row.id, messageId: row.message_id })),

  find: async id => {
    const row = await db.selectFrom('chat_summary').selectAll().where('id', '=', id).executeTakeFirst()
    return row && { id, chatId: row.chat_id, messageId: row.message_id, text: vault.open(row.sealed, placeOf(id)), tokens: row.tokens, model: row.model, createdAt: row.created_at }
  },

  insert: async ({ id, chatId, messageId, text, tokens, model, createdAt }) => {
    await db.insertInto('chat_summary').values({ id, chat_id: chatId, message_id: messageId, sealed: vault.seal(text, placeOf(id)), tokens, model, created_at: createdAt })
      .onConflict(conflict => conflict.columns(['chat_id', 'message_id']).doNothing()).execute()
  },
})

const placeOf = (id: string) => ({ table: 'chat_summary', column: 'sealed', row: id })
