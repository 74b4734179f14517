import type { ChatStore } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Principal } from '../core/ports.ts'
import type { RatingStore, RatingWord } from '../core/ratings.ts'
import { assertRole, ownerOf } from './access.ts'
import type { PlacedMessage } from './chats.ts'

/** `rating` undefined: none. */
export type NewRating = { rating: RatingWord | undefined; comment: string | undefined }

export type Ratings = ReturnType<typeof createRatings>

export type RatingsOptions = { store: RatingStore; chats: Pick<ChatStore, 'roleOf' | 'findMessage' | 'siblings'>; clock: Clock }

/** What people think of answers. Everybody has their own, and is shown nobody else's. */
export function createRatings ({ store, chats, clock }: RatingsOptions) {
  /** The messages with what the caller thinks of them. */
  const mark = async (caller: Principal, placed: readonly PlacedMessage[]): Promise<PlacedMessage[]> => {
    const answers = placed.filter(({ message }) => message.role === 'assistant')
    const ratings = new Map((await store.find(ownerOf(caller), answers.map(({ message }) => message.id))).map(rating => [rating.messageId, rating]))
    return placed.map(one => {
      const rating = ratings.get(one.message.id)
      return rating === undefined ? one : { ...one, rating }
    })
  }

  return {
    mark,

    /** Whoever may read an answer may rate it, once it is complete or has ended otherwise. Instead of what they said before. */
    async rate (caller: Principal, chatId: string, messageId: string, { rating, comment }: NewRating): Promise<PlacedMessage> {
      await assertRole(chats, caller, chatId, 'viewer')
      const message = await chats.findMessage(chatId, messageId)
      if (message === undefined) throw new GatewayError('not_found', 'There is no message with this id in the chat.')
      if (message.role !== 'assistant') throw new GatewayError('invalid_request', 'Only answers can be rated; this is a question.')
      if (message.status === 'streaming') throw new GatewayError('conflict', 'This answer is still being written: wait for its end, or stop it.')
      const userId = ownerOf(caller)
      if (rating === undefined) await store.remove(messageId, userId)
      else await store.put({ messageId, userId, rating, comment, ratedAt: clock() })
      const siblings = await chats.siblings(chatId, [message.parentId])
      const [marked] = await mark(caller, [{ message, siblings: siblings.get(message.parentId ?? '') ?? [message.id] }])
      return marked!
    },
  }
}
