import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { ChatStore, MessageRecord, SearchStore, SearchTarget, SearchToken } from '../core/chats.ts'
import type { Vault } from '../core/ports.ts'
import type { Database } from './database.ts'
import { createCompaction, noteRemoved } from './search-compaction.ts'

type SearchOptions = { chats: Pick<ChatStore, 'find' | 'findMessage'>; textOf(message: Pick<MessageRecord, 'content'>): string }

/** Keeps the blind index: which keyed hashes stand in which message or title. */
export const createSearchStore = ({ db, engine }: Database, { chats, textOf }: SearchOptions): SearchStore => {
  /** One list instead of two values a row: building such a statement costs more than running it. */
  const insertTokens = (tokens: readonly SearchToken[], number: number) => {
    const list = `[${tokens.join(',')}]`
    return engine === 'postgres'
      ? sql`insert into search_token (token, number) select value::bigint, ${number}::bigint from json_array_elements_text(${list}::json)`
      : sql`insert into search_token (token, number) select value, ${number} from json_each(${list})`
  }

  /** So many rows are counted to tell a rare word from a common one. */
  const rarestFirst = async (words: readonly (readonly SearchToken[])[]): Promise<(readonly SearchToken[])[]> => {
    if (words.length === 1) return [...words]
    const counts = await Promise.all(words.map(async tokens => {
      const { count } = await db.selectFrom(query => query.selectFrom('search_token').select('number').where('token', 'in', tokens).limit(common).as('some'))
        .select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return Number(count)
    }))
    return words.map((tokens, at) => ({ tokens, count: counts[at]! })).sort((left, right) => left.count - right.count).map(({ tokens }) => tokens)
  }

  return {
    ...createCompaction(db),

    add: async entries => db.transaction().execute(async transaction => {
      for (const { chatId, targetId, tokens } of entries) {
        const { numDeletedRows } = await transaction.deleteFrom('search_target').where('target_id', '=', targetId).executeTakeFirst()
        if (numDeletedRows > 0n) await noteRemoved(transaction)
        const inserted = await transaction.insertInto('search_target').values({ target_id: targetId, chat_id: chatId }).onConflict(conflict => conflict.column('target_id').doNothing()).returning('number').executeTakeFirst()
        // another instance was faster
        if (inserted === undefined) continue
        const { number } = inserted
        const sorted = [...tokens].sort((left, right) => left < right ? -1 : 1)
        await insertTokens(sorted, number).execute(transaction)
        if (targetId === chatId) await transaction.updateTable('chat').set({ is_indexed: true }).where('id', '=', chatId).execute()
        else await transaction.updateTable('message').set({ is_indexed: true }).where('id', '=', targetId).execute()
      }
    }),

    unindexed: async limit => {
      const messages = await db.selectFrom('message').innerJoin('chat', 'chat.id', 'message.chat_id').select(['message.id', 'message.chat_id', 'chat.owner_id'])
        .where('message.is_indexed', '=', false).where('message.status', '!=', 'streaming').orderBy('message.id').limit(limit).execute()
      const titles = await db.selectFrom('chat').select(['id', 'owner_id']).where('is_indexed', '=', false).orderBy('id').limit(limit).execute()
      return Promise.all([
        ...titles.map(async ({ id, owner_id: ownerId }) => ({ ownerId, chatId: id, targetId: id, text: (await chats.find(id))?.title ?? '' })),
        ...messages.map(async ({ id, chat_id: chatId, owner_id: ownerId }) => {
          const message = await chats.findMessage(chatId, id)
          return { ownerId, chatId, targetId: id, text: message === undefined ? '' : textOf(message) }
        }),
      ])
    },

    ownersFor: async userId => {
      const rows = await db.selectFrom('chat_member').innerJoin('chat', 'chat.id', 'chat_member.chat_id').select('chat.owner_id').distinct().where('chat_member.user_id', '=', userId).execute()
      return [...new Set([userId, ...rows.map(row => row.owner_id)])]
    },

    find: async ({ words, limit, before }) => {
      const [rarest, ...rest] = await rarestFirst(words)
      if (rarest === undefined) return []
      // one scan of the index for each of a word's hashes, each newest first, instead of sorting all that there is
      const scans = await Promise.all(rarest.map(token => {
        let query = db.selectFrom('search_token as hit').innerJoin('search_target as target', 'target.number', 'hit.number')
          .select(['target.number', 'target.chat_id', 'target.target_id']).where('hit.token', '=', token as never) // its type is for rows
        for (const tokens of rest) {
          query = query.where(({ exists, selectFrom }) => exists(selectFrom('search_token as other').select('other.number').whereRef('other.number', '=', 'hit.number').where('other.token', 'in', tokens)))
        }
        if (before !== undefined) query = query.where('hit.number', '<', before)
        return query.orderBy('hit.number', 'desc').limit(limit).execute()
      }))
      const byNumber = new Map(scans.flat().map(row => [row.number, row]))
      return [...byNumber.values()].sort((left, right) => right.number - left.number).slice(0, limit)
        .map((row): SearchTarget => ({ number: row.number, chatId: row.chat_id, targetId: row.target_id }))
    },
  }
}

/** A word that stands in more places is common. */
const common = 2000
/** The key of the blind index: made once, sealed like everything else, the same for ever, because what was indexed under another is not found. */
export const loadSearchKey = async ({ db }: Database, vault: Vault): Promise<Buffer> => {
  const id = 'search'
  const place = { table: 'sealed_key', column: 'sealed', row: id }
  await db.insertInto('sealed_key').values({ id, sealed: vault.seal(randomBytes(32).toString('base64'), place), created_at: Date.now() })
    .onConflict(conflict => conflict.column('id').doNothing()).execute()
  const { sealed } = await db.selectFrom('sealed_key').select('sealed').where('id', '=', id).executeTakeFirstOrThrow()
  return Buffer.from(vault.open(sealed, place), 'base64')
}
