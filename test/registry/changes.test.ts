import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { admin, like, operator, startRegistry } from './setup.ts'

const groq = { name: 'groq', kind: 'acme', baseUrl: 'https://api.groq.example/openai/v1/', apiKey: 'gsk_0123456789abcdef', headers: { 'X-Team': 'research' } }

test('a provider is created, stored, and shown without its secrets', async t => {
  const { registry, store } = await startRegistry(t)
  const record = await registry.create(admin, { ...groq, models: ['a'], timeoutMs: 5000 })
  t.match(record.id, /^prv_/)
  t.same(store.rows.get(record.id), record)
  t.same(registry.get('groq'), record)
  const shown = registry.toProvider(record)
  t.match(shown, {
    name: 'groq', kind: 'acme', baseUrl: 'https://api.groq.example/openai/v1', source: 'database', hasApiKey: true, apiKeyHint: 'cdef', headerNames: ['x-team'],
    models: ['a'], enabled: true, timeoutMs: 5000, maxConcurrency: null, settings: {}, createdAt: '2026-11-21T09:30:00.000Z',
  })
  t.notMatch(JSON.stringify(shown), /gsk_|research/)
})

test('the defaults of the kind are filled in, and its secret settings are not shown', async t => {
  const { registry } = await startRegistry(t)
  const record = await registry.create(admin, { name: 'r', kind: 'regional', apiKey: 'secret-key-1', settings: { region: 'eu', proof: 'canary' } })
  t.same(record.settings, { baseUrl: 'https://regional.example/v1', apiKey: 'secret-key-1', region: 'eu', weight: 3, proof: 'canary' })
  t.same(registry.toProvider(record).settings, { region: 'eu', weight: 3 })
})

test('a short key gives no hint', async t => {
  const { registry } = await startRegistry(t)
  t.equal(registry.toProvider(await registry.create(admin, { ...groq, apiKey: 'short' })).apiKeyHint, null)
})

const wrong: [string, object, string, RegExp][] = [
  ['a name that is no slug', { name: 'My Groq' }, 'name', /pattern/],
  ['a name that is part of the address', { name: 'templates' }, 'name', /must not be one of/],
  ['an unknown kind', { kind: 'grok' }, 'kind', /must be one of acme, demo, regional, silent/],
  ['an unknown field', { url: 'x' }, 'url', /not known/],
  ['a base URL that is none', { baseUrl: 'api.groq.example' }, 'baseUrl', /http or https/],
  ['a base URL of another protocol', { baseUrl: 'file:///etc/passwd' }, 'baseUrl', /http or https/],
  ['a base URL with credentials', { baseUrl: 'https://user:pass@groq.example' }, 'baseUrl', /credentials/],
  ['a base URL with a query', { baseUrl: 'https://groq.example/v1?key=1' }, 'baseUrl', /query/],
  ['a base URL with an empty fragment', { baseUrl: 'https://groq.example/v1#' }, 'baseUrl', /fragment/],
  ['a header of the connection', { headers: { 'Transfer-Encoding': 'chunked' } }, 'headers.transfer-encoding', /set by the server/],
  ['a host header', { headers: { host: 'metadata' } }, 'headers.host', /set by the server/],
  ['a header that carries the credential', { headers: { authorization: 'Basic x' } }, 'headers.authorization', /set by this kind/],
  ['a header with a line break', { headers: { 'x-a': 'b\r\nc: d' } }, 'headers.x-a', /characters/],
  ['a header whose name is none', { headers: { 'x a': 'b' } }, 'headers.x a', /not a header name/],
  ['a header given twice', { headers: { 'x-a': '1', 'X-A': '2' } }, 'headers.X-A', /twice/],
  ['a setting that the kind does not have', { settings: { region: 'eu' } }, 'settings.region', /not a setting of the kind acme/],
  ['a base URL among the settings', { settings: { baseUrl: 'https://x.example' } }, 'settings.baseUrl', /belongs beside/],
  ['a timeout out of range', { timeoutMs: 5 }, 'timeoutMs', />= 1000/],
  ['a null where none is taken', { apiKey: null }, 'apiKey', /string/],
]
for (const [what, change, param, message] of wrong) {
  test(`${what} is refused and nothing is stored`, async t => {
    const { registry, store } = await startRegistry(t)
    const error = await registry.create(admin, { ...groq, ...change }).then(() => undefined, (thrown: unknown) => thrown)
    t.ok(error instanceof GatewayError)
    t.match(error, { kind: 'invalid_request', message, more: { param } })
    t.ok((error as GatewayError).more.details?.some(({ field }) => field === param))
    t.equal(store.rows.size, 0)
  })
}

