// `npm run bench:chats`: what a chat costs to open and to search, on a database of a size that people reach in years.
//   npm run bench:chats -- --messages 100000 --database postgres://…
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { createBlindIndex } from '../src/chats/blind-index.ts'
import { createSearch, searchedText } from '../src/chats/search.ts'
import { createId } from '../src/lib/ids.ts'
import { createChatStore, createSearchStore, createVault, loadSearchKey, migrate, openDatabase } from '../src/storage/index.ts'

const { values } = parseArgs({ options: { messages: { type: 'string', default: '100000' }, database: { type: 'string' } } })
const total = Number(values.messages)
const longChat = 2000
const log = { debug () {}, info () {}, warn () {}, error: console.error }

const vocabulary = Array.from({ length: 20_000 }, (_, at) => word(at))
function word (at) {
  let text = ''
  for (let rest = at * 7919 + 13; text.length < 3 + at % 7; rest = Math.floor(rest / 3) + at) text += 'abcdefghijklmnoprstuvwz'[rest % 23]
  return text
}
let seed = 42
const random = () => (seed = seed * 1_103_515_245 + 12_345 & 0x7fffffff) / 0x7fffffff
/** Like language: few words are said often, most of them rarely. */
const sentence = words => Array.from({ length: words }, () => vocabulary[Math.floor(vocabulary.length * random() ** 3)]).join(' ')

const main = async dataDir => {
  const database = await openDatabase({ url: values.database, dataDir, log })
  await migrate(database)
  const vault = createVault([Buffer.alloc(32, 1)])
  const chats = createChatStore(database, vault)
  const searchStore = createSearchStore(database, { chats, textOf: searchedText })
  const index = createBlindIndex(await loadSearchKey(database, vault))
  const search = createSearch({ store: searchStore, chats, index, log })
  const caller = { type: 'user', id: 'usr_bench', userId: 'usr_bench', name: 'bench', scopes: ['chats'], isAdmin: false, limits: undefined }

  console.log(`Writing ${total} messages …`)
  const first = await writeChat(chats, longChat)
  for (let written = longChat; written < total; written += 100) await writeChat(chats, Math.min(100, total - written), written === longChat ? 'needleword' : '')
  const indexing = performance.now()
  search.refresh()
  await search.settled()
  console.log(`indexed in ${((performance.now() - indexing) / 1000).toFixed(1)} s, ${((performance.now() - indexing) * 1000 / total).toFixed(0)} µs a message`)
  // as PostgreSQL does by itself a minute later, where autovacuum is on
  if (values.database !== undefined) await sql`analyze`.execute(database.db)

  const { leafId } = await chats.find(first)
  await report(`open a chat of ${longChat} messages (newest 30)`, async () => {
    const branch = await chats.branch(first, leafId, 30)
    await chats.siblings(first, branch.map(({ parentId }) => parentId))
  }, 30)
  for (const query of ['needleword', 'needlew', vocabulary[0], `${vocabulary[0]} ${vocabulary[1]}`, vocabulary[3].slice(0, 3), 'nothinglikethis', `needleword ${vocabulary[0]}`]) {
    await report(`search “${query}”`, () => search.find(caller, query, 50), 50)
  }
  await database.close()
  if (values.database === undefined) console.log(`database: ${(statSync(join(dataDir, 'parlance.db')).size / 1e6).toFixed(0)} MB`)
}

const writeChat = async (chats, count, extra = '') => {
  const now = Date.now()
  const id = createId('cht')
  await chats.insert({ id, ownerId: 'usr_bench', title: sentence(4), titleSource: 'person', documents: [], tags: [], isPinned: false, isArchived: false, leafId: undefined, createdAt: now, activeAt: now, updatedAt: now })
  const messages = []
  for (let at = 0; at < count; at++) {
    messages.push({ id: createId('msg'), chatId: id, parentId: messages.at(-1)?.id, role: at % 2 === 0 ? 'user' : 'assistant', authorId: undefined, content: [{ type: 'text', text: `${sentence(at % 2 === 0 ? 12 : 60)} ${at === 0 ? extra : ''}` }], status: 'complete', facts: {}, position: 0, createdAt: now, completedAt: now })
  }
  for (let from = 0; from < messages.length; from += 500) await chats.insertMessages(messages.slice(from, from + 500))
  await chats.update(id, { leafId: messages.at(-1).id })
  return id
}

const report = async (what, work, goalMs) => {
  const times = []
  let found
  for (let run = 0; run < 15; run++) {
    const from = performance.now()
    found = await work()
    times.push(performance.now() - from)
  }
  times.sort((a, b) => a - b)
  const [median, worst] = [times[7], times[14]]
  console.log(`${what.padEnd(46)} median ${median.toFixed(1).padStart(6)} ms   worst ${worst.toFixed(1).padStart(6)} ms   goal ${goalMs}  ${median <= goalMs ? 'met' : 'MISSED'}${Array.isArray(found) ? `   ${found.length} chats` : ''}`)
}

const folder = mkdtempSync(join(tmpdir(), 'parlance-bench-'))
try {
  await main(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
