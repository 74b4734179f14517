import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { startPair, ways } from '../helpers/two-paths.ts'

const path = '/api/v1/aliases'
const demo = { targets: [{ model: 'demo/parlance' }] }
const ask = (model: string) => ({ model, messages: [{ role: 'user', content: '[echo] hi' }] })

test('an alias is made, seen, used, changed and removed, each at once', async t => {
  const { call } = await startApp(t)
  t.match((await call('GET', `${path}/fast`)), { status: 404, json: { error: { code: 'not_found', param: 'alias' } } })
  t.match((await call('POST', '/api/v1/chat/completions', { body: ask('fast') })), { status: 404, json: { error: { code: 'model_not_found' } } })

  const made = await call('PUT', `${path}/fast`, { body: { ...demo, description: 'Quick.' } })
  t.match(made, { status: 201, json: { name: 'fast', targets: [{ model: 'demo/parlance' }], strategy: 'ordered', systemPrompt: null, description: 'Quick.', createdAt: /Z$/, updatedAt: /Z$/ } })
  t.strictSame((await call('GET', `${path}/fast`)).json, made.json)
  t.strictSame((await call('GET', path)).json, { data: [made.json], nextCursor: null })
  const answer = await call('POST', '/api/v1/chat/completions', { body: ask('fast') })
  t.match(answer.json, { choices: [{ message: { content: 'hi' } }] })
  t.equal(answer.headers.get('x-parlance-model'), 'parlance')

  const changed = await call('PUT', `${path}/fast`, { body: { targets: [{ model: 'demo/parlance-mini', weight: 2 }, { model: 'demo/parlance' }], strategy: 'weighted', systemPrompt: 'Be brief.', description: null } })
  t.match(changed, { status: 200, json: { targets: [{ model: 'demo/parlance-mini', weight: 2 }, { model: 'demo/parlance' }], strategy: 'weighted', systemPrompt: 'Be brief.', description: null, createdAt: made.json.createdAt } })

  t.equal((await call('DELETE', `${path}/fast`)).status, 204)
  t.equal((await call('DELETE', `${path}/fast`)).status, 404)
  t.equal((await call('POST', '/api/v1/chat/completions', { body: ask('fast') })).status, 404)
})

test('aliases stand in the list of models and can be looked at there', async t => {
  const { call } = await startApp(t)
  for (const name of ['fast', 'gpt-4o:mini']) await call('PUT', `${path}/${encodeURIComponent(name)}`, { body: demo })
  const { data } = (await call('GET', '/api/v1/models')).json
  const [model] = data.filter(({ id }: { id: string }) => id === 'fast')
  t.match(model, { object: 'model', type: 'model', owned_by: 'alias', provider: 'alias', display_name: 'fast', created: Number })
  const { json: first } = await call('GET', '/api/v1/models/demo/parlance')
  t.strictSame([model.contextWindow, model.capabilities], [first.contextWindow, first.capabilities])
  t.ok(model.contextWindow > 0)
  t.match((await call('GET', '/api/v1/models/gpt-4o:mini')).json, { id: 'gpt-4o:mini', owned_by: 'alias' })
})

test('an alias may be the default model, and outlives a restart', async t => {
  const environment = { DATA_DIR: t.testdir(), DEFAULT_MODEL: 'fast' }
  const first = await startApp(t, environment)
  await first.call('PUT', `${path}/fast`, { body: demo })
  await Promise.all(first.apps.map(app => app.close()))
  const { call } = await startApp(t, environment)
  t.match((await call('POST', '/api/v1/chat', { body: { message: '[echo] hi' } })).json, { reply: 'hi', model: 'fast', provider: 'demo' })
})

