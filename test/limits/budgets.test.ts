import { test } from 'tap'
import { forEachPlace } from '../helpers/databases.ts'
import { bodyOf, faultsOf } from '../helpers/event-schemas.ts'
import { startPaying } from '../helpers/paying-upstream.ts'
import { register } from '../helpers/people.ts'
import { startApp } from '../helpers/app.ts'
import { addShop, ask, makeKey, openShop, pricing, question, settledBudget, type Shop } from './setup.ts'
import type { Test } from 'tap'

const usd = (nanos: number): number => Number((nanos / 1_000_000_000).toFixed(9))
const sold = ({ upstream }: Shop, prices = pricing): number => Number(upstream.usd(prices).toFixed(9))

/** On both engines: one counts in memory, the other in the database. */
const forEachShop = (t: Test, suite: (t: Test, shop: Shop) => Promise<void>): Promise<void> => forEachPlace(t, async (t, { url, dataDir }) => {
  const upstream = await startPaying(t)
  const server = await startApp(t, { DATA_DIR: dataDir, ...url !== undefined && { DATABASE_URL: url } })
  await addShop(server, upstream)
  await suite(t, { server, upstream })
})

test('what a call costs is paid from the key’s budget, and what is left is told', t => forEachShop(t, async (t, shop) => {
  const { server } = shop
  const { id, secret } = await makeKey(server, { budget: { usd: 0.0025, period: 'month' } })
  t.match((await server.call('GET', `/api/v1/api-keys/${id}`)).json.budget, { usd: 0.0025, period: 'month', spentUsd: 0, reservedUsd: 0, remainingUsd: 0.0025, resetsAt: /-01T00:00:00.000Z$/ })
  t.equal((await ask(server, secret)).status, 200)
  const budget = await settledBudget(server, id)
  t.equal(budget.spentUsd, sold(shop))
  t.equal(budget.remainingUsd, Number((0.0025 - sold(shop)).toFixed(9)))
  t.match((await server.call('GET', '/api/v1/api-keys')).json.data.find((key: any) => key.id === id).budget, { spentUsd: budget.spentUsd }, 'the list says it too')
  t.match((await server.call('GET', '/api/v1/rate-limit', { key: secret })).json, { requests: [], tokens: [], budgets: [{ of: 'key', usd: 0.0025, spentUsd: budget.spentUsd }] })
}))

test('a budget that is used up refuses with when it begins anew, and SDKs are told not to repeat it', t => forEachShop(t, async (t, shop) => {
  const { server, upstream } = shop
  const { id, secret } = await makeKey(server, { budget: { usd: 0.0011, period: 'day' } })
  t.equal((await ask(server, secret)).status, 200)
  await settledBudget(server, id)
  const refused = await ask(server, secret)
  t.match(refused, { status: 429, json: { error: { code: 'insufficient_quota', type: 'insufficient_quota', message: /The budget of your key .* may cost .* It begins anew at .*T00:00:00/ } } })
  t.equal(refused.headers.get('x-should-retry'), 'false')
  t.match(refused.headers.get('retry-after'), /^\d+$/)
  t.equal(upstream.sales.length, 1)
  t.equal((await ask(server, secret, { max_tokens: 1 })).status, 200, 'a smaller one still fits')
}))

test('a failed call costs nothing and gives back what was set aside', t => forEachShop(t, async (t, { server, upstream }) => {
  const { id, secret } = await makeKey(server, { budget: { usd: 0.0011, period: 'total' }, limits: { tokensPerMinute: 100_000 } })
  for (let attempt = 0; attempt < 5; attempt++) {
    t.equal((await ask(server, secret, { model: 'up/failing' })).status, 503)
    // it is given back behind the answer
    await settledBudget(server, id)
  }
  t.match(await settledBudget(server, id), { spentUsd: 0, remainingUsd: 0.0011, resetsAt: null })
  const { tokens } = (await server.call('GET', '/api/v1/rate-limit', { key: secret })).json
  t.match(tokens, [{ window: 'minute', limit: 100_000, used: 0 }])
  t.equal((await ask(server, secret)).status, 200)
  t.equal(upstream.sales.length, 1)
}))

test('a stream that its client leaves is paid as far as it went', t => forEachShop(t, async (t, shop) => {
  const { server } = shop
  const { id, secret } = await makeKey(server, { budget: { usd: 0.05, period: 'total' } })
  const gone = new AbortController()
  const response = await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', signal: gone.signal, headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: JSON.stringify({ ...question, model: 'up/endless', stream: true, max_tokens: 4000 }) })
  const reader = response.body!.getReader()
  for (let read = 0; read < 20; read++) await reader.read()
  const during = (await server.call('GET', `/api/v1/api-keys/${id}`)).json.budget
  t.ok(during.reservedUsd > 0.04, 'all of it is set aside while it runs')
  gone.abort()
  const { spentUsd } = await settledBudget(server, id)
  t.ok(spentUsd >= 20 * pricing.output / 1_000_000, `${spentUsd}: no less than what was sent`)
  t.ok(spentUsd < 0.04, `${spentUsd}: less than what might have been sent`)
}))

test('what a provider does not count is estimated, not given away', t => forEachShop(t, async (t, shop) => {
  const { server } = shop
  const { id, secret } = await makeKey(server, { budget: { usd: 1, period: 'total' } })
  t.equal((await ask(server, secret, { model: 'up/silent' })).status, 200)
  const { spentUsd } = await settledBudget(server, id)
  t.ok(spentUsd > 0 && spentUsd <= 0.0011, `${spentUsd}`)
}))

