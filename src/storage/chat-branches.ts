import type { Kysely, Selectable } from 'kysely'
import type { ChatStore, MessageRecord } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Database } from './database.ts'
import { despiteDeadlocks } from './deadlock.ts'
import { noteRemoved } from './search-compaction.ts'
import type { MessageTable, Tables } from './tables.ts'

/** So many messages are looked at or removed with one statement. */
const batch = 500

/** Removes parts of trees, with all that belongs to them. `toMessage` opens a row. */
export const createBranchRows = ({ db, engine }: Database, toMessage: (row: Selectable<MessageTable>) => MessageRecord): Pick<ChatStore, 'removeMessage'> => ({
  removeMessage: async (chatId, id, at) => despiteDeadlocks(() => db.transaction().execute(async transaction => {
    // the chat first: whoever asks something below the message waits here
    const chat = await transaction.selectFrom('chat').select('leaf_id').where('id', '=', chatId).$if(engine === 'postgres', query => query.forUpdate()).executeTakeFirst()
    const message = await transaction.selectFrom('message').select(['id', 'parent_id']).where('chat_id', '=', chatId).where('id', '=', id).executeTakeFirst()
    if (chat === undefined || message === undefined) return undefined
    const ids = await readDescendants(transaction, chatId, id)
    await assertSilent(transaction, chatId, ids)
    await removeUnused(transaction, { chatId, ids, toMessage })
    for (const some of inBatches(ids)) await removeRows(transaction, some)
    const leafId = chat.leaf_id !== null && ids.includes(chat.leaf_id) ? await findLeaf(transaction, chatId, message.parent_id) : chat.leaf_id ?? undefined
    await transaction.updateTable('chat').set({ leaf_id: leafId ?? null, updated_at: at }).where('id', '=', chatId).execute()
    return { leafId }
  })),
})

/** A message and everything that follows it. */
const readDescendants = async (db: Kysely<Tables>, chatId: string, id: string): Promise<string[]> => {
  const rows = await db.withRecursive('below', query => query
    .selectFrom('message').select('id as below_id').where('chat_id', '=', chatId).where('id', '=', id)
    .unionAll(query.selectFrom('message').innerJoin('below', 'below.below_id', 'message.parent_id').select('message.id as below_id').where('message.chat_id', '=', chatId)))
    .selectFrom('below').select('below_id').execute()
  return rows.map(row => row.below_id)
}

const assertSilent = async (db: Kysely<Tables>, chatId: string, ids: readonly string[]): Promise<void> => {
  const running = await db.selectFrom('generation').select('message_id').where('chat_id', '=', chatId).where('status', '=', 'running').execute()
  if (running.some(row => ids.includes(row.message_id))) throw new GatewayError('conflict', 'An answer is still being written there: wait for its end, or stop it.')
}

/** Files that only these messages name. */
const removeUnused = async (db: Kysely<Tables>, { chatId, ids, toMessage }: { chatId: string; ids: readonly string[]; toMessage(row: Selectable<MessageTable>): MessageRecord }): Promise<void> => {
  const isRemoved = new Set(ids)
  const unused = new Set<string>()
  for (const some of inBatches(ids)) for (const row of await db.selectFrom('message').selectAll().where('id', 'in', some).execute()) for (const file of filesOf(toMessage(row))) unused.add(file)
  for (let after = ''; unused.size > 0;) {
    const rows = await db.selectFrom('message').selectAll().where('chat_id', '=', chatId).where('id', '>', after).orderBy('id').limit(batch).execute()
    for (const row of rows) if (!isRemoved.has(row.id)) for (const file of filesOf(toMessage(row))) unused.delete(file)
    if (rows.length < batch) break
    after = rows.at(-1)!.id
  }
  for (const some of inBatches([...unused])) await db.deleteFrom('attachment').where('chat_id', '=', chatId).where('id', 'in', some).execute()
}

const filesOf = ({ content }: MessageRecord): string[] => content.flatMap(part => part.type === 'attachment' ? [part.id] : [])

/** What people think of them goes by itself. A link to what is gone shows nothing: it ends. */
const removeRows = async (db: Kysely<Tables>, ids: readonly string[]): Promise<void> => {
  const { numDeletedRows: indexed } = await db.deleteFrom('search_target').where('target_id', 'in', ids).executeTakeFirst()
  if (indexed > 0n) await noteRemoved(db)
  await db.deleteFrom('generation_log').where('generation_id', 'in', query => query.selectFrom('generation').select('id').where('message_id', 'in', ids)).execute()
  await db.deleteFrom('generation').where('message_id', 'in', ids).execute()
  await db.deleteFrom('chat_summary').where('message_id', 'in', ids).execute()
  await db.deleteFrom('chat_share').where('leaf_id', 'in', ids).execute()
  await db.deleteFrom('message').where('id', 'in', ids).execute()
}

/** Where the branch goes on that is nearest: the end of the newest version that is left, else what came before. */
const findLeaf = async (db: Kysely<Tables>, chatId: string, parentId: string | null): Promise<string | undefined> => {
  let leaf = parentId
  for (;;) {
    const child = await db.selectFrom('message').select('id').where('chat_id', '=', chatId).where('parent_id', leaf === null ? 'is' : '=', leaf).orderBy('id', 'desc').limit(1).executeTakeFirst()
    if (child === undefined) return leaf ?? undefined
    leaf = child.id
  }
}

function * inBatches<T> (items: readonly T[]): Iterable<T[]> {
  for (let at = 0; at < items.length; at += batch) yield items.slice(at, at + batch)
}
