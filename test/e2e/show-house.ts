// What an admin looks after, for pictures: providers that fare differently, aliases, people, keys, and some use of it all.
import type { Test } from 'tap'
import { type Client, createClient } from '../../client/src/index.ts'
import { bucketOf } from '../../src/lib/histogram.ts'
import { createId } from '../../src/lib/ids.ts'
import { createLedgerStore, createRollupStore, migrate, openDatabase } from '../../src/storage/index.ts'
import { closedPort, startUpstream, text } from '../helpers/replay-upstream.ts'

const password = 'a horse of another colour'
const days = 24 * 60 * 60_000

/** What was asked in the last two months, put into the ledger of a house that has not opened yet: more on working days, little at night. */
export async function rememberUse (dataDir: string, now: number): Promise<void> {
  const database = await openDatabase({ url: undefined, dataDir, log: { debug () {}, info () {}, warn () {}, error: console.error } as never }) // nothing is said but what fails
  await migrate(database)
  const ledger = createLedgerStore(database)
  let seed = 7
  const random = (): number => {
    seed = Math.imul(seed, 1_664_525) + 1_013_904_223 >>> 0
    return seed / 2 ** 32
  }
  const models = [['workshop', 'parlance', 3], ['workshop', 'parlance-mini', 5], ['attic', 'large', 1], ['attic', 'small', 2], ['demo', 'parlance', 1]] as const
  const events = []
  for (let hour = 1; hour < 61 * 24; hour++) {
    const at = now - hour * 60 * 60_000
    const day = new Date(at)
    const isBusy = day.getUTCDay() % 6 !== 0 && day.getUTCHours() > 6 && day.getUTCHours() < 19
    for (const [provider, model, weight] of models) {
      const count = Math.floor(random() * weight * (isBusy ? 6 : 1.3) * (1 - hour / 2600))
      for (let index = 0; index < count; index++) {
        const [latencyMs, timeToFirstTokenMs, isFailed] = [900 + 4000 * random() ** 2, 180 + 500 * random() ** 2, random() < (provider === 'attic' ? 0.04 : 0.006)]
        const [inputTokens, outputTokens] = [Math.floor(300 + 2500 * random()), Math.floor(80 + 600 * random())]
        events.push({
          id: createId('use'), at: at - Math.floor(random() * 3_000_000), attempt: 0, requestId: createId('req'), operation: 'chat', door: 'openai-chat', route: '/api/v1/chat/completions', provider, model, asked: `${provider}/${model}`,
          status: isFailed ? 'failed' : 'ok', errorKind: isFailed ? 'upstream_overloaded' : undefined, isStream: true, isEstimated: false, inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, costNano: inputTokens * 1500 + outputTokens * 9000, pricing: { input: 1.5, output: 9 },
          latencyMs: Math.round(latencyMs), timeToFirstTokenMs: Math.round(timeToFirstTokenMs), latencyBucket: isFailed ? undefined : bucketOf(latencyMs), ttftBucket: bucketOf(timeToFirstTokenMs), attempts: 1, failedAttempts: [],
        })
      }
    }
  }
  for (let at = 0; at < events.length; at += 2000) await ledger.append({ id: createId('ubt'), events: events.slice(at, at + 2000) as never, at: now }) // as a receipt would be written down
  const rollups = createRollupStore(database)
  while (await rollups.roll(20_000) > 0);
  await database.close()
}

