import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import type { MessageRecord } from '../../src/core/chats.ts'
import { createChatStore, createVault, type Database } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { type ServerProcess, startProcess, until } from '../helpers/server-process.ts'

const key = 'plk_the-operators-own-admin-key'
const [oldKey, newKey] = [1, 2].map(() => randomBytes(32).toString('base64')) as [string, string]
const count = 1500
const chatId = 'cht_long'
const idOf = (at: number): string => `msg_${String(at).padStart(6, '0')}`

/** A chat of years, sealed with the old key. */
const writeChat = async (database: Database): Promise<void> => {
  const at = Date.now()
  const messages = Array.from({ length: count }, (_, number): MessageRecord => ({
    id: idOf(number), chatId, parentId: number === 0 ? undefined : idOf(number - 1), role: number % 2 === 0 ? 'user' : 'assistant', authorId: undefined, content: [{ type: 'text', text: `said ${number}` }], status: 'complete', facts: {}, position: 0, createdAt: at, completedAt: at,
  }))
  const chat = { id: chatId, ownerId: 'key_environment', title: 'Years', titleSource: 'person' as const, model: undefined, systemPrompt: undefined, documents: [], tags: [], isPinned: false, isArchived: false, leafId: idOf(count - 1), createdAt: at, activeAt: at, updatedAt: at }
  await createChatStore(database, createVault(oldKey)).insertWhole(chat, messages)
}

/** How many messages are not sealed with the new key yet. */
const countStale = async ({ db }: Database): Promise<number> => {
  const { stale } = await db.selectFrom('message').select(({ fn }) => fn.countAll().as('stale')).where('sealed', 'not like', `${createVault(newKey).prefix}%`).executeTakeFirstOrThrow()
  return Number(stale)
}

/** Reads and asks without a pause; returns how often, once it is told to stop. Any answer that is not as it must be is a failure. */
const load = (t: Test, server: ServerProcess) => {
  const running = { isOver: false }
  let answered = 0
  const flaws: string[] = []
  const work = (async () => {
    const { json: { id } } = await server.call('/api/v1/chats', { key, method: 'POST', body: {} })
    for (; !running.isOver; answered++) {
      const from = idOf(Math.floor(Math.random() * count))
      const page = await server.call(`/api/v1/chats/${chatId}/messages?limit=1&cursor=${from}`, { key })
      if (page.json?.data?.[0]?.text !== `said ${Number(from.slice(4))}`) flaws.push(page.text)
      const asked = await server.call(`/api/v1/chats/${id}/messages`, { key, method: 'POST', body: { content: `question ${answered} [length 2] [delay 0]` } })
      if (asked.json?.answer?.status !== 'complete') flaws.push(asked.text)
    }
  })()
  return async () => {
    running.isOver = true
    await work
    t.same(flaws.slice(0, 3), [])
    return answered
  }
}

const isDone = (server: ServerProcess): boolean => server.stdout().includes('everything in the database is sealed with the first key')

t.setTimeout(300_000)
t.test('a new ENCRYPTION_KEY takes over while the server serves, also when it is killed half-way', t => forEachDatabase(t, async (t, database, { url, dataDir }) => {
  await writeChat(database)
  const start = (keys: string[]) => startProcess(t, { DATA_DIR: dataDir, ...url !== undefined && { DATABASE_URL: url }, ADMIN_API_KEY: key, ENCRYPTION_KEY: keys.join(), LOG_FORMAT: 'json', AUTO_TITLE: 'words' })

  const first = await start([newKey, oldKey])
  t.match(await first.call(`/api/v1/chats/${chatId}`, { key }), { status: 200, text: /"title":"Years"/ }, 'it is open before it is done')
  const left = await until(() => countStale(database), stale => stale < count * 0.7, 5)
  await first.stop('SIGKILL')
  t.ok(left > 0, `${left} of ${count} were left when it was killed`)
  t.notOk(isDone(first))

  const second = await start([newKey, oldKey])
  const stop = load(t, second)
  await until(async () => isDone(second), done => done, 20)
  t.ok(await stop() > 0)
  t.equal(await countStale(database), 0)
  await second.stop()

  const third = await start([newKey])
  const endOfLoad = load(t, third)
  await until(async () => isDone(third), done => done, 20)
  await endOfLoad()
  t.match((await third.call(`/api/v1/chats/${chatId}/export?format=json`, { key })).text, new RegExp(`said ${count - 1}`))
  t.notMatch(third.stdout(), /cannot be opened/)
  t.match(await third.stop(), { code: 0 })
}))
