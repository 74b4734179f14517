import type { KyselyPlugin } from 'kysely'
import t from 'tap'
import { createChats } from '../../src/chats/chats.ts'
import type { MessageRecord } from '../../src/core/chats.ts'
import type { Principal } from '../../src/core/ports.ts'
import { createChatStore, createVault } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'

const count = 2000
const chatId = 'cht_long'
const idOf = (at: number): string => `msg_${String(at).padStart(6, '0')}`
const caller: Principal = { type: 'user', id: 'usr_ana', userId: 'usr_ana', name: 'ana', scopes: ['chats'], isAdmin: false, limits: undefined }

t.test('a chat of two thousand messages is never read whole', t => forEachDatabase(t, async (t, database) => {
  let read = { queries: 0, rows: 0 }
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      read.queries++
      read.rows += result.rows.length
      return result
    },
  }
  const store = createChatStore({ ...database, db: database.db.withPlugin(counter) }, createVault([Buffer.alloc(32, 7)]))
  // reading needs nothing but the store
  const chats = createChats({ store, generations: {} } as never)

  const at = Date.now()
  const messages = Array.from({ length: count }, (_, number): MessageRecord => ({
    id: idOf(number), chatId, parentId: number === 0 ? undefined : idOf(number - 1), role: number % 2 === 0 ? 'user' : 'assistant', authorId: undefined, content: [{ type: 'text', text: `said ${number}` }], status: 'complete', facts: {}, position: 0, createdAt: at, completedAt: at,
  }))
  await store.insertWhole({ id: chatId, ownerId: caller.id, title: 'Years', titleSource: 'person', model: undefined, systemPrompt: undefined, documents: [], tags: [], isPinned: false, isArchived: false, leafId: idOf(count - 1), createdAt: at, activeAt: at, updatedAt: at }, messages)

  /** What it takes: a page's messages, their siblings' ids, and the chat, its role and its end. */
  const costs = async (work: () => Promise<unknown>) => {
    read = { queries: 0, rows: 0 }
    await work()
    return read
  }
  for (const limit of [1, 50, 200]) {
    for (const [what, page] of [['branch', () => chats.branch(caller, chatId, { limit })], ['older page', () => chats.branch(caller, chatId, { limit, cursor: idOf(1000) })], ['tree', () => chats.tree(caller, chatId, { limit, cursor: idOf(1000) })]] as const) {
      const { queries, rows } = await costs(page)
      t.ok(rows >= 2 * limit && rows <= 2 * limit + 4, `${what} of ${limit}: ${rows} rows`)
      t.ok(queries <= 4, `${what} of ${limit}: ${queries} queries`)
    }
  }
  for (const [what, work] of [['the chat', () => chats.get(caller, chatId)], ['one message', () => chats.message(caller, chatId, idOf(1500))], ['the list', () => chats.list(caller, { limit: 50 })]] as const) {
    const { queries, rows } = await costs(work)
    t.ok(rows <= 5 && queries <= 4, `${what}: ${rows} rows in ${queries} queries`)
  }

  // from the newest to the oldest, each once
  const ids: string[] = []
  for (let cursor: string | undefined = idOf(count - 1); cursor !== undefined;) {
    const page: Awaited<ReturnType<typeof chats.branch>> = await chats.branch(caller, chatId, { limit: 200, cursor })
    ids.push(...page.data.map(({ message }) => message.id))
    cursor = page.nextCursor
  }
  t.strictSame(ids, messages.map(({ id }) => id).reverse())
}))
