import type { ChatRecord, ChatRole, ChatStore } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Principal } from '../core/ports.ts'

/** Whose chats a caller has: the account's that it acts for, or a key's own. */
export const ownerOf = ({ userId, id }: Principal): string => userId ?? id

const ranks: Readonly<Record<ChatRole, number>> = { viewer: 0, editor: 1, owner: 2 }

/** A stranger is told nothing, not even that the chat exists; a member is told what is missing. Asked on every call: roles change. */
export async function assertRole (chats: Pick<ChatStore, 'roleOf'>, caller: Principal, chatId: string, least: ChatRole): Promise<ChatRole> {
  const role = await chats.roleOf(chatId, ownerOf(caller))
  if (role === undefined) throw new GatewayError('not_found', 'There is no chat with this id.')
  if (ranks[role] < ranks[least]) throw new GatewayError('forbidden', `You are ${role === 'viewer' ? 'a viewer' : 'an editor'} of this chat; this takes ${least === 'owner' ? 'its owner' : 'an editor'}.`)
  return role
}

/** The chat, for somebody who may do that much in it. */
export async function enterChat (chats: Pick<ChatStore, 'roleOf' | 'find'>, caller: Principal, chatId: string, least: ChatRole): Promise<ChatRecord> {
  await assertRole(chats, caller, chatId, least)
  const chat = await chats.find(chatId)
  if (chat === undefined) throw new GatewayError('not_found', 'There is no chat with this id.')
  return chat
}
