import type { ChatRole, ChatStore } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Principal } from '../core/ports.ts'
import { assertRole, enterChat, ownerOf } from './access.ts'
import type { ChatFeed } from './feed.ts'

/** Somebody with an account. */
export type Person = { id: string; username: string; displayName: string | undefined; isDisabled: boolean }

/** Who has an account here, by id or user name. */
export type FindPerson = (idOrUsername: string) => Promise<Person | undefined>

/** Somebody in a chat. `person` is undefined for a program that owns one. */
export type Member = { userId: string; role: ChatRole; person: Person | undefined; addedAt: number }

/** Somebody came, got another role, or is gone (`role` undefined). */
export type MemberChange = { chatId: string; userId: string; role: ChatRole | undefined }

export type Members = ReturnType<typeof createMembers>

/** The people of a chat besides its owner, who decides. Roles are asked for on every call, so a change is in force at once. */
export function createMembers ({ store, findPerson, feed, clock }: { store: ChatStore; findPerson: FindPerson; feed: Pick<ChatFeed, 'tell'>; clock: Clock }) {
  return {
    /** The owner first, then by when they came. */
    async list (caller: Principal, chatId: string): Promise<Member[]> {
      const chat = await enterChat(store, caller, chatId, 'viewer')
      const members = await store.members(chatId)
      const all = [{ userId: chat.ownerId, role: 'owner' as const, addedAt: chat.createdAt }, ...members]
      return Promise.all(all.map(async ({ userId, role, addedAt }) => ({ userId, role, addedAt, person: await findPerson(userId) })))
    },

    /** Lets somebody in, or changes what they may do. */
    async put (caller: Principal, chatId: string, idOrUsername: string, role: Exclude<ChatRole, 'owner'>): Promise<Member> {
      const chat = await enterChat(store, caller, chatId, 'owner')
      const person = await findPerson(idOrUsername)
      if (person === undefined || person.isDisabled) throw new GatewayError('not_found', 'There is no account with this id or user name.')
      if (person.id === chat.ownerId) throw new GatewayError('conflict', 'This is the owner of the chat, who may do everything.')
      const known = (await store.members(chatId)).find(({ userId }) => userId === person.id)
      const addedAt = known?.addedAt ?? clock()
      await store.putMember({ chatId, userId: person.id, role, addedBy: ownerOf(caller), addedAt })
      feed.tell({ type: 'member', chatId, userId: person.id, role })
      return { userId: person.id, role, person, addedAt }
    },

    /** The owner removes anybody, everybody else only themself. */
    async remove (caller: Principal, chatId: string, idOrUsername: string): Promise<void> {
      const role = await assertRole(store, caller, chatId, 'viewer')
      const userId = (await findPerson(idOrUsername))?.id ?? idOrUsername
      const isSelf = userId === ownerOf(caller)
      if (role !== 'owner' && !isSelf) throw new GatewayError('forbidden', 'Only the owner of this chat removes others; you may leave it.')
      if (role === 'owner' && isSelf) throw new GatewayError('conflict', 'The owner cannot leave a chat; it can be deleted.')
      if (!await store.removeMember(chatId, userId)) throw new GatewayError('not_found', 'This account is not a member of the chat.')
      feed.tell({ type: 'member', chatId, userId, role: undefined })
    },
  }
}
