import type { Insertable, Selectable } from 'kysely'
import type { ChatRole, ChatStore, MemberRecord } from '../core/chats.ts'
import type { Database } from './database.ts'
import type { ChatMemberTable } from './tables.ts'

/** Keeps who is in a chat. */
export const createMemberRows = ({ db }: Database): Pick<ChatStore, 'roleOf' | 'members' | 'putMember' | 'removeMember' | 'forget'> => ({
  roleOf: async (chatId, userId) => {
    const row = await db.selectFrom('chat').leftJoin('chat_member', join => join.onRef('chat_member.chat_id', '=', 'chat.id').on('chat_member.user_id', '=', userId))
      .select(['chat.owner_id', 'chat_member.role']).where('chat.id', '=', chatId).executeTakeFirst()
    if (row === undefined) return undefined
    return row.owner_id === userId ? 'owner' : row.role as ChatRole ?? undefined // written by putMember
  },

  members: async chatId =>
    (await db.selectFrom('chat_member').selectAll().where('chat_id', '=', chatId).orderBy('added_at').orderBy('user_id').execute()).map(toMember),

  putMember: async member => {
    await db.insertInto('chat_member').values(writeMember(member))
      .onConflict(conflict => conflict.columns(['chat_id', 'user_id']).doUpdateSet({ role: member.role })).execute()
  },

  removeMember: async (chatId, userId) => {
    const { numDeletedRows } = await db.deleteFrom('chat_member').where('chat_id', '=', chatId).where('user_id', '=', userId).executeTakeFirst()
    return numDeletedRows > 0n
  },

  forget: async userId => db.transaction().execute(async transaction => {
    const left = await transaction.deleteFrom('chat_member').where('user_id', '=', userId).returning('chat_id').execute()
    await transaction.updateTable('message').set({ author_id: null }).where('author_id', '=', userId).execute()
    // nobody asks again by an id of theirs
    await transaction.updateTable('generation').set({ owner_id: '', client_request_id: null }).where('owner_id', '=', userId).execute()
    return left.map(row => row.chat_id)
  }),
})

const writeMember = (member: MemberRecord): Insertable<ChatMemberTable> =>
  ({ chat_id: member.chatId, user_id: member.userId, role: member.role, added_by: member.addedBy, added_at: member.addedAt })

const toMember = (row: Selectable<ChatMemberTable>): MemberRecord =>
  ({ chatId: row.chat_id, userId: row.user_id, role: row.role as MemberRecord['role'], addedBy: row.added_by, addedAt: row.added_at }) // written by writeMember
