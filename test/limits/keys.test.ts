import { test } from 'tap'
import { register } from '../helpers/people.ts'
import { ask, makeKey, openShop, question, settledBudget } from './setup.ts'

const admin = { scopes: ['admin'] }
const day = 24 * 60 * 60 * 1000

test('a key asks only the models that it may, by whatever name', async t => {
  const { server, upstream } = await openShop(t)
  await server.call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'up/dear' }] } })
  await server.call('PUT', '/api/v1/aliases/mixed', { body: { targets: [{ model: 'up/dear' }, { model: 'up/m' }] } })
  const { secret } = await makeKey(server, { models: ['up/m*'] })
  t.equal((await ask(server, secret)).status, 200)
  for (const model of ['up/dear', 'fast', 'demo/parlance']) {
    t.match(await ask(server, secret, { model }), { status: 404, json: { error: { code: 'model_not_found', param: 'model', message: /does not exist, or you may not use it/ } } }, model)
    t.match((await server.call('POST', '/api/v1/messages', { key: secret, body: { model, max_tokens: 5, messages: question.messages } })).status, 404, `${model}, at another door`)
  }
  t.equal((await ask(server, secret, { models: ['up/dear'] })).status, 200)
  t.equal((await ask(server, secret, { model: 'up/failing' })).status, 404)
  t.equal((await ask(server, secret, { model: 'mixed' })).status, 200, 'of an alias the targets that it may')
  t.ok(upstream.sales.every(({ model }) => model === 'm'))
  const alias = await makeKey(server, { models: ['fast'] })
  t.equal((await ask(server, alias.secret, { model: 'fast' })).status, 200, 'an alias that is named, with what the operator put behind it')
  t.equal((await ask(server, alias.secret, { model: 'up/dear' })).status, 404, 'but not what stands behind it by itself')
  t.equal((await ask(server, alias.secret, { model: 'fast', models: ['up/dear'] })).status, 200)
})

test('a name that is allowed opens no other door behind it', async t => {
  const { server, upstream } = await openShop(t)
  const { secret } = await makeKey(server, { models: ['fast'] })
  await server.call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'up/failing' }] } })
  t.match(await ask(server, secret, { model: 'fast', models: ['up/dear'] }), { status: 404 })
  t.equal(upstream.sales.length, 0)
})

test('the list of models shows what a key may use, and nothing else is there for it', async t => {
  const { server } = await openShop(t)
  await server.call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'demo/parlance-mini' }] } })
  const namesFor = async (models: string[]) => {
    const { secret } = await makeKey(server, { models })
    const { json } = await server.call('GET', '/api/v1/models', { key: secret })
    return { secret, names: json.data.map(({ id }: { id: string }) => id) }
  }
  const { secret, names } = await namesFor(['demo/parlance-*'])
  t.strictSame(names, ['demo/parlance-mini', 'demo/parlance-reasoning', 'fast'])
  t.equal((await server.call('GET', '/api/v1/models/demo/parlance-mini', { key: secret })).status, 200)
  t.match(await server.call('GET', '/api/v1/models/demo/parlance', { key: secret }), { status: 404, json: { error: { code: 'model_not_found' } } })
  t.strictSame((await namesFor(['fast'])).names, ['fast'])
  t.strictSame((await namesFor(['parlance'])).names, ['demo/parlance'], 'a model’s own name, at any provider')
})

test('a user’s models hold for all of their keys', async t => {
  const { server } = await openShop(t)
  await register(server, 'ana')
  const person = await register(server, 'ben')
  const { secret } = await makeKey(server, {}, person.accessToken)
  t.match(await server.call('PATCH', `/api/v1/users/${person.id}`, { body: { models: ['demo/*'] } }), { status: 200, json: { models: ['demo/*'] } })
  for (const key of [secret, person.accessToken]) t.equal((await ask(server, key)).status, 404)
  t.match(await person.call('POST', '/api/v1/api-keys', { body: { name: 'wide', scopes: ['inference'], models: ['up/m'] } }), { status: 403, json: { error: { param: 'models' } } })
  t.equal((await person.call('POST', '/api/v1/api-keys', { body: { name: 'narrow', scopes: ['inference'], models: ['demo/parlance-*'] } })).status, 201)
  await server.call('PATCH', `/api/v1/users/${person.id}`, { body: { models: null } })
  t.equal((await ask(server, secret)).status, 200)
})

