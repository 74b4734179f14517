import type { ChatRecord, ChatStore, GenerationEnd, GenerationStore, MessageRecord } from '../core/chats.ts'
import type { HouseEvent } from '../core/house-events.ts'
import type { Outbox } from './outbox.ts'

export type ChatStores = { store: ChatStore; generationStore: GenerationStore }

/** The same stores; what is written to them is told of, in the same transaction. Texts and titles stay out of events. */
export const tellOfChats = ({ store, generationStore }: ChatStores, outbox: Pick<Outbox, 'tell'>): ChatStores => ({
  store: {
    ...store,
    insert: chat => outbox.tell(['chat.created'], () => store.insert(chat), () => [created(chat, false)]),
    insertWhole: (chat, messages, attachments) => outbox.tell(['chat.created'], () => store.insertWhole(chat, messages, attachments), () => [created(chat, true)]),
  },

  generationStore: {
    ...generationStore,

    begin: start => outbox.tell(['message.created'], () => generationStore.begin(start), async ({ isNew }) => {
      const chat = isNew ? await store.find(start.generation.chatId) : undefined
      return chat === undefined ? [] : start.messages.map(message => added(chat, message))
    }),

    end: end => outbox.tell(['message.completed', 'message.failed'], () => generationStore.end(end), async isEnded => {
      const generation = isEnded ? await generationStore.find(end.generationId) : undefined
      const chat = generation && await store.find(generation.chatId)
      return chat === undefined ? [] : [ended(chat, end)]
    }),
  },
})

const about = ({ id, ownerId }: ChatRecord): Pick<HouseEvent, 'subject' | 'ownerId'> =>
  // a chat may belong to a program without an account
  ({ subject: id, ownerId: ownerId.startsWith('usr_') ? ownerId : undefined })

const created = (chat: ChatRecord, isImported: boolean): HouseEvent => ({
  type: 'chat.created',
  ...about(chat),
  at: isImported ? chat.updatedAt : chat.createdAt,
  data: { chatId: chat.id, ownerId: chat.ownerId, model: chat.model ?? null, imported: isImported },
})

const added = (chat: ChatRecord, { id, parentId, role, authorId, status, createdAt }: MessageRecord): HouseEvent => ({
  type: 'message.created',
  ...about(chat),
  at: createdAt,
  data: { chatId: chat.id, messageId: id, parentId: parentId ?? null, role, authorId: authorId ?? null, status },
})

const ended = (chat: ChatRecord, { message: { id, facts }, status, at }: GenerationEnd): HouseEvent => {
  const { model = null, provider = null, finishReason = null, usage = null, costUsd = null, error } = facts
  const told = { chatId: chat.id, messageId: id, status, model, provider }
  return error === undefined
    ? { type: 'message.completed', ...about(chat), at, data: { ...told, finishReason, usage, costUsd } }
    // its words may quote what was asked
    : { type: 'message.failed', ...about(chat), at, data: { ...told, error: { code: error.code } } }
}
