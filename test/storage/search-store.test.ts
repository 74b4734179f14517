import t from 'tap'
import { createBlindIndex } from '../../src/chats/blind-index.ts'
import type { SearchToken } from '../../src/core/chats.ts'
import { createId } from '../../src/lib/ids.ts'
import { sortInRuns } from '../../src/storage/search-runs.ts'
import { createChatStore, createSearchStore, createVault } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'

const index = createBlindIndex(Buffer.alloc(32, 1))
const tokens = (...words: string[]): SearchToken[] => index.tokensOf('usr_a', words)
/** Enough words for what is added in the order of the index. */
const many = Array.from({ length: 300 }, (_, message) => Array.from({ length: 90 }, (_, word) => `w${message}x${word}`))

t.test('thousands of words at once are found like those of one message, also when they are added once more', t => forEachDatabase(t, async (t, database) => {
  const chats = createChatStore(database, createVault([Buffer.alloc(32, 7)]))
  const store = createSearchStore(database, { chats, textOf: () => '' })
  const id = createId('cht')
  await chats.insert({ id, ownerId: 'usr_a', title: 'x', titleSource: 'person', model: undefined, systemPrompt: undefined, documents: [], tags: [], isPinned: false, isArchived: false, leafId: undefined, createdAt: 1, activeAt: 1, updatedAt: 1 })
  const find = async (word: string) => (await store.find({ words: [tokens(word).slice(0, 1)], limit: 1000, before: undefined })).map(({ targetId }) => targetId)
  const count = async (): Promise<number> => (await database.db.selectFrom('search_token').select('number').execute()).length
  const entries = many.map((words, at) => ({ chatId: id, targetId: `${id}.${at}`, tokens: tokens(...words, 'common') }))

  const all = [...entries, { chatId: id, targetId: id, tokens: tokens('the', 'title') }]
  await store.add(all)
  const expected = all.reduce((sum, entry) => sum + entry.tokens.length, 0)
  t.ok(expected > 20_000)
  t.equal(await count(), expected)
  t.equal((await find('common')).length, 300)
  for (const at of [0, 17, 299]) t.strictSame(await find(`w${at}x${at % 60}`), [`${id}.${at}`])
  t.strictSame(await find('title'), [id])
  t.equal(await store.isCompactionDue(), false)

  await store.add(entries)
  t.equal((await find('common')).length, 300, 'each once')
  t.equal(await store.isCompactionDue(), true, 'and what was known before is taken out')
}))

t.test('what is deleted while thousands are added is looked for later', t => forEachDatabase(t, async (t, database) => {
  const chats = createChatStore(database, createVault([Buffer.alloc(32, 7)]))
  const store = createSearchStore(database, { chats, textOf: () => '' })
  const id = createId('cht')
  await chats.insert({ id, ownerId: 'usr_a', title: 'x', titleSource: 'person', model: undefined, systemPrompt: undefined, documents: [], tags: [], isPinned: false, isArchived: false, leafId: undefined, createdAt: 1, activeAt: 1, updatedAt: 1 })
  const adding = store.add(many.map((words, at) => ({ chatId: id, targetId: `${id}.${at}`, tokens: tokens(...words) })))
  while ((await database.db.selectFrom('search_token').select('number').limit(1).execute()).length === 0) await new Promise(setImmediate)
  await database.db.deleteFrom('search_target').where('target_id', '=', `${id}.5`).execute()
  await adding
  t.equal(await store.isCompactionDue(), true)
}))

t.test('rows are sorted in runs, each behind the one before, and none is lost', async t => {
  for (const size of [0, 1, 1999, 2001, 50_000]) {
    const rows = Array.from({ length: size }, (_, at) => ({ token: tokens(`word${at % 20_000}`)[0]!, number: at }))
    const sorted = [...sortInRuns(rows)].flat()
    t.equal(new Set(sorted).size, size)
    t.notOk(sorted.some(({ token, number }, at) => at > 0 && (token < sorted[at - 1]!.token || (token === sorted[at - 1]!.token && number < sorted[at - 1]!.number))), 'in order')
  }
})
