import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createSummariser } from '../../src/chats/summarise.ts'
import type { MessageRecord } from '../../src/core/chats.ts'
import type { Principal } from '../../src/core/ports.ts'
import type { Reply } from '../helpers/replay-upstream.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { startPair, ways } from '../helpers/two-paths.ts'

const [way] = ways

const caller: Principal = { type: 'user', id: 'usr_1', name: 'ada', scopes: ['chats'], isAdmin: false, limits: undefined }
const message: MessageRecord = { id: 'msg_1', chatId: 'cht_1', parentId: undefined, role: 'user', authorId: 'usr_1', content: [{ type: 'text', text: 'Hello' }], status: 'complete', facts: {}, position: 0, createdAt: 1, completedAt: 1 }

t.test('a model that takes too long is given up, and so is one whose summary nobody waits for any more', async t => {
  const server = await startPair(t, way!)
  server.upstream.on(way!.path, () => new Promise<Reply>(() => {}))
  const summariser = (deadlineMs: number) => createSummariser({
    store: { list: async () => [], find: async () => undefined, insert: async () => { t.fail('nothing was summed up') } },
    chats: { branch: async () => [message] },
    gateway: server.app.services.gateway,
    countTokens: async texts => texts.map(({ length }) => length),
    clock: Date.now,
    log: silentLog,
    deadlineMs,
  })
  const fold = { chatId: 'cht_1', lineage: [{ id: 'msg_1', role: 'user' as const, isEmpty: false }], previous: undefined, to: 0, limit: 1000, asker: { model: 'up/m', caller, user: 'usr_1' } }

  t.match(await summariser(20).extend(fold, new AbortController().signal), { placed: undefined, error: { kind: 'upstream_timeout' } })

  // the first may have been given up before it was sent
  await Promise.all(server.upstream.requests.map(({ closedEarly }) => closedEarly))
  const unwanted = new AbortController()
  const extending = summariser(600_000).extend(fold, unwanted.signal)
  while (server.upstream.requests.every(({ isOver }) => isOver)) await sleep(5)
  const asked = server.upstream.last()
  unwanted.abort()
  await t.rejects(extending, { name: 'AbortError' })
  t.equal(await asked.closedEarly, true)
  t.strictSame(server.receipts.map(({ status, caller: payer }) => [status, payer?.id]), [['aborted', 'usr_1'], ['aborted', 'usr_1']])
})
