// `npm run bench:ledger`: what questions about usage cost on a ledger of the size that a busy house reaches in a quarter.
//   npm run bench:ledger -- --rows 10000000 --database postgres://…
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createAnalytics } from '../src/ledger/analytics.ts'
import { bucketOf } from '../src/lib/histogram.ts'
import { createId } from '../src/lib/ids.ts'
import { createAnalyticsStore, createLedgerStore, createRollupStore, createUserStore, createVault, migrate, openDatabase } from '../src/storage/index.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000000' }, database: { type: 'string' }, rounds: { type: 'string', default: '5' } } })
const rows = Number(values.rows)
const log = { debug () {}, info () {}, warn () {}, error: console.error }
const [days, users, dayMs] = [90, 200, 86_400_000]
const now = Date.parse('2026-11-21T09:30:00Z')
const models = ['openai/gpt-4o', 'openai/gpt-4o-mini', 'openai/o3', 'anthropic/claude-sonnet', 'anthropic/claude-haiku', 'gemini/flash', 'gemini/pro', 'mistral/large', 'groq/llama', 'groq/qwen', 'local/gemma', 'local/phi'].map(name => name.split('/'))
const pricing = models.map((_, at) => ({ input: 0.1 * (at + 1), output: 0.5 * (at + 1) }))

let seed = 42
const random = () => (seed = Math.imul(seed, 1_664_525) + 1_013_904_223 >>> 0) / 2 ** 32
/** Few ask much, most ask little. */
const oneOf = many => Math.floor(many * random() ** 2)

const event = at => {
  const user = oneOf(users)
  const choice = oneOf(models.length)
  const [provider, model] = models[choice]
  const [latencyMs, ttft, isFailed] = [200 + 3000 * random() ** 3, 80 + 600 * random() ** 3, random() < 0.02]
  return {
    id: createId('use'), at, attempt: 0, requestId: createId('req'), operation: 'chat', door: 'openai-chat', route: '/api/v1/chat/completions', provider, model,
    asked: `${provider}/${model}`, userId: `usr_${String(user).padStart(32, '0')}`, keyId: random() < 0.5 ? `key_${String(user).padStart(32, '0')}` : undefined, status: isFailed ? 'failed' : 'ok', errorKind: isFailed ? 'upstream_overloaded' : undefined,
    isStream: true, isEstimated: false, inputTokens: Math.floor(4000 * random()), outputTokens: Math.floor(800 * random()), cacheReadTokens: 0, cacheWriteTokens: 0, costNano: Math.floor(5_000_000 * random()), pricing: pricing[choice],
    latencyMs: Math.round(latencyMs), timeToFirstTokenMs: Math.round(ttft), latencyBucket: isFailed ? undefined : bucketOf(latencyMs), ttftBucket: bucketOf(ttft), attempts: 1, failedAttempts: [],
  }
}

const main = async dataDir => {
  const database = await openDatabase({ url: values.database, dataDir, log })
  await migrate(database)
  const [store, rollups] = [createLedgerStore(database), createRollupStore(database)]
  await addAccounts(createUserStore(database, createVault([Buffer.alloc(32, 1)])))
  await timed(`write ${rows} rows`, rows, async () => {
    const size = 5000
    for (let at = 0; at < rows; at += size) {
      const events = Array.from({ length: Math.min(size, rows - at) }, (_, index) => event(Math.floor(now - days * dayMs * (1 - (at + index) / rows))))
      await store.append({ id: createId('ubt'), events, at: now })
    }
  })
  await timed('add them up', rows, async () => { while (await rollups.roll(20) > 0); })
  // the last seconds of a busy house: not added up yet
  await store.append({ id: createId('ubt'), events: Array.from({ length: 1000 }, (_, at) => event(now - at)), at: now })

  const analytics = createAnalytics({ store: createAnalyticsStore(database), events: store, clock: () => now })
  const admin = { type: 'key', id: 'key_bench', name: 'bench', scopes: [], isAdmin: true, limits: undefined }
  const userId = `usr_${String(20).padStart(32, '0')}`
  const quarter = { from: new Date(now - days * dayMs + dayMs).toISOString() }
  for (const groupBy of ['model', 'provider', 'asked', 'user', 'key', 'day']) await ask(`usage of ${days} days by ${groupBy}`, () => analytics.usage(admin, { ...quarter, groupBy }))
  await ask('usage of 31 days by hour', () => analytics.usage(admin, { groupBy: 'hour', from: new Date(now - 30 * dayMs).toISOString() }))
  await ask(`usage of ${days} days by model, one user`, () => analytics.usage(admin, { ...quarter, groupBy: 'model', userId }))
  await ask('summary of 30 days and those before', () => analytics.summary(admin, {}))
  await ask('summary of 30 days, one user', () => analytics.summary(admin, { userId }))
  await ask('requests, newest 50', () => analytics.requests(admin, {}))
  await ask('requests, 50 of 60 days ago', () => analytics.requests(admin, { to: new Date(now - 60 * dayMs).toISOString(), from: new Date(now - 80 * dayMs).toISOString() }))
  await ask('requests, newest 50 of one user', () => analytics.requests(admin, { userId }))
  await ask('requests, newest 50 of the user who asks least', () => analytics.requests(admin, { userId: `usr_${String(users - 1).padStart(32, '0')}` }))
  await ask('requests, newest 50 that failed', () => analytics.requests(admin, { status: 'failed' }))
  const sums = await database.db.selectFrom('usage_rollup').select(({ fn }) => fn.countAll().as('count')).executeTakeFirst()
  console.log(`rows of sums: ${sums.count}`)
  await database.close()
  if (values.database === undefined) console.log(`database: ${(statSync(join(dataDir, 'parlance.db')).size / 1e9).toFixed(2)} GB`)
}

const addAccounts = async store => {
  for (let at = 0; at < users; at++) {
    const id = `usr_${String(at).padStart(32, '0')}`
    await store.insert({ id, username: `bench-${at}`, email: `bench-${at}@example.org`, displayName: undefined, passwordHash: '', role: 'user', isDisabled: false, limits: undefined, createdAt: now, updatedAt: now, lastLoginAt: undefined }, 'invited')
  }
}

const timed = async (name, count, work) => {
  const [begun, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s, ${((user + system) / count).toFixed(2)} µs of CPU a row`)
}

/** The median of some rounds, and how long others had to wait at the most because of one. */
const ask = async (name, question) => {
  await question()
  const times = []
  let longest = 0
  let last = performance.now()
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const before = process.cpuUsage()
  for (let round = 0; round < Number(values.rounds); round++) {
    const begun = performance.now()
    await question()
    times.push(performance.now() - begun)
  }
  const { user, system } = process.cpuUsage(before)
  clearInterval(watch)
  times.sort((left, right) => left - right)
  console.log(`${name.padEnd(48)} ${times[times.length >> 1].toFixed(1).padStart(8)} ms   CPU ${((user + system) / 1000 / times.length).toFixed(1).padStart(7)} ms   held up others for ${longest.toFixed(0)} ms at the most`)
}

const dataDir = mkdtempSync(join(tmpdir(), 'parlance-bench-ledger-'))
try {
  await main(dataDir)
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
