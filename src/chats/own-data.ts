import type { ChatStore, GenerationStore } from '../core/chats.ts'
import type { Clock } from '../core/ports.ts'
import type { RatingStore } from '../core/ratings.ts'
import type { ChatExport, OwnRating } from '../schemas/chat-transfer.ts'
import type { Attachments } from './attachments.ts'
import { collectExport } from './export-json.ts'
import type { ChatFeed } from './feed.ts'
import type { Generations } from './generations.ts'
import { toTime } from './view.ts'

export type OwnChatsOptions = { store: ChatStore; generationStore: GenerationStore; ratingStore: RatingStore; generations: Pick<Generations, 'stop'>; attachments: Pick<Attachments, 'inline'>; feed: Pick<ChatFeed, 'tell'>; clock: Clock }

/** What somebody has of chats: to take it along, and to have it erased. */
export const createOwnChats = ({ store, generationStore, ratingStore, generations, attachments, feed, clock }: OwnChatsOptions) => ({
  /** Every chat that they own, whole, as they could be imported elsewhere, and what they think of answers, also in chats of others. */
  collect: async (userId: string): Promise<{ chats: ChatExport[]; ratings: OwnRating[] }> => {
    const chats: ChatExport[] = []
    for (const chat of await store.owned(userId)) chats.push(await collectExport({ store, attachments }, chat, clock()))
    const ratings = (await ratingStore.owned(userId)).map(({ chatId, messageId, rating, comment = null, ratedAt }) => ({ chatId, messageId, rating, comment, ratedAt: toTime(ratedAt) }))
    return { chats, ratings }
  },

  /** Their chats go with everything in them. In chats of others what they wrote stays, without their name. */
  erase: async (userId: string): Promise<void> => {
    for (const { id } of await store.owned(userId)) {
      for (const generation of await generationStore.running(id)) await generations.stop(generation)
      await store.remove(id)
      feed.tell({ type: 'removed', chatId: id })
    }
    await ratingStore.forget(userId)
    for (const chatId of await store.forget(userId)) feed.tell({ type: 'member', chatId, userId, role: undefined })
  },
})
