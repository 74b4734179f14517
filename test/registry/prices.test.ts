import { test } from 'tap'
import type { ModelInfo } from '../../src/core/provider.ts'
import { acme, admin, createMemoryStore, demo, like, startRegistry } from './setup.ts'

const gpt4o = { input: 2.5, output: 10, cacheRead: 1.25 }

/** A registry with one provider at OpenAI's address, whose list of models the test writes. Nothing is sent there. */
const start = async (t: Parameters<typeof startRegistry>[0], more: object = {}, listed: ModelInfo[] = []) => {
  const openai = { ...acme, kind: 'openai', models: async () => structuredClone(listed) }
  const started = await startRegistry(t, { plugins: [demo, openai] })
  const { registry } = started
  await registry.create(admin, { name: 'up', kind: 'openai', baseUrl: 'https://api.openai.com/v1', ...more })
  return { ...started, listed, priceOf: async (model: string) => registry.priceOf(await registry.resolve(`up/${model}`)) }
}

test('prices a model from the list on board before anyone was asked', async t => {
  const { priceOf } = await start(t)
  t.strictSame(await priceOf('gpt-4o'), gpt4o)
  t.equal(await priceOf('gpt-of-tomorrow'), undefined)
  t.equal(await priceOf('constructor'), undefined)
})

test('a price in the provider’s own listing goes first, whole, and changes with the listing', async t => {
  const { registry, listed, priceOf } = await start(t, {}, [{ id: 'gpt-4o', pricing: { input: 2, output: 8 } }])
  t.strictSame(await priceOf('gpt-4o'), gpt4o)
  await registry.refreshModels('up')
  t.strictSame(await priceOf('gpt-4o'), { input: 2, output: 8 }, 'without the cache rate of another list')
  listed[0] = { id: 'gpt-4o', pricing: { input: 1, output: 4 } }
  await registry.refreshModels('up')
  t.strictSame(await priceOf('gpt-4o'), { input: 1, output: 4 })
  listed[0] = { id: 'gpt-4o' }
  await registry.refreshModels('up')
  t.strictSame(await priceOf('gpt-4o'), gpt4o)
})

test('the operator’s price goes before both, for a model that nobody knows too', async t => {
  const { registry, priceOf } = await start(t, { modelOverrides: { 'gpt-4o': { pricing: { input: 0.5 } }, 'org/own.v1': { pricing: { input: 0 } } } }, [{ id: 'gpt-4o', pricing: { input: 2 } }])
  await registry.refreshModels('up')
  t.strictSame(await priceOf('gpt-4o'), { input: 0.5 })
  t.strictSame(await priceOf('org/own.v1'), { input: 0 })
  await registry.update(admin, 'up', { modelOverrides: { 'gpt-4o': null } })
  t.strictSame(await priceOf('gpt-4o'), { input: 2 })
})

test('a target at hand is priced from memory', async t => {
  const { registry } = await start(t, { modelOverrides: { m: { pricing: { input: 1 } } } })
  const target = await registry.resolve('up/m')
  const pricing = registry.priceOf(target)
  t.ok(pricing)
  t.equal(registry.priceOf(target), pricing)
})

test('every view of a model tells the same, field by field from whoever knows best', async t => {
  const listed = [{ id: 'gpt-4o', displayName: 'GPT', maxOutputTokens: 100, capabilities: ['streaming', 'tools'] as const }]
  const { registry } = await start(t, { models: ['gpt-4o', 'gpt-4o-mini'], modelOverrides: { 'gpt-4o': { displayName: 'Ours', contextWindow: 64_000 } } }, listed)
  const known = { displayName: 'Ours', contextWindow: 64_000, maxOutputTokens: 100, capabilities: ['streaming', 'tools'], pricing: gpt4o }
  const mini = { contextWindow: 128_000, pricing: { input: 0.15, output: 0.6, cacheRead: 0.075 } }
  t.same(await registry.findModel('up/gpt-4o'), { id: 'up/gpt-4o', provider: 'up', ...known })
  const models = await registry.listModels()
  t.same(models.filter(({ provider }) => provider === 'up'), [{ id: 'up/gpt-4o', provider: 'up', ...known }, { id: 'up/gpt-4o-mini', provider: 'up', ...mini }])
  const { data } = await registry.models('up')
  t.same(data, [{ id: 'gpt-4o', allowed: true, ...known }, { id: 'gpt-4o-mini', allowed: true, ...mini }])
})

