import { createHash, randomBytes } from 'node:crypto'
import type { AttachmentRecord, StoredPart } from '../core/attachments.ts'
import type { ChatStore, MessageRecord, ShareRecord } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Principal } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { enterChat, ownerOf } from './access.ts'
import type { Attachments } from './attachments.ts'
import type { FindPerson } from './members.ts'
import { readBranch } from './read-chat.ts'

/** `messageId`: the last message that is shown; absent, the end of the branch that its owner sees. `expiresAt` is milliseconds. */
export type NewShare = { messageId?: string | undefined; expiresAt?: number | undefined }

/** What everybody sees who has the link. */
export type Snapshot = { share: ShareRecord; messages: MessageRecord[] }

export type Shares = ReturnType<typeof createShares>

export type SharesOptions = { store: ChatStore; attachments: Pick<Attachments, 'find'>; findPerson: FindPerson; clock: Clock }

/** 192 bits: nobody finds a link that was not given to them. */
const tokenBytes = 24

/** Public links to a branch of a chat, as it was when it was shared. Only its owner makes and ends them. */
export function createShares ({ store, attachments, findPerson, clock }: SharesOptions) {
  const isOver = ({ expiresAt }: ShareRecord): boolean => expiresAt !== undefined && expiresAt <= clock()

  const open = async (token: string): Promise<Snapshot> => {
    const share = await store.findShare(hashOf(token))
    const sharer = share && await findPerson(share.createdBy)
    if (share === undefined || isOver(share) || sharer?.isDisabled === true) throw new GatewayError('not_found', 'There is nothing behind this link: it never was, or it has ended.')
    return { share, messages: await readBranch(store, share.chatId, share.leafId) }
  }

  return {
    /** The token is told this once. A chat has one link: an earlier one ends. */
    async create (caller: Principal, chatId: string, { messageId, expiresAt }: NewShare): Promise<{ share: ShareRecord; token: string }> {
      const chat = await enterChat(store, caller, chatId, 'owner')
      const now = clock()
      if (expiresAt !== undefined && expiresAt <= now) throw new GatewayError('invalid_request', 'expiresAt is in the past.', { param: 'expiresAt' })
      const leafId = messageId ?? chat.leafId
      if (leafId === undefined) throw new GatewayError('conflict', 'There is nothing in this chat to share yet.')
      const leaf = await store.findMessage(chatId, leafId)
      if (leaf === undefined) throw new GatewayError('invalid_request', 'messageId: there is no message with this id in the chat.', { param: 'messageId' })
      // what is shown must not change any more
      if (leaf.status === 'streaming') throw new GatewayError('conflict', 'The last message is still being written: wait for its end, or stop it.', { param: 'messageId' })
      const token = randomBytes(tokenBytes).toString('base64url')
      const share: ShareRecord = { id: createId('shr'), chatId, tokenHash: hashOf(token), leafId, title: chat.title, createdBy: ownerOf(caller), createdAt: now, expiresAt }
      await store.putShare(share)
      return { share, token }
    },

    async get (caller: Principal, chatId: string): Promise<ShareRecord | undefined> {
      await enterChat(store, caller, chatId, 'owner')
      const share = await store.shareOf(chatId)
      return share === undefined || isOver(share) ? undefined : share
    },

    /** Also when there was none: afterwards there is none. */
    async remove (caller: Principal, chatId: string): Promise<void> {
      await enterChat(store, caller, chatId, 'owner')
      await store.removeShare(chatId)
    },

    /** For anybody who has the token. One that never was, was revoked, has expired, or is of an account that was disabled: all the same. */
    open,

    /** Bytes that the snapshot shows; of whatever else is in the chat nobody is told. */
    async attachment (token: string, id: string): Promise<AttachmentRecord> {
      const { share: { chatId }, messages } = await open(token)
      const isShown = messages.some(({ content }) => content.some(part => part.type === 'attachment' && part.id === id && isShared(part)))
      if (!isShown) throw new GatewayError('not_found', 'There is no attachment with this id behind the link.')
      return attachments.find(chatId, id)
    },

    prune: (): Promise<void> => store.pruneShares(clock()),
  }
}

/** What of a message everybody sees who has the link. */
export const isShared = (part: StoredPart): boolean =>
  part.type === 'text' || part.type === 'refusal' || part.type === 'image' || part.type === 'file' || (part.type === 'attachment' && part.as !== 'audio')

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
