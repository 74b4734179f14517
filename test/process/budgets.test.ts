// Money when a server is killed: what was spent is not forgotten, what was only set aside comes back.
import t, { type Test } from 'tap'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { startPaying } from '../helpers/paying-upstream.ts'
import { createDataDir, type ServerProcess, startProcess, until } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'
import { question } from '../limits/setup.ts'

const key = 'plk_the-operators-own-admin-key'
const rounds = 4

const addProvider = (server: ServerProcess, baseUrl: string) => {
  const priced = { pricing: { input: 1, output: 10 } }
  return server.call('/api/v1/providers', { key, method: 'POST', body: { name: 'up', kind: 'openai-compatible', baseUrl, apiKey: 'sk-upstream-key-0123456789', modelOverrides: { m: priced, endless: priced } } })
}

const makeKey = async (server: ServerProcess, budget: object): Promise<{ id: string; secret: string }> => {
  const { json } = await server.call('/api/v1/api-keys', { key, method: 'POST', body: { name: 'shopper', scopes: ['inference'], budget } })
  return { id: json.key.id, secret: json.secret }
}

const ask = (server: ServerProcess, secret: string, change: object = {}) =>
  fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: JSON.stringify({ ...question, ...change }) })

const budgetOf = async (server: ServerProcess, id: string): Promise<any> => (await server.call(`/api/v1/api-keys/${id}`, { key })).json.budget

t.test('a server that is killed has forgotten nothing that its clients were answered', async t => {
  const upstream = await startPaying(t)
  const environment = { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key }
  let server = await startProcess(t, environment)
  await addProvider(server, upstream.url)
  const { id, secret } = await makeKey(server, { usd: 100, period: 'total' })
  let heardNanos = 0

  for (let round = 0; round < rounds; round++) {
    const asked = Array.from({ length: 30 }, async () => {
      const answer = await ask(server, secret).catch(() => undefined)
      const text = await answer?.text().catch(() => undefined)
      const cost = answer?.headers.get('x-parlance-cost-usd')
      if (text === undefined || cost == null) return
      heardNanos += Math.round(Number(cost) * 1e9)
    })
    await Promise.all(asked.slice(0, 1 + 4 * round))
    await server.stop('SIGKILL')
    await Promise.all(asked)
    server = await startProcess(t, environment)
    const { spentUsd, reservedUsd } = await budgetOf(server, id)
    const soldNanos = Math.round(upstream.usd({ input: 1, output: 10 }) * 1e9)
    const spentNanos = Math.round(spentUsd * 1e9)
    t.ok(heardNanos > 0 && spentNanos >= heardNanos, `round ${round}: ${spentNanos} spent, ${heardNanos} answered`)
    t.ok(spentNanos <= soldNanos, `round ${round}: no more than the ${soldNanos} that were sold`)
    t.equal(reservedUsd, 0, 'what was set aside went with it')
  }
  t.equal((await server.stop()).code, 0)
})

const releases = async (t: Test, url: string) => {
  const upstream = await startPaying(t)
  const environment = { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, DATABASE_URL: url, BUDGET_LEASE_MS: '1000' }
  const doomed = await startProcess(t, environment)
  await addProvider(doomed, upstream.url)
  const survivor = await startProcess(t, environment)
  const dead = await makeKey(doomed, { usd: 0.05, period: 'total' })
  const alive = await makeKey(doomed, { usd: 0.05, period: 'total' })
  const running = { model: 'up/endless', stream: true, max_tokens: 4000 }
  const gone = (await ask(doomed, dead.secret, running)).text().catch(() => {})
  const kept = await ask(survivor, alive.secret, running)
  t.ok((await budgetOf(survivor, dead.id)).reservedUsd > 0.04, 'one server sees what the other has set aside')
  t.equal((await ask(survivor, dead.secret, { max_tokens: 4000 })).status, 429)

  await doomed.stop('SIGKILL')
  await gone
  await until(() => budgetOf(survivor, dead.id), ({ reservedUsd }) => reservedUsd === 0)
  t.equal((await ask(survivor, dead.secret, { max_tokens: 1000 })).status, 200, 'its money is there for others')
  t.ok((await budgetOf(survivor, alive.id)).reservedUsd > 0.04, 'what a living server has set aside outlives its lease')
  await kept.body!.cancel()
  const { spentUsd } = await until(() => budgetOf(survivor, alive.id), ({ reservedUsd }) => reservedUsd === 0)
  t.ok(spentUsd > 0)
}

const postgres = await probePostgres()
if (postgres === undefined) reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
else t.test('what a killed server had set aside is given back by another', async t => releases(t, await createSchema(t, postgres)))