/** Puts things into a house and returns the pages that show them, by name. */
export async function furnish (t: Pick<Test, 'teardown'>, admin: Client, url: string): Promise<Record<string, string>> {
  const workshop = await admin.providers.create({
    name: 'workshop',
    kind: 'demo',
    modelOverrides: { parlance: { displayName: 'Parlance', pricing: { input: 3, output: 15, cacheRead: 0.3 } }, 'parlance-mini': { pricing: { input: 0.2, output: 0.8 } } },
  })
  const attic = await admin.providers.create({ name: 'attic', kind: 'openai-compatible', baseUrl: `${await closedPort()}/v1`, apiKey: 'sk-0123456789abcdef', models: ['large', 'small'] })
  await admin.providers.create({ name: 'cellar', kind: 'ollama', baseUrl: await closedPort(), enabled: false })
  for (let count = 0; count < 2; count++) await admin.providers.test(attic.id)
  for (let count = 0; count < 10; count++) await admin.providers.test(workshop.id)
  await admin.aliases.replace('fast', { description: 'Short answers, cheap.', targets: [{ model: 'attic/small' }, { model: 'workshop/parlance-mini' }, { model: 'demo/parlance-mini' }] })
  await admin.aliases.replace('balanced', { strategy: 'weighted', targets: [{ model: 'workshop/parlance', weight: 3 }, { model: 'demo/parlance', weight: 1 }], systemPrompt: 'You answer briefly. Today is {{weekday}}, {{date}}.' })

  const ben = await admin.users.create({ username: 'ben', email: 'ben@example.org', password })
  await admin.users.update(ben.id, { limits: { requestsPerDay: 200 } })
  await admin.users.create({ username: 'cleo', email: 'cleo@example.org', password })
  const dora = await admin.users.create({ username: 'dora', email: 'dora@example.org', password })
  await admin.users.update(dora.id, { disabled: true })
  const { secret } = await admin.apiKeys.create({ name: 'web shop', scopes: ['inference'], limits: { requestsPerMinute: 60, requestsPerDay: 5000 } })
  await admin.apiKeys.create({ name: 'notebook', scopes: ['inference', 'chats'], expiresAt: new Date(Date.now() + 90 * days).toISOString() })
  const { key } = await admin.apiKeys.create({ name: 'old laptop', scopes: ['inference'] })
  await admin.apiKeys.revoke(key.id)
  const shop = createClient({ baseUrl: url, apiKey: secret, maxRetries: 0 })
  for (const model of ['workshop/parlance', 'workshop/parlance-mini', 'fast', 'demo/parlance']) {
    for (let count = 0; count < 4; count++) await shop.chat.completions.stream({ model, messages: [{ role: 'user', content: `[length ${20 + 30 * count}] [delay 5] Hello` }] }).final()
  }
  const post = async (path: string, body: object = {}): Promise<any> => (await admin.http.POST(path as '/api/v1/webhooks', { body: body as never })).data
  const receiver = await startUpstream(t, { '/hooks/parlance': text('', { status: 204 }) })
  const { webhook } = await post('/api/v1/webhooks', { url: `${receiver.url}/hooks/parlance`, events: ['user.registered', 'message.completed'], description: 'The team’s notice board' })
  await post('/api/v1/webhooks', { url: 'https://alerts.example.org/parlance', events: ['provider.down', 'provider.up', 'budget.exceeded'], description: 'Whoever is on duty' })
  const { webhook: old } = await post('/api/v1/webhooks', { url: 'https://billing.example.org/events', events: ['budget.exceeded'], description: 'The old bookkeeping' })
  await admin.http.PATCH('/api/v1/webhooks/{webhookId}', { params: { path: { webhookId: old.id } }, body: { enabled: false } })
  await admin.users.create({ username: 'emil', email: 'emil@example.org', password })
  await admin.users.create({ username: 'frieda', email: 'frieda@example.org', password })
  await Promise.all([receiver.request(0), receiver.request(1)])
  return {
    'account-preferences': '/account/preferences',
    'account-security': '/account/security',
    'account-keys': '/account/keys',
    'admin-overview': '/admin',
    'admin-providers': '/admin/providers',
    'admin-templates': '/admin/providers/new',
    'admin-provider': `/admin/providers/${workshop.id}`,
    'admin-provider-edit': `/admin/providers/${attic.id}/edit`,
    'admin-alias': '/admin/aliases/edit/balanced',
    'admin-users': '/admin/users',
    'admin-user': `/admin/users/${ben.id}`,
    'admin-keys': '/admin/keys',
    'admin-analytics': '/admin/analytics',
    'admin-webhooks': '/admin/webhooks',
    'admin-webhook': `/admin/webhooks/${webhook.id}`,
    'admin-audit': '/admin/audit',
  }
}
