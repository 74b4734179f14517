import { test } from 'tap'
import { admin, like, startRegistry, startUpstream } from './setup.ts'

const acmeAt = (name: string, baseUrl: string) => ({ name, kind: 'acme', baseUrl })
const unreachable = 'http://127.0.0.1:9/v1'
const idsOf = (models: { id: string }[]) => models.map(({ id }) => id)

/** Waits for work in the background, which has no promise of its own to wait for. */
const until = async (isDone: () => boolean) => {
  while (!isDone()) await new Promise(resolve => setTimeout(resolve, 5))
}

test('the models of all providers are listed in order, with what is known of them', async t => {
  const upstream = await startUpstream(t, ['b', 'a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('zeta', upstream.url))
  await registry.create(admin, acmeAt('alpha', upstream.url))
  t.same(await registry.listModels(), [
    { id: 'alpha/a', provider: 'alpha' }, { id: 'alpha/b', provider: 'alpha' }, { id: 'demo/parlance', provider: 'demo', contextWindow: 8192 },
    { id: 'zeta/a', provider: 'zeta' }, { id: 'zeta/b', provider: 'zeta' },
  ])
})

test('a provider that fails is left out, and its allow-list is listed all the same', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('broken', unreachable))
  await registry.create(admin, { ...acmeAt('listed', unreachable), models: ['x', 'y'] })
  t.same(idsOf(await registry.listModels()), ['demo/parlance', 'listed/x', 'listed/y'])
  t.match(await registry.models('broken'), { data: [], fetchedAt: null, ageSeconds: null, error: { kind: 'upstream_unreachable' } })
})

test('an allow-list hides what else there is, but an admin sees it', async t => {
  const upstream = await startUpstream(t, ['a', 'b'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, { ...acmeAt('local', upstream.url), models: ['b', 'c'] })
  t.same(idsOf(await registry.listModels()), ['demo/parlance', 'local/b', 'local/c'])
  t.same((await registry.models('local')).data, [{ id: 'a', allowed: false }, { id: 'b', allowed: true }, { id: 'c', allowed: true }])
})

test('many askers at once make one call', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', upstream.url))
  await Promise.all(Array.from({ length: 20 }, () => registry.listModels()))
  t.equal(upstream.requests.length, 1)
})

test('a list is fresh for a while, then given once more while it is renewed behind', async t => {
  const upstream = await startUpstream(t, ['old'])
  const { registry, time } = await startRegistry(t, { modelCacheTtlMs: 60_000 })
  await registry.create(admin, acmeAt('local', upstream.url))
  await registry.listModels()
  upstream.models = ['new']
  time.now += 59_000
  t.match(await registry.models('local'), { data: [{ id: 'old' }], ageSeconds: 59 })
  t.equal(upstream.requests.length, 1)

  time.now += 2000
  t.match(await registry.models('local'), { data: [{ id: 'old' }], ageSeconds: 61 })
  await until(() => upstream.requests.length === 2)
  t.match(await registry.refreshModels('local'), { data: [{ id: 'new' }], ageSeconds: 0, error: null })
})

test('a forced refresh asks at once and tells what went wrong', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', upstream.url))
  await registry.listModels()
  upstream.models = ['a', 'b']
  t.equal((await registry.refreshModels('local')).data.length, 2)
  upstream.status = 500
  await t.rejects(registry.refreshModels('local'), like({ kind: 'upstream_failed' }))
  t.match(await registry.models('local'), { data: [{ id: 'a' }, { id: 'b' }], error: { kind: 'upstream_failed' } }, 'the last good list stays')
})

test('a provider that keeps failing is left alone for a while', async t => {
  const upstream = await startUpstream(t, ['a'])
  upstream.status = 500
  const { registry, time } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', upstream.url))
  await registry.listModels()
  await registry.listModels()
  await t.rejects(async () => registry.resolve('unknown'), like({ kind: 'model_not_found' }))
  t.equal(upstream.requests.length, 1)
  upstream.status = 200
  time.now += 16_000
  await registry.listModels()
  await until(() => upstream.requests.length === 2)
  t.same((await registry.refreshModels('local')).data, [{ id: 'a', allowed: true }])
})

test('a provider that hangs is waited for only a little, and its answer is used when it comes', async t => {
  const upstream = await startUpstream(t, ['slow'])
  const { promise, resolve } = Promise.withResolvers<void>()
  upstream.hold = promise
  const { registry } = await startRegistry(t, { discoveryWaitMs: 20 })
  await registry.create(admin, acmeAt('local', upstream.url))
  t.same(idsOf(await registry.listModels()), ['demo/parlance'])
  const refreshed = registry.refreshModels('local')
  resolve()
  await refreshed
  t.same(idsOf(await registry.listModels()), ['demo/parlance', 'local/slow'])
  t.equal(upstream.requests.length, 1)
})

test('what was found with an old key or address is forgotten, a new name keeps it', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, { ...acmeAt('local', upstream.url), apiKey: 'first-key-0123' })
  await registry.listModels()
  await registry.update(admin, 'local', { name: 'renamed' })
  t.same(idsOf(await registry.listModels()), ['demo/parlance', 'renamed/a'])
  t.equal(upstream.requests.length, 1)
  await registry.update(admin, 'renamed', { apiKey: 'second-key-0123' })
  await registry.listModels()
  t.equal(upstream.requests.length, 2)
  t.equal(upstream.requests[1]?.headers.authorization, 'Bearer second-key-0123')
})

test('extra headers go to the provider’s own origin, and the kind’s own win', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, { ...acmeAt('local', upstream.url), apiKey: 'the-key-0123456', headers: { 'x-team': 'research' } })
  await registry.refreshModels('local')
  t.match(upstream.requests[0]?.headers, { 'x-team': 'research', authorization: 'Bearer the-key-0123456' })

  await registry.create(admin, { name: 'far', kind: 'regional', baseUrl: upstream.url, apiKey: 'the-key-0123456', headers: { 'x-team': 'canary' } })
  await registry.refreshModels('far')
  t.equal(upstream.requests[1]?.headers['x-team'], 'canary')
})

test('what a provider lists is tidied: once each, and nothing that is no name', async t => {
  const upstream = await startUpstream(t, ['a', 'a', '', 5 as never, 'x'.repeat(300)])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', upstream.url))
  t.same((await registry.refreshModels('local')).data, [{ id: 'a', allowed: true }])
})

test('one model is found by its full or its bare name', async t => {
  const upstream = await startUpstream(t, ['org/a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', upstream.url))
  await registry.create(admin, acmeAt('broken', unreachable))
  t.same(await registry.findModel('local/org/a'), { id: 'local/org/a', provider: 'local' })
  t.same(await registry.findModel('org/a'), { id: 'local/org/a', provider: 'local' })
  t.match(await registry.findModel('demo/parlance'), { contextWindow: 8192 })
  await t.rejects(registry.findModel('local/b'), like({ kind: 'model_not_found', message: /does not list the model "b"/ }))
  await t.rejects(registry.findModel('nothing'), like({ kind: 'model_not_found' }))
  t.same(await registry.findModel('broken/maybe'), { id: 'broken/maybe', provider: 'broken' }, 'nobody knows, so it may be')
})

test('a list that cannot be read is the provider’s fault', async t => {
  const upstream = await startUpstream(t, ['a'])
  upstream.models = { map: () => undefined } as never
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', upstream.url))
  await t.rejects(registry.refreshModels('local'), like({ kind: 'upstream_bad_response' }))
})
