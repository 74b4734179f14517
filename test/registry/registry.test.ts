import { test } from 'tap'
import { loadProviders } from '../../src/providers/index.ts'
import { admin, createLog, createMemoryStore, like, startRegistry } from './setup.ts'

const groq = { name: 'groq', kind: 'acme', baseUrl: 'https://api.groq.example/openai/v1' }

test('pages are cut by name', async t => {
  const { registry } = await startRegistry(t)
  for (const name of ['c', 'a', 'b']) await registry.create(admin, { ...groq, name })
  const first = registry.page({ limit: 2 })
  t.same(first.data.map(({ name }) => name), ['a', 'b'])
  const second = registry.page({ limit: 2, cursor: first.nextCursor })
  t.same(second.data.map(({ name }) => name), ['c', 'demo'])
  t.equal(second.nextCursor, undefined)
})

test('listeners hear of changes until they stop', async t => {
  const { registry } = await startRegistry(t)
  const heard: string[] = []
  const stop = registry.onChange(event => heard.push(`${event.type} ${event.record.name}`))
  await registry.create(admin, groq)
  await registry.update(admin, 'groq', { enabled: false })
  await registry.remove('groq')
  t.same(heard, ['provider-created groq', 'provider-updated groq', 'provider-removed groq'])
  stop()
  await registry.create(admin, groq)
  t.equal(heard.length, 3)
})

test('reload takes in what another process has written', async t => {
  const store = createMemoryStore()
  const { registry, time } = await startRegistry(t, { store })
  const elsewhere = await startRegistry(t, { store })
  const heard: string[] = []
  registry.onChange(event => heard.push(`${event.type} ${event.record.name}`))

  await elsewhere.registry.create(admin, { ...groq, name: 'theirs' })
  t.throws(() => registry.get('theirs'), like({ kind: 'not_found' }))
  await registry.reload()
  t.match(registry.resolve('theirs/m'), { record: { name: 'theirs' } })

  elsewhere.time.now = time.now + 1000
  await elsewhere.registry.update(admin, 'theirs', { enabled: false })
  await registry.reload()
  t.throws(() => registry.resolve('theirs/m'), like({ message: /disabled/ }))

  await elsewhere.registry.remove('theirs')
  await registry.reload()
  t.same(heard, ['provider-created theirs', 'provider-updated theirs', 'provider-removed theirs'])
})

test('templates carry the schema of their kind as plain JSON', async t => {
  const { registry } = await startRegistry(t)
  const templates = registry.templates()
  t.same(templates.map(({ id, kind }) => [id, kind]), [['demo', 'demo'], ['acme', 'acme'], ['acme-eu', 'acme'], ['regional', 'regional'], ['silent', 'silent']])
  t.match(templates[3]?.settings, { type: 'object', required: ['baseUrl', 'apiKey'], properties: { apiKey: { type: 'string' } } })
})

test('every template of the built-in kinds makes a provider', async t => {
  const { registry } = await startRegistry(t, { plugins: await loadProviders([], createLog().log) })
  const templates = registry.templates()
  t.ok(templates.length > 10)
  for (const { id, kind, baseUrl, requiresKey } of templates) {
    const record = await registry.create(admin, { name: `a-${id}`, kind, baseUrl, ...requiresKey && { apiKey: 'sk-0123456789abcdef' } })
    t.equal(record.settings.baseUrl, baseUrl, id)
    t.match(registry.resolve(`a-${id}/model`), { plugin: { kind } })
  }
})
