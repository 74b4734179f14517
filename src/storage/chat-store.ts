import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import type { ChatChange, ChatRecord, ChatStore, LineageEntry, MessageRecord } from '../core/chats.ts'
import type { Page, Vault } from '../core/ports.ts'
import type { WhenTooLong } from '../core/summaries.ts'
import { insertAttachments } from './attachment-rows.ts'
import { createBranchRows } from './chat-branches.ts'
import { createMemberRows } from './chat-members.ts'
import { createShareRows } from './chat-shares.ts'
import type { Database } from './database.ts'
import { noteRemoved } from './search-compaction.ts'
import { despiteDeadlocks } from './deadlock.ts'
import type { ChatTable, MessageTable, Tables } from './tables.ts'

/** Keeps chats and messages. Titles, system prompts and contents are sealed; the rest is what lists and trees are made of. */
export const createChatStore = (database: Database, vault: Vault): ChatStore => {
  const { db, engine } = database
  const toChat = (row: Selectable<ChatTable>): ChatRecord => readChat(row, vault)
  const toMessage = (row: Selectable<MessageTable>): MessageRecord => readMessage(row, vault)

  const insertMessages = async (db: Kysely<Tables>, messages: readonly MessageRecord[]): Promise<void> => {
    for (let at = 0; at < messages.length; at += rowsPerInsert) {
      await db.insertInto('message').values(messages.slice(at, at + rowsPerInsert).map(message => writeMessage(message, vault))).execute()
    }
  }

  return {
    ...createMemberRows(database),
    ...createShareRows(database, vault),
    ...createBranchRows(database, toMessage),

    insert: async chat => {
      await db.insertInto('chat').values(writeChat(chat, vault)).execute()
    },

    insertWhole: async (chat, messages, attachments = []) => db.transaction().execute(async transaction => {
      await transaction.insertInto('chat').values(writeChat(chat, vault)).execute()
      await insertAttachments(transaction, attachments, vault)
      await insertMessages(transaction, messages)
    }),

    find: async id => {
      const row = await db.selectFrom('chat').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toChat(row)
    },

    list: async (userId, { limit, cursor, isPinned, isArchived, isTemporary, tag, folder }) => {
      const after = cursor === undefined ? undefined : readCursor(cursor)
      let query = db.selectFrom('chat').selectAll()
        .where(({ eb, or, exists, selectFrom }) => or([
          eb('owner_id', '=', userId),
          exists(selectFrom('chat_member').select('user_id').whereRef('chat_member.chat_id', '=', 'chat.id').where('chat_member.user_id', '=', userId)),
        ]))
      if (isPinned !== undefined) query = query.where('is_pinned', '=', isPinned)
      if (isArchived !== undefined) query = query.where('is_archived', '=', isArchived)
      if (isTemporary !== undefined) query = query.where('is_temporary', '=', isTemporary)
      if (tag !== undefined) query = query.where(hasTag(tag))
      if (folder !== undefined) query = query.where('folder', '=', folder)
      if (after !== undefined) query = query.where(sql<boolean>`(active_at, id) < (${after.activeAt}, ${after.id})`)
      const rows = await query.orderBy('active_at', 'desc').orderBy('id', 'desc').limit(limit + 1).execute()
      const data = rows.slice(0, limit).map(toChat)
      const last = data.at(-1)
      return { data, nextCursor: rows.length > limit && last ? `${last.activeAt}.${last.id}` : undefined }
    },

    update: async (id, change, isStill) => db.transaction().execute(async transaction => {
      const row = await transaction.selectFrom('chat').selectAll().where('id', '=', id).$if(engine === 'postgres', query => query.forUpdate()).executeTakeFirst()
      if (row === undefined) return undefined
      const found = toChat(row)
      if (isStill !== undefined && !isStill(found)) return undefined
      // it may have been deleted since it was chosen
      if (change.leafId !== undefined && !await hasMessage(transaction, id, change.leafId)) return undefined
      const chat = { ...found, ...change } as ChatRecord
      await transaction.updateTable('chat').set(writeChange(chat, change, vault)).where('id', '=', id).execute()
      return chat
    }),

    remove: async id => despiteDeadlocks(() => db.transaction().execute(async transaction => {
      const { numDeletedRows: indexed } = await transaction.deleteFrom('search_target').where('chat_id', '=', id).executeTakeFirst()
      if (indexed > 0n) await noteRemoved(transaction)
      await transaction.deleteFrom('generation_log').where('generation_id', 'in', query => query.selectFrom('generation').select('id').where('chat_id', '=', id)).execute()
      // before their messages, as the end of an answer takes them
      await transaction.deleteFrom('generation').where('chat_id', '=', id).execute()
      const { numDeletedRows } = await transaction.deleteFrom('chat').where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0n
    })),

    expired: async ({ chat, pinned, temporary }, limit) => {
      const rows = await db.selectFrom('chat').select('id').where(({ eb, and, or }) => or([
        and([eb('is_temporary', '=', true), eb('active_at', '<', temporary)]),
        ...chat === undefined ? [] : [and([eb('is_temporary', '=', false), eb('is_pinned', '=', false), eb('active_at', '<', chat)])],
        ...pinned === undefined ? [] : [and([eb('is_temporary', '=', false), eb('is_pinned', '=', true), eb('active_at', '<', pinned)])],
      ])).orderBy('active_at').orderBy('id').limit(limit).execute()
      return rows.map(({ id }) => id)
    },

    owned: async ownerId => (await db.selectFrom('chat').selectAll().where('owner_id', '=', ownerId).orderBy('id').execute()).map(toChat),

    findMessage: async (chatId, id) => {
      const row = await db.selectFrom('message').selectAll().where('chat_id', '=', chatId).where('id', '=', id).executeTakeFirst()
      return row && toMessage(row)
    },

    branch: async (chatId, leafId, limit) => {
      const rows = await db.withRecursive('branch', query => query
        .selectFrom('message').select(['id as branch_id', 'parent_id as up', sql<number>`1`.as('depth')]).where('id', '=', leafId).where('chat_id', '=', chatId)
        .unionAll(query.selectFrom('message').innerJoin('branch', 'branch.up', 'message.id')
          .select(['message.id as branch_id', 'message.parent_id as up', sql<number>`branch.depth + 1`.as('depth')])
          .where('branch.depth', '<', limit)))
        .selectFrom('branch').innerJoin('message', 'message.id', 'branch.branch_id').selectAll('message').orderBy('branch.depth').execute()
      return rows.map(toMessage)
    },

    lineage: async (chatId, leafId) => {
      const rows = await db.withRecursive('line', query => query
        .selectFrom('message').select(['id as line_id', 'parent_id as up', sql<number>`1`.as('depth')]).where('id', '=', leafId).where('chat_id', '=', chatId)
        .unionAll(query.selectFrom('message').innerJoin('line', 'line.up', 'message.id')
          .select(['message.id as line_id', 'message.parent_id as up', sql<number>`line.depth + 1`.as('depth')])))
        .selectFrom('line').innerJoin('message', 'message.id', 'line.line_id')
        .select(['message.id', 'message.role', 'message.status', 'message.position']).orderBy('line.depth').execute()
      return rows.map(({ id, role, status, position }): LineageEntry => ({ id, role: role as LineageEntry['role'], isEmpty: role === 'assistant' && status !== 'complete' && position === 0 })) // written by writeMessage
    },

    messages: async (chatId, { limit, cursor, isOldestFirst = false }): Promise<Page<MessageRecord>> => {
      let query = db.selectFrom('message').selectAll().where('chat_id', '=', chatId)
      if (cursor !== undefined) query = query.where('id', isOldestFirst ? '>' : '<', cursor)
      const rows = await query.orderBy('id', isOldestFirst ? 'asc' : 'desc').limit(limit + 1).execute()
      const data = rows.slice(0, limit).map(toMessage)
      return { data, nextCursor: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    siblings: async (chatId, parentIds) => {
      const ids = [...new Set(parentIds)]
      const named = ids.filter(id => id !== undefined)
      const rows = await db.selectFrom('message').select(['id', 'parent_id']).where('chat_id', '=', chatId)
        .where(({ eb, or }) => or([
          ...named.length > 0 ? [eb('parent_id', 'in', named)] : [],
          ...ids.includes(undefined) ? [eb('parent_id', 'is', null)] : [],
        ])).orderBy('id').execute()
      const children = new Map<string, string[]>()
      for (const { id, parent_id: parent } of rows) {
        const known = children.get(parent ?? '')
        if (known === undefined) children.set(parent ?? '', [id])
        else known.push(id)
      }
      return children
    },

    newestLeaf: async (chatId, id) => {
      let leaf = id
      for (;;) {
        const child = await db.selectFrom('message').select('id').where('chat_id', '=', chatId).where('parent_id', '=', leaf).orderBy('id', 'desc').limit(1).executeTakeFirst()
        if (child === undefined) return leaf
        leaf = child.id
      }
    },

    insertMessages: messages => insertMessages(db, messages),
  }
}

/** Whether it is still there. To be asked while nobody else can change the chat. */
export const hasMessage = async (db: Kysely<Tables>, chatId: string, id: string): Promise<boolean> =>
  await db.selectFrom('message').select('id').where('chat_id', '=', chatId).where('id', '=', id).executeTakeFirst() !== undefined

/** Both engines bind tens of thousands of values to a statement; a message has a dozen. */
const rowsPerInsert = 500

/** Tags are JSON text on one engine and jsonb on the other; both find a quoted word in their text. */
const hasTag = (tag: string) => sql<boolean>`cast(tags as text) like ${`%${JSON.stringify(tag).replace(/[%_\\]/g, '\\$&')}%`} escape '\\'`

const readCursor = (cursor: string): { activeAt: number; id: string } => {
  const dot = cursor.indexOf('.')
  return { activeAt: Number(cursor.slice(0, dot)), id: cursor.slice(dot + 1) }
}

const chatPlace = (id: string) => ({ table: 'chat', column: 'sealed', row: id })
const messagePlace = (id: string) => ({ table: 'message', column: 'sealed', row: id })

const sealChat = ({ id, title, systemPrompt }: ChatRecord, vault: Vault): string =>
  vault.seal(JSON.stringify({ title, systemPrompt }), chatPlace(id))

const writeChat = (chat: ChatRecord, vault: Vault): Insertable<ChatTable> => ({
  id: chat.id,
  owner_id: chat.ownerId,
  sealed: sealChat(chat, vault),
  title_source: chat.titleSource ?? null,
  model: chat.model ?? null,
  documents: JSON.stringify(chat.documents),
  tags: JSON.stringify(chat.tags),
  folder: chat.folder ?? null,
  when_too_long: chat.whenTooLong ?? null,
  is_pinned: chat.isPinned,
  is_archived: chat.isArchived,
  is_temporary: chat.isTemporary ?? false,
  leaf_id: chat.leafId ?? null,
  created_at: chat.createdAt,
  active_at: chat.activeAt,
  updated_at: chat.updatedAt,
})

/** Only what changed: another change at the same time is not undone. */
const writeChange = (chat: ChatRecord, change: ChatChange, vault: Vault): Partial<Insertable<ChatTable>> => {
  const row = writeChat(chat, vault)
  const columns: Partial<Record<keyof ChatChange, keyof ChatTable>> = {
    title: 'sealed',
    systemPrompt: 'sealed',
    titleSource: 'title_source',
    model: 'model',
    documents: 'documents',
    tags: 'tags',
    folder: 'folder',
    whenTooLong: 'when_too_long',
    isPinned: 'is_pinned',
    isArchived: 'is_archived',
    isTemporary: 'is_temporary',
    leafId: 'leaf_id',
    activeAt: 'active_at',
    updatedAt: 'updated_at',
  }
  const changed = Object.keys(change).map(field => columns[field as keyof ChatChange]!) // a ChatChange's own keys
  return { ...Object.fromEntries(changed.map(column => [column, row[column]])), ...('title' in change && { is_indexed: false }) }
}

const readChat = (row: Selectable<ChatTable>, vault: Vault): ChatRecord => {
  const { title, systemPrompt } = JSON.parse(vault.open(row.sealed, chatPlace(row.id))) as Pick<ChatRecord, 'title' | 'systemPrompt'> // sealed by sealChat
  return {
    id: row.id,
    ownerId: row.owner_id,
    title,
    titleSource: row.title_source as ChatRecord['titleSource'] ?? undefined, // written by writeChat
    model: row.model ?? undefined,
    systemPrompt,
    documents: row.documents,
    tags: row.tags,
    ...(row.folder !== null && { folder: row.folder }),
    ...(row.when_too_long !== null && { whenTooLong: row.when_too_long as WhenTooLong }), // written by writeChat
    isPinned: row.is_pinned,
    isArchived: row.is_archived,
    ...(row.is_temporary && { isTemporary: true }),
    leafId: row.leaf_id ?? undefined,
    createdAt: row.created_at,
    activeAt: row.active_at,
    updatedAt: row.updated_at,
  }
}

/** What providers say of a failure may repeat what they were asked: it is sealed with the content. */
export const sealContent = ({ id, content, facts }: Pick<MessageRecord, 'id' | 'content'> & Partial<Pick<MessageRecord, 'facts'>>, vault: Vault): string =>
  vault.seal(JSON.stringify(facts?.error === undefined ? content : { content, error: facts.error.message }), messagePlace(id))

/** What of an answer may be read by anybody who has the database. */
export const writeFacts = ({ error, ...facts }: MessageRecord['facts']): string =>
  JSON.stringify({ ...facts, ...error !== undefined && { error: { code: error.code } } })

export const writeMessage = (message: MessageRecord, vault: Vault): Insertable<MessageTable> => ({
  id: message.id,
  chat_id: message.chatId,
  parent_id: message.parentId ?? null,
  role: message.role,
  author_id: message.authorId ?? null,
  sealed: sealContent(message, vault),
  status: message.status,
  facts: writeFacts(message.facts),
  position: message.position,
  created_at: message.createdAt,
  completed_at: message.completedAt ?? null,
})

type SealedContent = MessageRecord['content'] | { content: MessageRecord['content']; error: string }

const readMessage = (row: Selectable<MessageTable>, vault: Vault): MessageRecord => {
  const sealed = JSON.parse(vault.open(row.sealed, messagePlace(row.id))) as SealedContent // sealed by sealContent
  const { facts } = row
  return {
    id: row.id,
    chatId: row.chat_id,
    parentId: row.parent_id ?? undefined,
    role: row.role as MessageRecord['role'], // written by writeMessage
    authorId: row.author_id ?? undefined,
    content: 'error' in sealed ? sealed.content : sealed,
    status: row.status as MessageRecord['status'], // written by writeMessage
    facts: 'error' in sealed && facts.error !== undefined ? { ...facts, error: { ...facts.error, message: sealed.error } } : facts,
    position: row.position,
    createdAt: row.created_at,
    completedAt: row.completed_at ?? undefined,
  }
}