const refused: [name: string, alias: string, body: unknown, param: string][] = [
  ['a name with a slash', 'a%2Fb', demo, 'alias'],
  ['a name with a space', 'a%20b', demo, 'alias'],
  ['a name that begins with a dot', '.a', demo, 'alias'],
  ['no targets', 'x', { targets: [] }, 'targets'],
  ['21 targets', 'x', { targets: Array.from({ length: 21 }, (_, index) => ({ model: `demo/${index}` })) }, 'targets'],
  ['targets as text', 'x', { targets: 'demo/parlance' }, 'targets'],
  ['a target without a model', 'x', { targets: [{ weight: 1 }] }, 'targets[0].model'],
  ['a negative weight', 'x', { targets: [{ model: 'demo/parlance', weight: -1 }] }, 'targets[0].weight'],
  ['an unknown strategy', 'x', { ...demo, strategy: 'random' }, 'strategy'],
  ['an unknown field', 'x', { ...demo, fallback: true }, 'fallback'],
  ['an unknown field of a target', 'x', { targets: [{ model: 'demo/parlance', priority: 1 }] }, 'targets[0].priority'],
  ['itself', 'x', { targets: [{ model: 'x' }] }, 'targets[0].model'],
  ['a provider that is not there', 'x', { targets: [{ model: 'nobody/m' }] }, 'targets[0].model'],
  ['a misspelt variable', 'x', { ...demo, systemPrompt: 'It is {{dat}}.' }, 'systemPrompt'],
]
test('what makes no sense is refused, and the field is named', async t => {
  const { call } = await startApp(t)
  for (const [name, alias, body, param] of refused) {
    t.match(await call('PUT', `${path}/${alias}`, { body }), { status: 400, json: { error: { code: 'invalid_request', param, details: [{ field: param }] } } }, name)
  }
  t.strictSame((await call('GET', path)).json.data, [])
  await call('PUT', `${path}/a`, { body: { targets: [{ model: 'parlance' }] } })
  t.match(await call('PUT', `${path}/parlance`, { body: demo }), { status: 409, json: { error: { code: 'conflict', param: 'alias' } } })
})

test('pages go by name', async t => {
  const { call } = await startApp(t)
  for (const name of ['c', 'a', 'b']) await call('PUT', `${path}/${name}`, { body: demo })
  const first = (await call('GET', `${path}?limit=2`)).json
  t.same(first.data.map(({ name }: { name: string }) => name), ['a', 'b'])
  t.match((await call('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).json, { data: [{ name: 'c' }], nextCursor: null })
})

test('keys with the scope `providers` may change aliases, those with `inference` only use them', async t => {
  const { call } = await startApp(t)
  const keyFor = async (scope: string): Promise<string> => (await call('POST', '/api/v1/api-keys', { body: { name: scope, scopes: [scope] } })).json.secret
  const [operator, user] = [await keyFor('providers'), await keyFor('inference')]
  t.equal((await call('PUT', `${path}/fast`, { body: demo, key: operator })).status, 201)
  t.equal((await call('PUT', `${path}/fast`, { body: demo, key: user })).status, 403)
  t.equal((await call('GET', path, { key: user })).status, 403)
  t.equal((await call('POST', '/api/v1/chat/completions', { body: ask('fast'), key: user })).status, 200)
})

for (const way of ways) {
  test(`${way.name}: a client sees which target answered, and its tries`, async t => {
    const { upstream, ask: send, call, receipts } = await startPair(t, way)
    upstream.on(way.path, [way.error(503, 'loading'), way.whole('hi')])
    await call('PUT', `${path}/fast`, { body: { targets: [{ model: 'up/small' }, { model: 'up/large' }], systemPrompt: 'You are {{model}}.' } })
    const response = await send({ model: 'fast' })
    t.equal(response.status, 200)
    t.match(Object.fromEntries(response.headers), { 'x-parlance-provider': 'up', 'x-parlance-model': 'large', 'x-parlance-attempts': 'up/small upstream_overloaded' })
    t.match(receipts, [{ status: 'ok', model: 'large', attempts: [{ model: 'small' }] }])
    t.match(upstream.requests.map(({ body }) => /You are \w+\./.exec(body.toString())?.[0]), ['You are small.', 'You are large.'])
  })

  test(`${way.name}: an alias whose provider was removed goes on with the next target, or says which is missing`, async t => {
    const { upstream, ask: send, call } = await startPair(t, way)
    upstream.on(way.path, way.whole('hi'))
    await call('PUT', `${path}/fast`, { body: { targets: [{ model: 'up/m' }, { model: 'demo/parlance' }] } })
    await call('PUT', `${path}/lost`, { body: { targets: [{ model: 'up/m' }] } })
    await call('DELETE', '/api/v1/providers/up')
    const response = await send({ model: 'fast' })
    t.equal(response.headers.get('x-parlance-provider'), 'demo')
    t.equal(response.headers.get('x-parlance-attempts'), 'up/m model_not_found')
    await response.text()
    const lost = await send({ model: 'lost' })
    t.equal(lost.status, 404)
    t.match(await lost.json(), { error: { code: 'model_not_found', message: /up\/m/ } })
  })
}
