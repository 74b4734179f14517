import type { Insertable, Selectable } from 'kysely'
import type { ChatStore, ShareRecord } from '../core/chats.ts'
import type { Vault } from '../core/ports.ts'
import type { Database } from './database.ts'
import type { ChatShareTable } from './tables.ts'

/** Keeps public links: one a chat. */
export const createShareRows = ({ db }: Database, vault: Vault): Pick<ChatStore, 'putShare' | 'findShare' | 'shareOf' | 'removeShare' | 'pruneShares'> => ({
  putShare: async share => {
    // with its id, to which the sealed title is bound
    const row = writeShare(share, vault)
    await db.insertInto('chat_share').values(row).onConflict(conflict => conflict.column('chat_id').doUpdateSet(row)).execute()
  },

  findShare: async tokenHash => {
    const row = await db.selectFrom('chat_share').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()
    return row && toShare(row, vault)
  },

  shareOf: async chatId => {
    const row = await db.selectFrom('chat_share').selectAll().where('chat_id', '=', chatId).executeTakeFirst()
    return row && toShare(row, vault)
  },

  removeShare: async chatId => {
    const { numDeletedRows } = await db.deleteFrom('chat_share').where('chat_id', '=', chatId).executeTakeFirst()
    return numDeletedRows > 0n
  },

  pruneShares: async now => {
    await db.deleteFrom('chat_share').where('expires_at', '<=', now).execute()
  },
})

const placeOf = (id: string) => ({ table: 'chat_share', column: 'sealed', row: id })

const writeShare = (share: ShareRecord, vault: Vault): Insertable<ChatShareTable> => ({
  id: share.id,
  chat_id: share.chatId,
  token_hash: share.tokenHash,
  leaf_id: share.leafId,
  sealed: vault.seal(JSON.stringify({ title: share.title }), placeOf(share.id)),
  created_by: share.createdBy,
  created_at: share.createdAt,
  expires_at: share.expiresAt ?? null,
})

const toShare = (row: Selectable<ChatShareTable>, vault: Vault): ShareRecord => {
  const { title } = JSON.parse(vault.open(row.sealed, placeOf(row.id))) as Pick<ShareRecord, 'title'> // sealed by writeShare
  return {
    id: row.id,
    chatId: row.chat_id,
    tokenHash: row.token_hash,
    leafId: row.leaf_id,
    title,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
  }
}