test('a key that a key makes can do no more than its maker', async t => {
  const { server } = await openShop(t)
  const expiresAt = new Date(Date.now() + day).toISOString()
  const parent = await makeKey(server, { ...admin, models: ['up/*'], budget: { usd: 1, period: 'day' }, limits: { tokensPerMinute: 1000 }, expiresAt })
  const make = (settings: object) => server.call('POST', '/api/v1/api-keys', { key: parent.secret, body: { name: 'child', scopes: ['inference'], ...settings } })
  const refused: [object, string][] = [
    [{ models: ['demo/*'] }, 'models'],
    [{ models: ['*'] }, 'models'],
    [{ budget: { usd: 2, period: 'day' } }, 'budget.usd'],
    [{ limits: { tokensPerMinute: 1001 } }, 'limits.tokensPerMinute'],
    [{ expiresAt: new Date(Date.now() + 2 * day).toISOString() }, 'expiresAt'],
  ]
  for (const [settings, param] of refused) t.match(await make(settings), { status: 403, json: { error: { param } } }, JSON.stringify(settings))
  t.match(await make({ models: ['up/m'], budget: { usd: 1, period: 'day' } }), { status: 201, json: { key: { parentId: parent.id, expiresAt, limits: { tokensPerMinute: 1000 }, models: ['up/m'] } } })
})

test('what a key makes spends its maker’s money and tokens', async t => {
  const { server } = await openShop(t)
  const parent = await makeKey(server, { ...admin, budget: { usd: 0.0022, period: 'total' }, limits: { tokensPerMinute: 10_000 } })
  const children = [await makeKey(server, {}, parent.secret), await makeKey(server, {}, parent.secret)]
  for (const child of children) t.equal((await ask(server, child.secret)).status, 200)
  await settledBudget(server, parent.id)
  t.match(await ask(server, children[0]!.secret), { status: 429, json: { error: { code: 'insufficient_quota' } } })
  t.ok((await settledBudget(server, parent.id)).spentUsd > 0.002)
  const { budgets, tokens } = (await server.call('GET', '/api/v1/rate-limit', { key: children[1]!.secret })).json
  t.match(budgets, [{ of: 'parent', usd: 0.0022 }])
  t.ok(tokens[0].limit === 10_000)
})

test('when a key shrinks, so does what it has made, and with it that ends', async t => {
  const { server } = await openShop(t)
  const parent = await makeKey(server, admin)
  const child = await makeKey(server, { ...admin, models: ['up/*'] }, parent.secret)
  const grandchild = await makeKey(server, {}, child.secret)
  const change = (body: object) => server.call('PATCH', `/api/v1/api-keys/${parent.id}`, { body })
  t.equal((await ask(server, grandchild.secret)).status, 200)
  await change({ models: ['demo/*'] })
  t.equal((await ask(server, grandchild.secret)).status, 404)
  await change({ models: null, budget: { usd: 0, period: 'total' } })
  t.match(await ask(server, grandchild.secret), { status: 429, json: { error: { code: 'insufficient_quota' } } })
  await change({ budget: null, limits: { requestsPerMinute: 1 } })
  t.equal((await ask(server, grandchild.secret)).status, 200)
  t.equal((await ask(server, grandchild.secret)).status, 429)
  await change({ limits: null, scopes: ['chats'] })
  t.equal((await ask(server, grandchild.secret)).status, 403)
  await change({ scopes: ['admin'] })
  t.equal((await ask(server, grandchild.secret)).status, 200)
  t.equal((await server.call('DELETE', `/api/v1/api-keys/${parent.id}`)).status, 200)
  for (const { id, secret } of [child, grandchild]) {
    t.equal((await ask(server, secret)).status, 401)
    t.match((await server.call('GET', `/api/v1/api-keys/${id}`)).json, { revokedAt: /Z$/ })
  }
})

test('a key cannot take its own bounds away, nor those of the key that made it', async t => {
  const { server } = await openShop(t)
  const parent = await makeKey(server, { ...admin, budget: { usd: 1, period: 'day' } })
  const child = await makeKey(server, admin, parent.secret)
  for (const [by, of] of [[parent, parent], [child, child], [child, parent]] as const) {
    for (const body of [{ budget: null }, { models: null }, { limits: null }]) {
      t.match(await server.call('PATCH', `/api/v1/api-keys/${of.id}`, { key: by.secret, body }), { status: 403, json: { error: { message: /cannot change what bounds itself/ } } })
    }
  }
  t.equal((await server.call('PATCH', `/api/v1/api-keys/${child.id}`, { key: parent.secret, body: { budget: { usd: 0.5, period: 'day' } } })).status, 200)
})

test('what makes no sense is refused by name', async t => {
  const { server } = await openShop(t)
  for (const settings of [{ budget: { usd: -1, period: 'day' } }, { budget: { usd: 1, period: 'year' } }, { budget: { usd: 1 } }, { budget: { usd: 1, period: 'day', spentUsd: 0 } }, { models: [] }, { models: ['a b'] }, { models: [''] }, { limits: { tokensPerMinute: 0 } }, { limits: { concurrentRequests: 1.5 } }]) {
    const { status, json } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'odd', scopes: ['inference'], ...settings } })
    t.match({ status, param: json.error.param ?? json.error.details?.[0]?.field }, { status: 400, param: new RegExp(Object.keys(settings)[0]!) }, JSON.stringify(settings))
  }
})
