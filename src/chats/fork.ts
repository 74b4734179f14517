import type { AttachmentStore } from '../core/attachments.ts'
import type { ChatRecord, ChatStore, MessageRecord } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Principal } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { enterChat, ownerOf } from './access.ts'
import type { Attachments } from './attachments.ts'
import { readBranch } from './read-chat.ts'

export type ForkOptions = {
  store: ChatStore
  attachments: Pick<Attachments, 'inline' | 'detach'>
  attachmentStore: Pick<AttachmentStore, 'move'>
  clock: Clock
  /** Told when there is something new to be found. */
  onSaid(): void
}

const suffix = ' (fork)'
const longestTitle = 200

/** Makes chats of branches of others. */
export function createForking ({ store, attachments, attachmentStore, clock, onSaid }: ForkOptions) {
  /** What is in the content of a message, as another chat has it. Only the files of one message are in memory at a time. */
  const copyContent = async (from: MessageRecord, chatId: string) => attachments.detach(chatId, await attachments.inline(from.chatId, from.content), clock())

  const copyFiles = async (pairs: readonly { from: MessageRecord; to: MessageRecord }[]): Promise<void> => {
    for (const { from, to } of pairs) {
      if (!from.content.some(({ type }) => type === 'attachment')) continue
      const { content, attachments: files } = await copyContent(from, to.chatId)
      await attachmentStore.move({ id: to.id, content }, files)
    }
  }

  return {
    /** A chat of the caller's own: the branch up to this message, or to where it is shown. The other chat stays as it is. Whoever may read it may do so. */
    async fork (caller: Principal, chatId: string, messageId: string | undefined): Promise<ChatRecord> {
      const found = await enterChat(store, caller, chatId, 'viewer')
      const leafId = messageId ?? found.leafId
      if (leafId === undefined) throw new GatewayError('conflict', 'Nothing was said in this chat yet.')
      const branch = await readBranch(store, chatId, leafId)
      if (branch.length === 0) throw new GatewayError('invalid_request', 'messageId: there is no message with this id in the chat.', { param: 'messageId' })
      if (branch.at(-1)!.status === 'streaming') throw new GatewayError('conflict', 'This answer is still being written: wait for its end, or stop it.')

      const now = clock()
      const id = createId('cht')
      const pairs: { from: MessageRecord; to: MessageRecord }[] = []
      for (const from of branch) {
        const { content } = await copyContent(from, id)
        pairs.push({ from, to: { ...from, id: createId('msg'), chatId: id, parentId: pairs.at(-1)?.to.id, content } })
      }
      const chat: ChatRecord = {
        ...found,
        id,
        ownerId: ownerOf(caller),
        ...found.title !== undefined && { title: `${found.title.slice(0, longestTitle - suffix.length).toWellFormed()}${suffix}`, titleSource: 'person' },
        isPinned: false,
        isArchived: false,
        leafId: pairs.at(-1)!.to.id,
        createdAt: now,
        activeAt: now,
        updatedAt: now,
      }
      await store.insertWhole(chat, pairs.map(({ to }) => to))
      await copyFiles(pairs).catch(async (thrown: unknown) => {
        // all of it or nothing
        await store.remove(id)
        throw thrown
      })
      onSaid()
      return chat
    },
  }
}