test('settings are checked against the schema of the kind', async t => {
  const { registry } = await startRegistry(t)
  await t.rejects(registry.create(admin, { name: 'r', kind: 'regional' }), like({ more: { param: 'apiKey' }, message: /apiKey is required by the kind regional/ }))
  const bad = { name: 'r', kind: 'regional', apiKey: 'secret-key-1', settings: { region: '1', weight: 'x' } }
  await t.rejects(registry.create(admin, bad), like({ more: { details: [{ field: 'settings.region' }, { field: 'settings.weight' }] } }))
  await t.rejects(registry.create(admin, { name: 'd', kind: 'demo', apiKey: 'x' }), like({ more: { param: 'apiKey' }, message: /not taken by the kind demo/ }))
})

test('an authorization header is free when the kind has no key to send', async t => {
  const { registry } = await startRegistry(t)
  const record = await registry.create(admin, { name: 'basic', kind: 'acme', headers: { Authorization: 'Basic eDp5' } })
  t.same(record.headers, { authorization: 'Basic eDp5' })
})

test('names are unique, those of the environment and the house included', async t => {
  const { registry } = await startRegistry(t, { environment: { ACME_API_KEY: 'k' } })
  await registry.create(admin, groq)
  for (const name of ['groq', 'acme', 'demo']) {
    await t.rejects(registry.create(admin, { ...groq, name }), like({ kind: 'conflict', more: { param: 'name' } }))
  }
  await registry.create(admin, { ...groq, name: 'other' })
  await t.rejects(registry.update(admin, 'other', { name: 'groq' }), like({ kind: 'conflict' }))
  t.equal(registry.get('other').name, 'other')
})

test('a patch changes what it names; null goes back to the default', async t => {
  const { registry, store } = await startRegistry(t)
  const { id } = await registry.create(admin, { ...groq, models: ['a'], timeoutMs: 5000, maxConcurrency: 2, headers: { 'x-a': '1', 'x-b': '2' } })
  await registry.update(admin, id, { name: 'fast', enabled: false, models: null, timeoutMs: null, headers: { 'X-A': null, 'x-c': '3' } })
  const record = registry.get('fast')
  t.match(record, { id, isEnabled: false, models: undefined, timeoutMs: undefined, maxConcurrency: 2 })
  t.same(record.headers, { 'x-b': '2', 'x-c': '3' })
  t.equal(record.settings.apiKey, groq.apiKey)
  t.same(store.rows.get(id), record)
  t.throws(() => registry.get('groq'), like({ kind: 'not_found' }))

  await registry.update(admin, id, { apiKey: null, headers: null })
  t.match(registry.toProvider(registry.get(id)), { hasApiKey: false, apiKeyHint: null, headerNames: [] })
})

