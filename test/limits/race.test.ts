// Two hundred at once against a budget, and against a token limit, that have room for twenty.
import t, { type Test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { type PayingUpstream, startPaying } from '../helpers/paying-upstream.ts'
import { probeRedis } from '../helpers/redis.ts'
import { reportSkip } from '../helpers/skips.ts'

const many = 200
const pricing = { input: 1, output: 10 }
const question = { model: 'up/m', max_tokens: 100, messages: [{ role: 'user', content: 'How many may pass?' }] }
/** As src/limits estimates it, with all its safety: the bytes of the question by three, and a little. */
const promptAtMost = Math.ceil(JSON.stringify(question).length / 3) + 16 + 8
const roomFor = 20
const budget = { usd: roomFor * (promptAtMost * pricing.input + 100 * pricing.output) / 1_000_000, period: 'total' }
const tokensPerMinute = roomFor * (promptAtMost + 100)

type House = { servers: TestApp[]; upstream: PayingUpstream }

const open = async (t: Test, environment: Record<string, string>, count: number): Promise<House> => {
  const upstream = await startPaying(t)
  const dataDir = t.testdir()
  const servers: TestApp[] = []
  for (let number = 0; number < count; number++) {
    const server = await startApp(t, { DATA_DIR: dataDir, ...environment })
    const priced = { pricing, maxOutputTokens: 1000 }
    if (number === 0) await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: upstream.url, apiKey: 'sk-upstream-key-0123456789', modelOverrides: { m: priced, failing: priced, endless: priced } })
    servers.push(server)
  }
  return { servers, upstream }
}

const makeKey = async ({ servers: [server] }: House, settings: object): Promise<{ id: string; secret: string }> => {
  const { json, text, status } = await server!.call('POST', '/api/v1/api-keys', { body: { name: 'racer', scopes: ['inference'], ...settings } })
  if (status !== 201) throw new Error(text)
  return { id: json.key.id, secret: json.secret }
}

/** In turn at each server; every third as a stream. */
const askAll = ({ servers }: House, key: string) => Promise.all(Array.from({ length: many }, async (_, number) => {
  const { status, json } = await servers[number % servers.length]!.call('POST', '/api/v1/chat/completions', { key, body: { ...question, ...number % 3 === 0 && { stream: true } } })
  return { status, code: json?.error?.code as string | undefined }
}))

const raceForMoney = async (t: Test, house: House) => {
  const { id, secret } = await makeKey(house, { budget })
  const answers = await askAll(house, secret)
  const passed = answers.filter(({ status }) => status === 200).length
  t.ok(answers.every(({ status, code }) => status === 200 || (status === 429 && (code === 'rate_limited' || code === 'insufficient_quota'))), 'whoever does not pass hears why')
  t.equal(house.upstream.sales.length, passed)
  t.ok(house.upstream.usd(pricing) <= budget.usd, `${house.upstream.usd(pricing)} of ${budget.usd} USD`)
  t.ok(passed >= roomFor && passed <= roomFor + 1, `${passed} passed; what an answer did not use may let one more in`)
  const read = async (): Promise<any> => (await house.servers[0]!.call('GET', `/api/v1/api-keys/${id}`)).json.budget
  let state = await read()
  while (state.reservedUsd > 0) state = await read()
  t.equal(state.spentUsd, Number(house.upstream.usd(pricing).toFixed(9)), 'what is counted is what was sold')
}

const raceForTokens = async (t: Test, house: House) => {
  for (;;) {
    house.upstream.sales.length = 0
    const { secret } = await makeKey(house, { limits: { tokensPerMinute } })
    const minute = () => Math.floor(Date.now() / 60_000)
    const begun = minute()
    const answers = await askAll(house, secret)
    // a new minute has room of its own: that was another race
    if (minute() !== begun) continue
    const passed = answers.filter(({ status }) => status === 200).length
    t.ok(answers.every(({ status, code }) => status === 200 || (status === 429 && code === 'rate_limited')))
    t.equal(house.upstream.sales.length, passed)
    t.ok(house.upstream.tokens() <= tokensPerMinute, `${house.upstream.tokens()} of ${tokensPerMinute} tokens`)
    t.ok(passed >= roomFor && passed <= roomFor + 8, `${passed} passed; what answers did not use lets a few more in`)
    return
  }
}

const race = async (t: Test, environment: Record<string, string>, count: number) => {
  const house = await open(t, environment, count)
  await t.test('for money', t => raceForMoney(t, house))
  await t.test('for tokens', t => raceForTokens(t, house))
}

const [postgres, redis] = [await probePostgres(), await probeRedis()]

t.test('one server on SQLite', t => race(t, {}, 1))

if (postgres === undefined) reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
else t.test('two servers on one PostgreSQL', async t => race(t, { DATABASE_URL: await createSchema(t, postgres) }, 2))

if (postgres === undefined || redis === undefined) reportSkip('Redis', 'set TEST_REDIS_URL, and TEST_DATABASE_URL')
else t.test('two servers on one PostgreSQL and one Redis', async t => race(t, { DATABASE_URL: await createSchema(t, postgres), REDIS_URL: redis }, 2))
