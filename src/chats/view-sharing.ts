import type { MessageRecord, ShareRecord } from '../core/chats.ts'
import type { ChatMember } from '../schemas/chat-members.ts'
import type { ChatShare, SharedChat, SharedMessage } from '../schemas/chat-share.ts'
import type { Member } from './members.ts'
import { isShared, type Snapshot } from './share.ts'
import { textOf, toStoredPart, toTime } from './view.ts'

const toExpiry = ({ expiresAt }: ShareRecord): string | null => expiresAt === undefined ? null : toTime(expiresAt)

/** A public link as the chat's owner sees it. */
export const toChatShare = (share: ShareRecord | undefined): ChatShare => share === undefined
  ? { shared: false, messageId: null, createdAt: null, expiresAt: null }
  : { shared: true, messageId: share.leafId, createdAt: toTime(share.createdAt), expiresAt: toExpiry(share) }

/** A chat as everybody sees it who has its link: what was said, and by which model. */
export const toSharedChat = ({ share, messages }: Snapshot, token: string): SharedChat => ({
  title: share.title ?? null,
  sharedAt: toTime(share.createdAt),
  expiresAt: toExpiry(share),
  messages: messages.map(message => toSharedMessage(message, `/api/v1/shared/${token}`)),
})

/** No ids, no errors, and nothing of what happened on the way to an answer: thoughts and calls of tools may say more than it does. */
const toSharedMessage = (message: MessageRecord, path: string): SharedMessage => ({
  role: message.role,
  status: message.status === 'streaming' ? 'interrupted' : message.status, // never shared while it is written
  content: message.content.filter(isShared).map(part => toStoredPart(part, path)),
  text: textOf(message),
  model: message.facts.model ?? null,
  createdAt: toTime(message.createdAt),
})

export const toChatMember = ({ userId, role, person, addedAt }: Member): ChatMember =>
  ({ userId, username: person?.username ?? null, displayName: person?.displayName ?? null, role, addedAt: toTime(addedAt) })
