import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import type { ChatMessage } from '../../client/src/schemas.ts'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { createPrivateRedis } from '../helpers/redis.ts'
import { reportSkip } from '../helpers/skips.ts'
import { type Client, killAgainAndAgain, type Read, type Round, type Victim } from './kill-rounds.ts'
import { openPair } from './open-pair.ts'

/** `npm run test:kill` makes them a hundred. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 3)
/** `npm run test:kill -- --readers 200` */
const readersOf = (isPair: boolean): number => Number(process.env['KILL_READERS'] ?? (isPair && process.env['KILL_ENGINE'] === undefined ? 200 : 3))

/** Small and repeatable: KILL_SEED kills at the same moments again. */
const createRandom = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}

/** What SQLite says of the files as the killed server left them. A copy: the next server must come to terms with them by itself. */
const assertIntact = (t: Test, dataDir: string): void => {
  const copy = t.testdir()
  for (const end of ['', '-wal', '-shm']) if (existsSync(join(dataDir, `parlance.db${end}`))) cpSync(join(dataDir, `parlance.db${end}`), join(copy, `parlance.db${end}`))
  const database = new DatabaseSync(join(copy, 'parlance.db'))
  t.same(database.prepare('pragma integrity_check').all().map(row => ({ ...row })), [{ integrity_check: 'ok' }])
  t.same(database.prepare('pragma foreign_key_check').all(), [])
  database.close()
}

/** How old the oldest text was that a reader had and that is not saved, in milliseconds. */
const lostMs = ({ growth, answer }: Read, killedAt: number): number => {
  const lost = growth.find(({ length, at }) => length > answer!.text.length && at <= killedAt)
  return lost === undefined ? 0 : killedAt - lost.at
}

const readAll = async (client: Client, chatId: string, tree: boolean): Promise<ChatMessage[]> => {
  const messages: ChatMessage[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.chats.messages(chatId, { tree, limit: 200, ...cursor !== undefined && { cursor } })
    messages.push(...page.data)
    cursor = page.nextCursor
  }
  return messages
}

/** The shown branch is one line of questions and answers, each question once and in the order in which they were asked. */
const assertInLine = async (t: Test, client: Client, { chatterId, asked, acknowledged }: Round): Promise<void> => {
  const tree = await readAll(client, chatterId, true)
  const branch = await readAll(client, chatterId, false)
  t.equal(branch.length, tree.length)
  t.same(branch.filter(({ role }) => role === 'user').map(({ text }) => text).reverse(), asked)
  const saved = new Map(tree.map(message => [message.id, message]))
  t.same(acknowledged.filter(({ id, text, status }) => saved.get(id)?.text !== text || saved.get(id)?.status !== status), [], 'every acknowledged message is there as it was told')
}

const kill = async (t: Test, environment: Record<string, string>, inspect: (dataDir: string) => void, openVictim?: (random: () => number) => (dataDir: string) => Promise<Victim>): Promise<void> => {
  const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
  t.comment(`KILL_SEED=${seed}`)
  const done: Round[] = []
  const random = createRandom(seed)
  const figures = { rounds: 0, acknowledged: 0, readers: 0, interrupted: 0, 'interrupted in mid-sentence': 0, complete: 0, 'corrected by a reset': 0, 'most lost, ms': 0 }
  await killAgainAndAgain(t, {
    rounds: openVictim !== undefined && process.env['KILL_ENGINE'] === undefined ? 1 : rounds,
    readers: readersOf(openVictim !== undefined),
    environment,
    random,
    ...openVictim !== undefined && { open: openVictim(random) },
    inspect,
    async onRound (round, client) {
      done.push(round)
      figures.rounds++
      figures.acknowledged += round.acknowledged.length
      await assertInLine(t, client, round)
      for (const read of round.reads) {
        const [answer, question, ...more] = await readAll(client, read.chatId, true)
        t.match([question?.text, answer?.role, answer?.id, more.length], [read.asked, 'assistant', read.answer!.id, 0], 'asked once, answered once')
        t.equal(read.text, answer!.text, 'who was reading has what is saved, without a gap or a double')
        t.same(read.flaws, [])
        const lost = lostMs(read, round.killedAt)
        t.ok(lost <= 1000, `${lost} ms are missing`)
        const isComplete = answer!.status === 'complete'
        if (!isComplete) t.match(answer, { status: 'interrupted', error: { code: 'interrupted' } })
        figures.readers++
        figures.acknowledged += 2
        figures[isComplete ? 'complete' : 'interrupted']++
        if (!isComplete && answer!.text !== '') figures['interrupted in mid-sentence']++
        if (read.resets > 0) figures['corrected by a reset']++
        figures['most lost, ms'] = Math.max(figures['most lost, ms'], Math.round(lost))
      }
    },
    async onEnd (client) {
      for (const round of done) {
        await assertInLine(t, client, round)
        for (const { chatId, text } of round.reads) t.equal((await readAll(client, chatId, true))[0]?.text, text, 'and it is still there after all the others')
      }
    },
  })
  t.ok(figures['interrupted in mid-sentence'] > 0)
  for (const line of Object.entries(figures)) t.comment(line.join(': '))
}

t.setTimeout(Math.max(300_000, rounds * 60_000))
t.test('a server that is killed while it answers loses nothing that it has acknowledged', async t => {
  if (process.env['KILL_ENGINE'] === undefined) await t.test('on SQLite', t => kill(t, {}, dataDir => assertIntact(t, dataDir)))
  const url = await probePostgres()
  if (url === undefined) return reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
  if (process.env['KILL_ENGINE'] !== 'pair') await t.test('on PostgreSQL', async t => kill(t, { DATABASE_URL: await createSchema(t, url), GENERATION_STALE_MS: '1000' }, dataDir => t.notOk(existsSync(join(dataDir, 'parlance.db')))))
  const redis = await createPrivateRedis(t)
  if (redis === undefined) return reportSkip('several instances', 'install redis-server')
  if (process.env['KILL_ENGINE'] === 'postgres') return
  await t.test('two behind a load balancer, either of which is killed', async t => {
    const environment = { DATABASE_URL: await createSchema(t, url), REDIS_URL: redis.url, GENERATION_STALE_MS: '3000' }
    await kill(t, environment, () => {}, random => dataDir => openPair(t, { environment: { ...environment, DATA_DIR: dataDir }, random }))
  })
})
