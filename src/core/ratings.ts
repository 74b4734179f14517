// What people think of answers.

export const ratingWords = ['up', 'down'] as const
export type RatingWord = typeof ratingWords[number]

/** What one person thinks of one answer. `ratedAt` is milliseconds. */
export type RatingRecord = { messageId: string; userId: string; rating: RatingWord; comment: string | undefined; ratedAt: number }

/** Keeps ratings, one a person and message; seals comments. They go with their message. */
export type RatingStore = {
  /** Instead of the one that was there. */
  put(rating: RatingRecord): Promise<void>
  remove(messageId: string, userId: string): Promise<void>
  /** Somebody's own, of those messages that they have rated. */
  find(userId: string, messageIds: readonly string[]): Promise<RatingRecord[]>
  /** All of somebody, oldest first, with the chats of their messages. */
  owned(userId: string): Promise<(RatingRecord & { chatId: string })[]>
  /** Removes all of somebody. */
  forget(userId: string): Promise<void>
}
