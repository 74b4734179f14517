import t from 'tap'
import { createBlindIndex } from '../../src/chats/blind-index.ts'
import { createCompactor } from '../../src/chats/compaction.ts'
import type { ChatRecord } from '../../src/core/chats.ts'
import { createId } from '../../src/lib/ids.ts'
import { createChatStore, createSearchStore, createVault } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { silentLog } from '../helpers/silent-log.ts'

const chatOf = (): ChatRecord => ({ id: createId('cht'), ownerId: 'usr_a', title: 'x', titleSource: 'person', model: undefined, systemPrompt: undefined, documents: [], tags: [], isPinned: false, isArchived: false, leafId: undefined, createdAt: 1, activeAt: 1, updatedAt: 1 })

t.test('what deleted chats and old titles leave in the index is removed, piece by piece, and nothing else', t => forEachDatabase(t, async (t, database) => {
  const chats = createChatStore(database, createVault([Buffer.alloc(32, 7)]))
  const store = createSearchStore(database, { chats, textOf: () => '' })
  const index = createBlindIndex(Buffer.alloc(32, 1))
  const tokens = (...words: string[]) => index.tokensOf('usr_a', words)
  const find = (word: string) => store.find({ words: [index.alternatives('usr_a', word)], limit: 10, before: undefined })
  const count = async (): Promise<number> => (await database.db.selectFrom('search_token').select('number').execute()).length
  const sizes: number[] = []
  const counting = { ...store, compact: (...rest: Parameters<typeof store.compact>) => { sizes.push(rest[1]); return store.compact(...rest) } }
  /** Later than everything that was deleted. */
  const compactor = createCompactor({ store: counting, clock: () => Date.now() + 1000, log: silentLog, batch: 7 })

  const [kept, gone] = [chatOf(), chatOf()]
  await chats.insert(kept)
  await chats.insert(gone)
  const entries = (chatId: string, prefix: string) => Array.from({ length: 20 }, (_, at) => ({ chatId, targetId: `${chatId}.${at}`, tokens: tokens(`${prefix}${at}`, 'common') }))
  await store.add([...entries(kept.id, 'kept'), { chatId: kept.id, targetId: kept.id, tokens: tokens('holidays') }])
  const before = await count()
  await compactor.settle()
  t.strictSame(sizes, [], 'nothing was deleted: nothing is read')

  await store.add(entries(gone.id, 'gone'))
  await chats.remove(gone.id)
  t.equal(await store.isCompactionDue(), true)
  t.ok(await count() > before)
  await compactor.settle()
  t.equal(await count(), before)
  t.ok(sizes.length > before / 7 && sizes.every(size => size === 7), 'in pieces')
  t.equal(await store.isCompactionDue(), false)
  t.equal((await find('common')).length, 10)
  t.match(await find('kept19'), [{ targetId: `${kept.id}.19` }])

  await store.add([{ chatId: kept.id, targetId: kept.id, tokens: tokens('travels') }])
  await compactor.settle()
  t.equal(await count(), before, 'an old title leaves nothing either')
  t.match(await find('travels'), [{ targetId: kept.id }])

  await chats.remove(kept.id)
  const early = createCompactor({ store, clock: () => 0, log: silentLog })
  await early.settle()
  t.equal(await count(), 0)
  t.equal(await store.isCompactionDue(), true, 'what was deleted meanwhile is looked for once more')
}))
