import type { Selectable } from 'kysely'
import type { Vault } from '../core/ports.ts'
import type { RatingRecord, RatingStore } from '../core/ratings.ts'
import type { Database } from './database.ts'
import type { MessageRatingTable } from './tables.ts'

/** Keeps what people think of answers. Whether they liked one may be read; what they say of it is sealed. */
export const createRatingStore = ({ db }: Database, vault: Vault): RatingStore => ({
  put: async ({ messageId, userId, rating, comment, ratedAt }) => {
    const id = idOf(messageId, userId)
    const row = { rating, sealed: vault.seal(JSON.stringify({ comment }), placeOf(id)), rated_at: ratedAt }
    await db.insertInto('message_rating').values({ id, message_id: messageId, user_id: userId, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row)).execute()
  },

  remove: async (messageId, userId) => {
    await db.deleteFrom('message_rating').where('id', '=', idOf(messageId, userId)).execute()
  },

  find: async (userId, messageIds) => messageIds.length === 0
    ? []
    : (await db.selectFrom('message_rating').selectAll().where('user_id', '=', userId).where('message_id', 'in', messageIds).execute()).map(row => toRating(row, vault)),

  owned: async userId => (await db.selectFrom('message_rating').innerJoin('message', 'message.id', 'message_rating.message_id').selectAll('message_rating').select('message.chat_id')
    .where('user_id', '=', userId).orderBy('rated_at').orderBy('message_rating.id').execute()).map(row => ({ ...toRating(row, vault), chatId: row.chat_id })),

  forget: async userId => {
    await db.deleteFrom('message_rating').where('user_id', '=', userId).execute()
  },
})

/** One a person and message, so that what is sealed is bound to both. */
const idOf = (messageId: string, userId: string): string => `${messageId}.${userId}`

const placeOf = (id: string) => ({ table: 'message_rating', column: 'sealed', row: id })

const toRating = (row: Selectable<MessageRatingTable>, vault: Vault): RatingRecord => ({
  messageId: row.message_id,
  userId: row.user_id,
  rating: row.rating as RatingRecord['rating'], // written by put
  comment: (JSON.parse(vault.open(row.sealed, placeOf(row.id))) as Pick<RatingRecord, 'comment'>).comment, // sealed by put
  ratedAt: row.rated_at,
})
