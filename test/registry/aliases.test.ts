import { test } from 'tap'
import type { AliasChoice } from '../../src/core/ports.ts'
import { admin, createMemoryAliasStore, like, startRegistry, startUpstream } from './setup.ts'

const acmeAt = (name: string, baseUrl = 'http://127.0.0.1:9/v1') => ({ name, kind: 'acme', baseUrl })
const to = (...models: string[]) => ({ targets: models.map(model => ({ model })) })
const demo = 'demo/parlance'

test('an alias stands for its targets in order, from the moment that it is made', async t => {
  const { registry, time } = await startRegistry(t)
  await registry.create(admin, acmeAt('one'))
  t.equal(registry.alias('fast'), undefined)
  const made = await registry.aliases.put('fast', { ...to('one/a', demo), systemPrompt: 'Be brief.' })
  t.match(made, { isNew: true, record: { name: 'fast', strategy: 'ordered', systemPrompt: 'Be brief.', description: undefined, createdAt: time.now, updatedAt: time.now } })
  t.strictSame(registry.alias('fast'), { models: ['one/a', demo], systemPrompt: 'Be brief.', cacheTtlMs: undefined })
  t.equal(registry.alias('fast'), registry.alias('fast'), 'and costs nothing to ask')

  time.now += 1000
  const replaced = await registry.aliases.put('fast', to(demo))
  t.match(replaced, { isNew: false, record: { systemPrompt: undefined, createdAt: time.now - 1000, updatedAt: time.now } })
  t.strictSame(registry.alias('fast'), { models: [demo], systemPrompt: undefined, cacheTtlMs: undefined })

  await registry.aliases.remove('fast')
  t.equal(registry.alias('fast'), undefined)
  await t.rejects(registry.aliases.remove('fast'), like({ kind: 'not_found', more: { param: 'alias' } }))
  t.throws(() => registry.aliases.get('fast'), like({ kind: 'not_found' }))
})

test('weights draw the first target; the rest follow, the heaviest first', async t => {
  let drawn = 0
  const { registry } = await startRegistry(t, { random: () => drawn })
  await registry.create(admin, acmeAt('one'))
  await registry.aliases.put('mix', { targets: [{ model: 'one/a', weight: 1 }, { model: 'one/b', weight: 6 }, { model: 'one/c', weight: 0 }, { model: 'one/d' }], strategy: 'weighted' })
  const orders: [number, string[]][] = [
    [0, ['one/b', 'one/a', 'one/d', 'one/c']],
    [0.7499, ['one/b', 'one/a', 'one/d', 'one/c']],
    [0.75, ['one/a', 'one/b', 'one/d', 'one/c']],
    [0.875, ['one/d', 'one/b', 'one/a', 'one/c']],
    [0.9999999999999999, ['one/d', 'one/b', 'one/a', 'one/c']],
  ]
  for (const [random, models] of orders) {
    drawn = random
    t.strictSame(registry.alias('mix')?.models, models, String(random))
  }
})

test('over many draws each target comes first as often as it weighs', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('one'))
  await registry.aliases.put('mix', { targets: [{ model: 'one/a', weight: 0.1 }, { model: 'one/b', weight: 0.3 }, { model: 'one/c', weight: 0 }], strategy: 'weighted' })
  const counts: Record<string, number> = {}
  for (let draw = 0; draw < 20_000; draw++) {
    const [first = ''] = (registry.alias('mix') as AliasChoice).models
    counts[first] = (counts[first] ?? 0) + 1
  }
  t.equal(counts['one/c'], undefined)
  t.ok(Math.abs((counts['one/a'] ?? 0) - 5000) < 400, `${counts['one/a']} of 20000`)
})

const refused: [name: string, input: object, message: RegExp, param: string][] = [
  ['itself', to('fast'), /^targets\[0\]\.model is the alias itself/, 'targets[0].model'],
  ['another alias', to(demo, 'other'), /^targets\[1\]\.model is an alias, which cannot be a target\.$/, 'targets[1].model'],
  ['a model twice', to(demo, demo), /targets\[1\]\.model is there twice/, 'targets[1].model'],
  ['a provider that is not there', to('nobody/m'), /targets\[0\]\.model cannot be used: No provider serves the model "nobody\/m"/, 'targets[0].model'],
  ['a disabled provider', to('off/m'), /targets\[0\]\.model cannot be used: The provider off is disabled\.$/, 'targets[0].model'],
  ['a misspelt bare model', to('parlanse'), /Is demo\/parlance meant\?/, 'targets[0].model'],
  ['no weight at all', { targets: [{ model: demo, weight: 0 }], strategy: 'weighted' }, /^targets need a weight above 0/, 'targets'],
  ['a misspelt variable', { ...to(demo), systemPrompt: 'Today is {{dat}}.' }, /^systemPrompt names \{\{dat\}\}, which is none of \{\{date\}\}/, 'systemPrompt'],
]
for (const [name, input, message, param] of refused) {
  test(`an alias for ${name} is refused`, async t => {
    const { registry } = await startRegistry(t)
    await registry.create(admin, { ...acmeAt('off'), enabled: false })
    await registry.aliases.put('other', to(demo))
    await t.rejects(registry.aliases.put('fast', input as ReturnType<typeof to>), like({ kind: 'invalid_request', message, more: { param } }))
    t.equal(registry.alias('fast'), undefined)
  })
}

