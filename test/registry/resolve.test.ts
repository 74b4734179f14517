import { test } from 'tap'
import type { Target } from '../../src/core/ports.ts'
import { admin, like, startRegistry, startUpstream } from './setup.ts'

const acmeAt = (name: string, baseUrl: string) => ({ name, kind: 'acme', baseUrl })
const unreachable = 'http://127.0.0.1:9/v1'

test('a prefixed model resolves at once, slashes and colons included, listed or not', async t => {
  const { registry } = await startRegistry(t)
  const record = await registry.create(admin, acmeAt('local', unreachable))
  for (const model of ['llama3:8b', 'meta-llama/Llama-3.3-70B:free', 'a']) {
    const target = registry.resolve(`local/${model}`)
    t.notOk(target instanceof Promise)
    t.match(target, { record, model, plugin: { kind: 'acme' } })
  }
})

test('the same model gives the same object until something changes', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', unreachable))
  const first = registry.resolve('local/a')
  t.equal(registry.resolve('local/a'), first)
  await registry.update(admin, 'local', { timeoutMs: 5000 })
  const second = registry.resolve('local/a') as Target
  t.not(second, first)
  t.equal(second.record.timeoutMs, 5000)
})

test('names that clients make up do not fill the memory', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', unreachable))
  const first = registry.resolve('local/model-0')
  for (let index = 1; index < 2000; index++) registry.resolve(`local/model-${index}`)
  t.equal(registry.resolve('local/model-0'), first, 'as many as fit are remembered')
  registry.resolve('local/one-more')
  t.not(registry.resolve('local/model-0'), first, 'then the oldest are forgotten')
  const long = 'local/' + 'x'.repeat(1000)
  t.not(registry.resolve(long), registry.resolve(long), 'long ones are never remembered')
})

test('an allow-list is obeyed, and the answer says what there is', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, { ...acmeAt('local', unreachable), models: ['a', 'b'] })
  t.match(registry.resolve('local/a'), { model: 'a' })
  t.throws(() => registry.resolve('local/c'), like({ kind: 'model_not_found', message: 'The provider local does not serve "c". It serves local/a, local/b.', more: { param: 'model' } }))
  t.throws(() => registry.resolve('local/'), like({ kind: 'model_not_found' }))
})

test('a disabled provider serves nothing and says so', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, { ...acmeAt('local', unreachable), models: ['only-here'], enabled: false })
  t.throws(() => registry.resolve('local/only-here'), like({ kind: 'model_not_found', message: 'The provider local is disabled.' }))
  await t.rejects(async () => registry.resolve('only-here'), like({ kind: 'model_not_found' }))
})

test('a bare name resolves when one provider has it: after discovery at first, then at once', async t => {
  const upstream = await startUpstream(t, ['llama3:8b', 'org/model'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('local', upstream.url))
  const first = registry.resolve('org/model')
  t.ok(first instanceof Promise)
  t.match(await first, { record: { name: 'local' }, model: 'org/model' })
  t.equal(registry.resolve('org/model'), await first)
  t.match(registry.resolve('llama3:8b'), { model: 'llama3:8b' })
  t.match(registry.resolve('parlance'), { record: { name: 'demo' } })
  t.equal(upstream.requests.length, 1)
})

test('a bare name that several providers have is answered with the full ones', async t => {
  const upstream = await startUpstream(t, ['shared'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('one', upstream.url))
  await registry.create(admin, { ...acmeAt('two', unreachable), models: ['shared'] })
  await t.rejects(async () => registry.resolve('shared'), like({ kind: 'model_not_found', message: 'Several providers serve "shared". Say which: one/shared or two/shared.' }))
  await registry.update(admin, 'two', { enabled: false })
  t.match(registry.resolve('shared'), { record: { name: 'one' } })
})

test('a bare name is forgotten when another provider begins to list it', async t => {
  const one = await startUpstream(t, ['shared'])
  const two = await startUpstream(t, ['other'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('one', one.url))
  await registry.create(admin, acmeAt('two', two.url))
  t.match(await registry.resolve('shared'), { record: { name: 'one' } })
  two.models = ['other', 'shared']
  await registry.refreshModels('two')
  t.throws(() => registry.resolve('shared'), like({ message: /Several providers/ }))
})

test('an unknown bare name asks again only when the lists are old', async t => {
  const upstream = await startUpstream(t, ['old'])
  const { registry, time } = await startRegistry(t, { modelCacheTtlMs: 1000 })
  await registry.create(admin, acmeAt('local', upstream.url))
  await t.rejects(async () => registry.resolve('new'), like({ kind: 'model_not_found' }))
  upstream.models = ['old', 'new']
  t.throws(() => registry.resolve('new'), like({ kind: 'model_not_found' }))
  t.equal(upstream.requests.length, 1)
  time.now += 2000
  t.match(await registry.resolve('new'), { model: 'new' })
})

test('a provider that is down does not keep others from being found', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, acmeAt('broken', unreachable))
  t.match(await registry.resolve('parlance'), { record: { name: 'demo' } })
})

for (const [asked, meant] of [['gpt-4o-min', 'local/gpt-4o-mini'], ['GPT-4o-mini', 'local/gpt-4o-mini'], ['locl/gpt-4o-mini', 'local/gpt-4o-mini'], ['parlanse', 'demo/parlance'], ['demo', 'demo/parlance']] as const) {
  test(`asked for ${asked}, it suggests ${meant}`, async t => {
    const upstream = await startUpstream(t, ['gpt-4o-mini', 'whisper-1'])
    const { registry } = await startRegistry(t)
    await registry.create(admin, acmeAt('local', upstream.url))
    await t.rejects(async () => registry.resolve(asked), like({ kind: 'model_not_found', message: `No provider serves the model "${asked}". Is ${meant} meant?` }))
  })
}

test('a name like no other is told where the names are, and is cut in the message', async t => {
  const { registry } = await startRegistry(t)
  await t.rejects(async () => registry.resolve('zzzz'), like({ message: 'No provider serves the model "zzzz". Models are named <provider>/<model>; GET /api/v1/models lists them.' }))
  const error = await Promise.resolve().then(() => registry.resolve('z'.repeat(100_000))).catch((thrown: Error) => thrown)
  t.ok(error instanceof Error && error.message.length < 300)
})
