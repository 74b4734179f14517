import { sql } from 'kysely'
import type { AttachmentStore } from '../core/attachments.ts'
import type { Vault } from '../core/ports.ts'
import { insertAttachments, toAttachment } from './attachment-rows.ts'
import { sealContent } from './chat-store.ts'
import type { Database } from './database.ts'

/** Keeps the bytes of messages, each sealed under a key of its own. */
export const createAttachmentStore = ({ db }: Database, vault: Vault): AttachmentStore => ({
  find: async (chatId, id) => {
    const row = await db.selectFrom('attachment').selectAll().where('id', '=', id).where('chat_id', '=', chatId).executeTakeFirst()
    return row && toAttachment(row, vault)
  },

  suspects: async (after, limit) => {
    const rows = await db.selectFrom('message').select(['id', 'chat_id', sql<number>`octet_length(sealed)`.as('size')]).where('id', '>', after).orderBy('id').limit(limit).execute()
    return { messages: rows.filter(({ size }) => size > suspicious).map(row => ({ id: row.id, chatId: row.chat_id })), last: rows.at(-1)?.id }
  },

  move: async (message, attachments) => db.transaction().execute(async transaction => {
    await insertAttachments(transaction, attachments, vault)
    // what is still written has no bytes of a person, and must not be overtaken
    await transaction.updateTable('message').set({ sealed: sealContent(message, vault) }).where('id', '=', message.id).where('status', '!=', 'streaming').execute()
  }),

  movedUpTo: async () => (await db.selectFrom('setting').select('value').where('key', '=', progress).executeTakeFirst())?.value ?? '',

  noteMoved: async upTo => {
    const row = { value: upTo, updated_at: Date.now() }
    await db.insertInto('setting').values({ key: progress, ...row }).onConflict(conflict => conflict.column('key').doUpdateSet(row)).execute()
  },
})

const progress = 'attachments_moved'

/** A sealed content that is shorter cannot hold what is too large for a message. */
const suspicious = 4096