test('a fallback to a dearer model is held to its own price', t => forEachShop(t, async (t, shop) => {
  const { server, upstream } = shop
  await server.call('PUT', '/api/v1/aliases/careful', { body: { targets: [{ model: 'up/failing' }, { model: 'up/dear' }] } })
  const poor = await makeKey(server, { budget: { usd: 0.0015, period: 'total' } })
  t.match(await ask(server, poor.secret, { model: 'careful' }), { status: 429, json: { error: { code: 'insufficient_quota' } } })
  t.equal(upstream.sales.length, 0)
  t.match(await settledBudget(server, poor.id), { spentUsd: 0 })
  const rich = await makeKey(server, { budget: { usd: 0.02, period: 'total' } })
  t.equal((await ask(server, rich.secret, { model: 'careful' })).status, 200)
  t.equal((await settledBudget(server, rich.id)).spentUsd, sold(shop, { input: 10, output: 100 }))
}))

test('a user and their keys share one budget, which an admin sets', t => forEachShop(t, async (t, { server }) => {
  await register(server, 'ana')
  const person = await register(server, 'ben')
  t.match(await server.call('PATCH', `/api/v1/users/${person.id}`, { body: { budget: { usd: 0.0022, period: 'week' } } }), { status: 200, json: { budget: { usd: 0.0022, period: 'week' } } })
  const { secret } = await makeKey(server, {}, person.accessToken)
  const other = await makeKey(server, { budget: { usd: 0.0012, period: 'day' } }, person.accessToken)
  t.equal((await ask(server, secret)).status, 200)
  t.equal((await ask(server, other.secret)).status, 200)
  await settledBudget(server, person.id)
  for (const key of [secret, person.accessToken]) t.match(await ask(server, key), { status: 429, json: { error: { code: 'insufficient_quota', message: /budget of your account/ } } })
  const { budgets } = (await server.call('GET', '/api/v1/rate-limit', { key: other.secret })).json
  t.match(budgets, [{ of: 'key', period: 'day' }, { of: 'account', period: 'week' }])
  t.ok(budgets[1].spentUsd > budgets[0].spentUsd)
  t.match((await server.call('PATCH', `/api/v1/users/${person.id}`, { body: { budget: null } })).json, { budget: null })
  t.equal((await ask(server, secret)).status, 200, 'in force with the next call')
}))

test('that a budget runs out is announced once at four fifths, and once when it is used up', t => forEachShop(t, async (t, { server }) => {
  const { id, secret } = await makeKey(server, { budget: { usd: 0.0025, period: 'month' } })
  const told = () => server.events.map(({ type, subject, data: { threshold } }) => [type, subject, threshold])
  t.equal((await ask(server, secret)).status, 200)
  t.strictSame(told(), [])
  t.equal((await ask(server, secret)).status, 200)
  await settledBudget(server, id)
  while (told().length < 1) await new Promise(resolve => setTimeout(resolve, 10))
  for (let more = 0; more < 3; more++) t.equal((await ask(server, secret)).status, 429)
  t.strictSame(told(), [['budget.exceeded', id, 80], ['budget.exceeded', id, 100]])
  for (const event of server.events) t.same(faultsOf(bodyOf(event)), [])
  t.match(server.events[0], { ownerId: undefined, data: { of: 'key', id, budget: { usd: 0.0025, period: 'month' }, spentUsd: Number, resetsAt: /Z$/ } })
}))

test('a model without a price is refused to whoever has a budget, unless it counts as free', async t => {
  const { server } = await openShop(t)
  const { secret } = await makeKey(server, { budget: { usd: 1, period: 'total' } })
  t.match(await ask(server, secret, { model: 'up/unpriced' }), { status: 403, json: { error: { code: 'forbidden', param: 'model', message: /Nobody knows what up\/unpriced costs.*BUDGET_UNPRICED/ } } })
  const generous = await openShop(t, { BUDGET_UNPRICED: 'free' })
  const { secret: free, id } = await makeKey(generous.server, { budget: { usd: 0, period: 'total' } })
  t.equal((await ask(generous.server, free, { model: 'up/unpriced' })).status, 200)
  t.match(await settledBudget(generous.server, id), { spentUsd: 0 })
  t.match(await ask(generous.server, free), { status: 429, json: { error: { code: 'insufficient_quota' } } })
})

test('calls that only wait for each other’s reservations are told to come back soon', async t => {
  const { server, upstream } = await openShop(t)
  const { secret } = await makeKey(server, { budget: { usd: 0.0015, period: 'total' } })
  const gate = upstream.hold()
  const first = ask(server, secret)
  while (upstream.running() === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const second = await ask(server, secret)
  t.match(second, { status: 429, json: { error: { code: 'rate_limited', message: /set aside for calls that are running/ } } })
  t.equal(second.headers.get('x-should-retry'), null)
  gate.open()
  t.equal((await first).status, 200)
})

test('chats are paid from the budget of whoever asks', async t => {
  const { server, upstream } = await openShop(t, { DEFAULT_MODEL: 'up/m' })
  await register(server, 'ana')
  const person = await register(server, 'ben')
  await server.call('PATCH', `/api/v1/users/${person.id}`, { body: { budget: { usd: 0.0015, period: 'day' } } })
  const { json: chat } = await person.call('POST', '/api/v1/chats', { body: {} })
  const say = () => person.call('POST', `/api/v1/chats/${chat.id}/messages`, { body: { content: 'hello', maxTokens: 100, parentId: null } })
  t.match(await say(), { status: 200, json: { answer: { status: 'complete' } } })
  t.match(await say(), { json: { answer: { status: 'failed', error: { code: 'insufficient_quota' } } } })
  t.equal(upstream.sales.length, 1)
  t.ok((await settledBudget(server, person.id)).spentUsd >= usd(100 * 10_000))
})