test('the built-in provider has no price', async t => {
  const { registry } = await start(t)
  t.equal(registry.priceOf(await registry.resolve('demo/parlance')), undefined)
  t.equal((await registry.findModel('demo/parlance')).pricing, undefined)
})

test('overrides change like a merge patch, go with a replacement and outlive a restart', async t => {
  const store = createMemoryStore()
  const { registry } = await startRegistry(t, { store })
  const overrides = async () => registry.toProvider(registry.get('up')).modelOverrides
  const tiers = [{ above: 10, input: 2 }]
  await registry.create(admin, { name: 'up', kind: 'acme', modelOverrides: { a: { contextWindow: 10, pricing: { input: 1, output: 2, tiers } }, b: { displayName: 'B' } } })
  await registry.update(admin, 'up', { modelOverrides: { a: { contextWindow: null, pricing: { output: null, cacheRead: 3 } }, c: { maxOutputTokens: 7 } } })
  t.strictSame(await overrides(), { a: { pricing: { input: 1, tiers, cacheRead: 3 } }, b: { displayName: 'B' }, c: { maxOutputTokens: 7 } })
  await registry.update(admin, 'up', { timeoutMs: 5000 })
  await registry.update(admin, 'up', { modelOverrides: { a: null, b: null } })
  t.strictSame(await overrides(), { c: { maxOutputTokens: 7 } })

  const again = await startRegistry(t, { store })
  t.strictSame(again.registry.get('up').modelOverrides, { c: { maxOutputTokens: 7 } })
  await registry.replace(admin, 'up', { name: 'up', kind: 'acme' })
  t.strictSame(await overrides(), {})
})

const wrong: [object, string][] = [
  [{ 'org/m.1': { pricing: { input: -1 } } }, 'modelOverrides.org/m.1.pricing.input'],
  [{ m: { pricing: { input: '1' } } }, 'modelOverrides.m.pricing.input'],
  [{ m: { pricing: { prompt: 1 } } }, 'modelOverrides.m.pricing.prompt'],
  [{ m: { pricing: { tiers: [{ input: 1 }] } } }, 'modelOverrides.m.pricing.tiers.0.above'],
  [{ m: { pricing: { tiers: [{ above: 20 }, { above: 20 }] } } }, 'modelOverrides.m.pricing.tiers'],
  [{ m: { contextWindow: 0 } }, 'modelOverrides.m.contextWindow'],
  [{ m: { maxOutputTokens: 1.5 } }, 'modelOverrides.m.maxOutputTokens'],
  [{ m: { capabilities: ['telepathy'] } }, 'modelOverrides.m.capabilities.0'],
  [{ m: { price: 1 } }, 'modelOverrides.m.price'],
  [{ m: 1 }, 'modelOverrides.m'],
  [{ '': {} }, 'modelOverrides.'],
]

for (const [modelOverrides, param] of wrong) {
  test(`refuses ${JSON.stringify(modelOverrides)} and names the field`, async t => {
    const { registry } = await startRegistry(t)
    const input = { name: 'up', kind: 'acme', modelOverrides } as never
    await t.rejects(registry.create(admin, input), like({ kind: 'invalid_request', more: { param } }))
    await registry.create(admin, { name: 'up', kind: 'acme' })
    await t.rejects(registry.update(admin, 'up', { modelOverrides } as never), like({ kind: 'invalid_request', more: { param } }))
    t.strictSame(registry.get('up').modelOverrides, {})
  })
}

test('refuses more overrides than fit', async t => {
  const { registry } = await startRegistry(t)
  const some = (prefix: string) => Object.fromEntries(Array.from({ length: 600 }, (_, index) => [prefix + index, {}]))
  await registry.create(admin, { name: 'up', kind: 'acme', modelOverrides: some('a') })
  await t.rejects(registry.update(admin, 'up', { modelOverrides: some('b') }), like({ kind: 'invalid_request', more: { param: 'modelOverrides' } }))
})
