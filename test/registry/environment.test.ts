import { test } from 'tap'
import { admin, createMemoryStore, like, startRegistry } from './setup.ts'

test('a provider appears when its key is in the environment', async t => {
  const { registry } = await startRegistry(t, { environment: { ACME_API_KEY: ' sk-0123456789abcdef ', UNRELATED: 'x' } })
  t.same(registry.list().map(({ name }) => name), ['acme', 'demo'])
  t.match(registry.toProvider(registry.get('acme')), { id: 'prv_env_acme', kind: 'acme', source: 'environment', baseUrl: 'https://api.acme.example/v1', apiKeyHint: 'cdef', enabled: true })
  t.equal(registry.get('acme').allowsPrivate, true)
})

test('a provider appears when only its address is, where the key is not required', async t => {
  const { registry, lines } = await startRegistry(t, { environment: { ACME_BASE_URL: 'http://localhost:8000/v1/', REGIONAL_URL: 'http://localhost' } })
  t.same(registry.get('acme').settings, { baseUrl: 'http://localhost:8000/v1' })
  t.throws(() => registry.get('regional'), like({ kind: 'not_found' }))
  t.match(lines.find(({ level }) => level === 'warn'), { fields: { kind: 'regional', variables: ['REGIONAL_URL'], problems: [{ field: 'apiKey' }] } })
})

test('a malformed address leaves the provider out and the log without its value', async t => {
  const { registry, lines } = await startRegistry(t, { environment: { ACME_BASE_URL: 'https://user:canary@x.example' } })
  t.throws(() => registry.get('acme'), like({ kind: 'not_found' }))
  t.match(lines, [{ level: 'warn', fields: { kind: 'acme', problems: [{ field: 'baseUrl' }] } }])
  t.notMatch(JSON.stringify(lines), /canary/)
})

test('an empty variable counts as absent', async t => {
  const { registry } = await startRegistry(t, { environment: { ACME_API_KEY: ' ' } })
  t.same(registry.list().map(({ name }) => name), ['demo'])
})

test('the built-in provider is always there', async t => {
  const { registry } = await startRegistry(t)
  t.match(registry.toProvider(registry.get('demo')), { id: 'prv_builtin_demo', source: 'builtin', hasApiKey: false, baseUrl: 'https://demo.invalid' })
  t.equal((await registry.test('demo')).ok, true)
})

test('a stored provider goes before one of the environment, which is back when it goes', async t => {
  const store = createMemoryStore()
  await (await startRegistry(t, { store })).registry.create(admin, { name: 'acme', kind: 'acme', apiKey: 'stored-key-0123' })
  const { registry, lines } = await startRegistry(t, { store, environment: { ACME_API_KEY: 'k' } })
  t.equal(registry.get('acme').source, 'database')
  t.equal(registry.list().length, 2)
  t.match(lines, [{ level: 'warn', fields: { provider: 'acme', source: 'environment' } }])
  await registry.remove('acme')
  t.equal(registry.get('acme').source, 'environment')
})

test('a stored provider whose kind is gone is listed, shows no settings and serves nothing', async t => {
  const store = createMemoryStore()
  await (await startRegistry(t, { store })).registry.create(admin, { name: 'r', kind: 'regional', apiKey: 'secret-key-1', settings: { weight: 4 } })
  const { registry } = await startRegistry(t, { store, plugins: [] })
  t.match(registry.toProvider(registry.get('r')), { kind: 'regional', settings: {} })
  t.throws(() => registry.resolve('r/model'), like({ kind: 'model_not_found', message: /not installed/ }))
  t.same(await registry.listModels(), [])
})