test('every fault of an alias is named at once', async t => {
  const { registry } = await startRegistry(t)
  await t.rejects(registry.aliases.put('fast', { ...to('nobody/m', 'fast'), systemPrompt: '{{x}}' }),
    like({ more: { details: [{ field: 'targets[0].model' }, { field: 'targets[1].model' }, { field: 'systemPrompt' }] } }))
})

test('no alias becomes a target afterwards', async t => {
  const { registry } = await startRegistry(t)
  await registry.aliases.put('fast', to('parlance'))
  await t.rejects(registry.aliases.put('parlance', to(demo)), like({ kind: 'conflict', message: '"parlance" is a target of the alias fast: name the model with its provider there first.' }))
  await registry.aliases.put('fast', to(demo))
  await registry.aliases.put('parlance', to(demo))
  t.strictSame(registry.alias('parlance')?.models, [demo], 'a bare model may be hidden on purpose')
  t.match(registry.resolve('parlance'), { model: 'parlance' }, 'and is still itself to whom resolves it')
})

test('a weight may rest while the order is fixed', async t => {
  const { registry } = await startRegistry(t)
  await registry.aliases.put('fast', { targets: [{ model: demo, weight: 0 }] })
  t.strictSame(registry.alias('fast')?.models, [demo])
})

test('aliases are listed among the models, with what is known of their first target', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry, time } = await startRegistry(t)
  await registry.create(admin, acmeAt('one', upstream.url))
  await registry.aliases.put('fast', to(demo, 'one/a'))
  await registry.aliases.put('zippy', to('one/a'))
  const models = await registry.listModels()
  t.same(models.map(({ id }) => id), [demo, 'fast', 'one/a', 'zippy'])
  const alias = { id: 'fast', provider: 'alias', ownedBy: 'alias', contextWindow: 8192, created: Math.floor(time.now / 1000) }
  t.match(models[1], alias)
  t.match(await registry.findModel('fast'), alias)
  await t.rejects(registry.findModel('fist'), like({ message: /Is fast meant\?/ }))

  await registry.aliases.put('gone', to('one/a', demo))
  await registry.remove('one')
  t.match(await registry.findModel('gone'), { contextWindow: 8192 }, 'of the first that is there')
  t.match(await registry.findModel('zippy'), { id: 'zippy', provider: 'alias', contextWindow: undefined })
})

test('an alias hides a model of its name', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('one'))
  t.match(await registry.findModel('parlance'), { provider: 'demo' })
  await registry.aliases.put('parlance', to('one/better'))
  t.match(await registry.findModel('parlance'), { id: 'parlance', provider: 'alias' })
})

test('pages are cut by name', async t => {
  const { registry } = await startRegistry(t)
  for (const name of ['c', 'a', 'b']) await registry.aliases.put(name, to(demo))
  const first = registry.aliases.page({ limit: 2 })
  t.same(first.data.map(({ name }) => name), ['a', 'b'])
  t.match(registry.aliases.page({ limit: 2, cursor: first.nextCursor }), { data: [{ name: 'c' }], nextCursor: undefined })
})

test('a start and a reload take in what is stored', async t => {
  const aliasStore = createMemoryAliasStore()
  const { registry } = await startRegistry(t, { aliasStore })
  await registry.aliases.put('fast', to(demo))
  const elsewhere = await startRegistry(t, { aliasStore })
  t.strictSame(elsewhere.registry.alias('fast')?.models, [demo])
  await registry.aliases.put('late', to(demo))
  await registry.aliases.remove('fast')
  t.equal(elsewhere.registry.alias('late'), undefined)
  await elsewhere.registry.reload()
  t.same(elsewhere.registry.aliases.all().map(({ name }) => name), ['late'])
})

test('a store that fails leaves everything as it was', async t => {
  const aliasStore = { ...createMemoryAliasStore(), put: async () => { throw new Error('disk full') } }
  const { registry } = await startRegistry(t, { aliasStore })
  await t.rejects(registry.aliases.put('fast', to(demo)), { message: 'disk full' })
  t.equal(registry.alias('fast'), undefined)
})

test('changes of one moment are made one after the other', async t => {
  const { registry } = await startRegistry(t)
  const made = await Promise.allSettled([registry.aliases.put('one', to('two')), registry.aliases.put('two', to(demo)), registry.aliases.put('three', to('two'))])
  t.same(made.map(({ status }) => status), ['rejected', 'fulfilled', 'rejected'])
})

test('who names a provider alone gets the first model of its list that can chat', async t => {
  const upstream = await startUpstream(t, ['b', 'a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('one', upstream.url))
  await registry.create(admin, { ...acmeAt('two'), models: ['x', 'y'] })
  t.equal(await registry.firstModel('one'), 'one/b')
  t.equal(await registry.firstModel('two'), 'two/x')
  t.equal(await registry.firstModel('demo'), demo)

  await registry.create(admin, { name: 'mute', kind: 'silent', baseUrl: 'http://127.0.0.1:9' })
  await registry.create(admin, { ...acmeAt('off'), enabled: false })
  for (const [provider, message] of [['nobody', 'There is no provider "nobody".'], ['off', 'The provider off is disabled.'], ['mute', 'The provider mute lists no model that can chat: name one as `model`.']] as const) {
    await t.rejects(registry.firstModel(provider), like({ kind: 'model_not_found', message, more: { param: 'provider' } }))
  }
})