test('a replacement resets what it leaves out, but keeps the secrets that cannot be read back', async t => {
  const { registry } = await startRegistry(t)
  const secret = { apiKey: 'secret-key-1', headers: { 'x-a': '1' } }
  const { id } = await registry.create(admin, { name: 'r', kind: 'regional', ...secret, models: ['a'], enabled: false, settings: { weight: 7, proof: 'p' } })
  await registry.replace(admin, id, { name: 'r', kind: 'regional' })
  t.match(registry.get(id), { models: undefined, isEnabled: true, headers: { 'x-a': '1' }, settings: { apiKey: 'secret-key-1', weight: 3, proof: 'p' } })

  await registry.replace(admin, id, { name: 'r', kind: 'regional', apiKey: 'secret-key-2', headers: { 'x-b': '2' } })
  t.same(registry.get(id).headers, { 'x-b': '2' })
  t.equal(registry.get(id).settings.apiKey, 'secret-key-2')
})

test('a change that is refused changes nothing', async t => {
  const { registry, store } = await startRegistry(t)
  const { id } = await registry.create(admin, groq)
  const before = structuredClone(registry.get(id))
  const bad = { models: ['b'], baseUrl: 'nonsense', headers: { host: 'x' } }
  await t.rejects(registry.update(admin, id, bad), like({ kind: 'invalid_request', more: { details: [{ field: 'baseUrl' }, { field: 'headers.host' }] } }))
  await t.rejects(registry.update(admin, id, {}), like({ kind: 'invalid_request' }))
  t.same(registry.get(id), before)
  t.same(store.rows.get(id), before)
})

test('a store that fails leaves what is in use as it was', async t => {
  const { registry, store } = await startRegistry(t)
  await registry.create(admin, groq)
  store.replace = async () => { throw new Error('disk full') }
  await t.rejects(registry.update(admin, 'groq', { enabled: false }), like({ message: 'disk full' }))
  t.equal(registry.get('groq').isEnabled, true)
})

test('changes at the same time are made one after the other', async t => {
  const { registry } = await startRegistry(t)
  const { id } = await registry.create(admin, groq)
  await Promise.all(Array.from({ length: 20 }, (_, index) => registry.update(admin, id, { headers: { [`x-${index}`]: 'v' } })))
  t.equal(Object.keys(registry.get(id).headers).length, 21)
})

test('a removed provider is gone, and what another process removed is found out', async t => {
  const { registry, store } = await startRegistry(t)
  const { id } = await registry.create(admin, groq)
  await registry.remove('groq')
  t.equal(store.rows.size, 0)
  t.throws(() => registry.get(id), like({ kind: 'not_found', more: { param: 'providerId' } }))
  await t.rejects(registry.remove(id), like({ kind: 'not_found' }))

  const other = await registry.create(admin, groq)
  store.rows.clear()
  await t.rejects(registry.update(admin, other.id, { enabled: false }), like({ kind: 'not_found' }))
  t.throws(() => registry.get('groq'), like({ kind: 'not_found' }))
})

test('providers of the environment and the house are read-only', async t => {
  const { registry } = await startRegistry(t, { environment: { ACME_API_KEY: 'k' } })
  await t.rejects(registry.update(admin, 'acme', { enabled: false }), like({ kind: 'forbidden', message: /comes from the environment/ }))
  await t.rejects(registry.replace(admin, 'demo', groq), like({ kind: 'forbidden', message: /built in/ }))
  await t.rejects(registry.remove('demo'), like({ kind: 'forbidden' }))
})

test('only an admin’s provider may have a private address, and whoever moves it answers for it', async t => {
  const { registry } = await startRegistry(t)
  t.equal((await registry.create(operator, { ...groq, name: 'theirs' })).allowsPrivate, false)
  t.equal((await registry.create(admin, { ...groq, name: 'ours' })).allowsPrivate, true)
  t.equal((await registry.update(operator, 'ours', { timeoutMs: 9000 })).allowsPrivate, true)
  const move = { baseUrl: 'http://10.0.0.5:8000/v1', apiKey: 'new', headers: { 'x-team': null } }
  t.equal((await registry.update(operator, 'ours', move)).allowsPrivate, false)
  t.equal((await registry.update(admin, 'ours', { baseUrl: move.baseUrl })).allowsPrivate, true)
})
