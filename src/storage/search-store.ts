import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { ChatStore, MessageRecord, SearchStore, SearchTarget, SearchToken } from '../core/chats.ts'
import type { Vault } from '../core/ports.ts'
import type { Database } from './database.ts'
import { StorageError } from './errors.ts'
import { createCompaction, noteRemoved } from './search-compaction.ts'
import { sortInRuns, type TokenRow } from './search-runs.ts'
import type { Tables } from './tables.ts'

type SearchEntry = Parameters<SearchStore['add']>[0][number]

const isTitle = ({ chatId, targetId }: SearchEntry): boolean => chatId === targetId

/** More rows than that are added in the order of the index rather than in one transaction. */
const mostAtOnce = 20_000
/** So many messages are noted in one transaction. */
const groupSize = 200

type SearchOptions = { chats: Pick<ChatStore, 'find' | 'findMessage'>; textOf(message: Pick<MessageRecord, 'content'>): string }

/** Keeps the blind index: which keyed hashes stand in which message or title. */
export const createSearchStore = ({ db, engine }: Database, { chats, textOf }: SearchOptions): SearchStore => {
  /** One list instead of two values a row: building such a statement costs more than running it. */
  const insertRows = (rows: readonly TokenRow[]) => {
    const list = `[${rows.map(({ token, number }) => `[${token},${number}]`).join(',')}]`
    return engine === 'postgres'
      ? sql`insert into search_token (token, number) select (value->>0)::bigint, (value->>1)::bigint from json_array_elements(${list}::json)`
      : sql`insert into search_token (token, number) select value ->> 0, value ->> 1 from json_each(${list})`
  }

  /** Its new number; undefined when another instance was faster. */
  const renew = async (transaction: Kysely<Tables>, { chatId, targetId }: SearchEntry): Promise<number | undefined> => {
    const { numDeletedRows } = await transaction.deleteFrom('search_target').where('target_id', '=', targetId).executeTakeFirst()
    if (numDeletedRows > 0n) await noteRemoved(transaction)
    const inserted = await transaction.insertInto('search_target').values({ target_id: targetId, chat_id: chatId }).onConflict(conflict => conflict.column('target_id').doNothing()).returning('number').executeTakeFirst()
    return inserted?.number
  }

  const addAtOnce = async (entries: readonly SearchEntry[]): Promise<void> => db.transaction().execute(async transaction => {
    const rows: TokenRow[] = []
    for (const entry of entries) {
      const number = await renew(transaction, entry)
      if (number === undefined) continue
      for (const token of entry.tokens) rows.push({ token, number })
      if (isTitle(entry)) await transaction.updateTable('chat').set({ is_indexed: true }).where('id', '=', entry.chatId).execute()
      else await transaction.updateTable('message').set({ is_indexed: true }).where('id', '=', entry.targetId).execute()
    }
    for (const run of sortInRuns(rows)) await insertRows(run).execute(transaction)
  })

  /** Thousands of messages at once: in the order of the index, so that each of its pages is written once and not once a message. What is cut off in the middle is begun anew by the next process. */
  const addMany = async (entries: readonly SearchEntry[]): Promise<void> => {
    const rows: TokenRow[] = []
    const renewed: { id: string; number: number }[] = []
    for (let from = 0; from < entries.length; from += groupSize) {
      await db.transaction().execute(async transaction => {
        for (const entry of entries.slice(from, from + groupSize)) {
          const number = await renew(transaction, entry)
          if (number === undefined) continue
          renewed.push({ id: entry.targetId, number })
          for (const token of entry.tokens) rows.push({ token, number })
        }
      })
    }
    for (const run of sortInRuns(rows)) {
      await insertRows(run).execute(db)
      // others get their turn: SQLite answers without leaving this one
      await breathe()
    }
    for (let from = 0; from < renewed.length; from += groupSize) {
      const group = renewed.slice(from, from + groupSize)
      await db.transaction().execute(async transaction => {
        await transaction.updateTable('message').set({ is_indexed: true }).where('id', 'in', group.map(({ id }) => id)).execute()
        const { count } = await transaction.selectFrom('search_target').select(({ fn }) => fn.countAll<number>().as('count')).where('number', 'in', group.map(({ number }) => number)).executeTakeFirstOrThrow()
        // something was deleted meanwhile, and its hashes came after it was gone
        if (Number(count) < group.length) await noteRemoved(transaction)
      })
    }
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

    add: async entries => {
      const messages = entries.filter(entry => !isTitle(entry))
      const isMuch = messages.reduce((sum, { tokens }) => sum + tokens.length, 0) > mostAtOnce
      if (!isMuch) return addAtOnce(entries)
      await addAtOnce(entries.filter(isTitle))
      await addMany(messages)
    },

    unindexed: async (limit, after) => {
      const messages = await db.selectFrom('message').innerJoin('chat', 'chat.id', 'message.chat_id').select(['message.id', 'message.chat_id', 'chat.owner_id'])
        .where('message.is_indexed', '=', false).where('message.status', '!=', 'streaming').where('chat.is_temporary', '=', false)
        .$if(after !== undefined, query => query.where('message.id', '>', after!)).orderBy('message.id').limit(limit).execute()
      const titles = after !== undefined ? [] : await db.selectFrom('chat').select(['id', 'owner_id']).where('is_indexed', '=', false).where('is_temporary', '=', false).orderBy('id').limit(limit).execute()
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
  try {
    return Buffer.from(vault.open(sealed, place), 'base64')
  } catch {
    // the first thing that a start opens: whoever gave it a new key alone is told so
    throw new StorageError('ENCRYPTION_KEY does not open what is sealed in the database. Put the key that it was sealed with behind it: ENCRYPTION_KEY=new,old. Without ENCRYPTION_KEY that was the file encryption-key in DATA_DIR.')
  }
}
