import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { type RequestListener } from 'node:http'
import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { findHint } from '../../src/registry/hints.ts'
import { acme, admin, like, operator, startRegistry, startServer, startUpstream } from './setup.ts'

const key = 'sk-canary-0123456789'

test('a provider that works says how many models it has', async t => {
  const upstream = await startUpstream(t, ['a', 'b'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, { name: 'local', kind: 'acme', baseUrl: upstream.url })
  const result = await registry.test('local')
  t.match(result, { ok: true, modelCount: 2, error: null, hint: null })
  t.equal(registry.health('local').state, 'up')
  t.equal((await registry.models('local')).data.length, 2)
})

const answers: [string, RequestListener, string, RegExp][] = [
  ['a refused key', (_, response) => response.writeHead(401).end('{}'), 'upstream_auth_failed', /key is complete, active/],
  ['a wrong path', (_, response) => response.writeHead(404).end('not here'), 'upstream_bad_response', /usually ends in \/v1/],
  ['a page instead of a list', (_, response) => response.end('<!doctype html><title>Welcome'), 'upstream_bad_response', /usually ends in \/v1/],
  ['a list of another dialect', (_, response) => response.end('{"models":[]}'), 'upstream_bad_response', /not as this kind of provider does/],
  ['a redirect', (_, response) => response.writeHead(308, { location: '/v1' }).end(), 'upstream_bad_response', /redirects elsewhere/],
  ['a limit', (_, response) => response.writeHead(429).end(), 'upstream_rate_limited', /Address and key work/],
  ['a fault of its own', (_, response) => response.writeHead(500).end(), 'upstream_failed', /error of its own/],
  ['a closed connection', request => request.socket.destroy(), 'upstream_cut', /closed the connection/],
]
for (const [what, listener, kind, hint] of answers) {
  test(`the test of a provider names ${what}`, async t => {
    const baseUrl = await startServer(t, listener)
    const { registry } = await startRegistry(t)
    const result = await registry.testInput(admin, { name: 'local', kind: 'acme', baseUrl, apiKey: key })
    t.match(result, { ok: false, modelCount: null, error: { kind }, hint })
  })
}

const addresses: [string, string, string, RegExp][] = [
  ['a port where nothing listens', 'http://127.0.0.1:9/v1', 'upstream_unreachable', /Nothing listens/],
  ['a name that does not resolve', 'http://nowhere.invalid/v1', 'upstream_unreachable', /cannot be resolved/],
  ['a metadata address', 'http://169.254.169.254/v1', 'egress_blocked', /never called/],
]
for (const [what, baseUrl, kind, hint] of addresses) {
  test(`the test of a provider names ${what}`, async t => {
    const { registry } = await startRegistry(t)
    await registry.create(admin, { name: 'local', kind: 'acme', baseUrl })
    t.match(await registry.test('local'), { ok: false, error: { kind }, hint })
  })
}

test('the test of a provider names a missing key', async t => {
  const baseUrl = await startServer(t, (_, response) => response.writeHead(401).end())
  const { registry } = await startRegistry(t)
  t.match(await registry.testInput(admin, { name: 'local', kind: 'acme', baseUrl }), { hint: /wants an API key, and none is set/ })
})

test('the test of a provider names TLS where there is none', async t => {
  const baseUrl = (await startServer(t, (_, response) => response.end())).replace('http:', 'https:')
  const { registry } = await startRegistry(t)
  t.match(await registry.testInput(admin, { name: 'local', kind: 'acme', baseUrl }), { ok: false, hint: /Try http:\/\// })
})

test('the test of a provider names silence', async t => {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { registry } = await startRegistry(t, { defaultTimeoutMs: 50 })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.match(await registry.testInput(admin, { name: 'local', kind: 'acme', baseUrl }), { ok: false, error: { kind: 'upstream_timeout' }, hint: /did not answer in time/ })
})

test('a private address is refused to those who are no admin', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry } = await startRegistry(t)
  const input = { name: 'local', kind: 'acme', baseUrl: upstream.url }
  t.match(await registry.testInput(operator, input), { ok: false, error: { kind: 'egress_blocked' }, hint: /private or reserved/ })
  t.equal(upstream.requests.length, 0)
  t.match(await registry.testInput(admin, input), { ok: true })
})

test('a provider that is only tested is not kept', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry, store } = await startRegistry(t)
  await registry.testInput(admin, { name: 'local', kind: 'acme', baseUrl: upstream.url })
  t.equal(store.rows.size, 0)
  t.throws(() => registry.get('local'), like({ kind: 'not_found' }))
  await t.rejects(registry.testInput(admin, { name: 'local', kind: 'acme', baseUrl: 'x' }), like({ kind: 'invalid_request', more: { param: 'baseUrl' } }))
})

test('a kind without a list of models is only knocked at', async t => {
  let status = 405
  const baseUrl = await startServer(t, (_, response) => response.writeHead(status).end('no'))
  const { registry } = await startRegistry(t)
  const input = { name: 'quiet', kind: 'silent', baseUrl, apiKey: key }
  t.match(await registry.testInput(admin, input), { ok: true, modelCount: null, hint: /only the connection/ })
  status = 401
  t.match(await registry.testInput(admin, input), { ok: false, error: { kind: 'upstream_auth_failed' } })
  t.match(await registry.testInput(admin, { ...input, baseUrl: 'http://127.0.0.1:9' }), { ok: false, error: { kind: 'upstream_unreachable' } })
})

test('a key that the provider quotes is not shown', async t => {
  const quoting = { ...acme, models: async () => { throw new GatewayError('upstream_auth_failed', `Incorrect API key provided: ${key}.`) } }
  const { registry, lines } = await startRegistry(t, { plugins: [quoting] })
  await registry.create(admin, { name: 'local', kind: 'acme', apiKey: key })
  const result = await registry.test('local')
  t.equal(result.error?.message, 'Incorrect API key provided: ….')
  t.notMatch(JSON.stringify(await registry.models('local')), /canary/)
  await t.rejects(registry.refreshModels('local'), like({ message: 'Incorrect API key provided: ….' }))
  t.notMatch(JSON.stringify(lines), /canary/)
})

test('every code of a broken connection has its hint, however deep it lies', async t => {
  const record = { settings: { baseUrl: 'https://x.example' } } as never
  const hintOf = (code: string) => findHint(new GatewayError('upstream_unreachable', 'x', { cause: new Error('outer', { cause: new AggregateError([Object.assign(new Error('inner'), { code })]) }) }), record)
  t.match(hintOf('EAI_AGAIN'), /cannot be resolved/)
  t.match(hintOf('SELF_SIGNED_CERT_IN_CHAIN'), /NODE_EXTRA_CA_CERTS/)
  t.match(hintOf('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), /NODE_EXTRA_CA_CERTS/)
  t.match(hintOf('UND_ERR_CONNECT_TIMEOUT'), /does not answer at all/)
  t.match(hintOf('ENETUNREACH'), /no way/)
  t.match(hintOf('ESOMETHING'), /No connection could be made/)
})
