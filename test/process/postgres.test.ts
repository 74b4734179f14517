import { test, type Test } from 'tap'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { createDataDir, startProcess, until } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'
import { openTcpGate } from '../helpers/tcp-gate.ts'

const postgres = await probePostgres()
if (postgres === undefined) reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')

const secrets = { ENCRYPTION_KEY: Buffer.alloc(32, 'k').toString('base64'), JWT_SECRET: 'one-secret-for-both-processes-0123456789' }

/** What a process on a database of the test's own is started with. */
const prepare = async (t: Test) => ({ DATA_DIR: await createDataDir(t), DATABASE_URL: await createSchema(t, postgres!), ...secrets, NODE_ENV: 'production' })

test('two processes on one database', { skip: postgres === undefined && 'no PostgreSQL' }, async t => {
  const environment = await prepare(t)
  const [first, second] = await Promise.all([startProcess(t, environment), startProcess(t, environment)])
  const keys = [first.adminKey, second.adminKey].filter(key => key !== undefined)
  t.equal(keys.length, 1, 'of two that start at once one prints the admin key')
  const [key] = keys
  for (const server of [first, second]) t.equal((await server.call('/api/v1/providers', { key })).status, 200)

  const { json: { key: { id }, secret } } = await first.call('/api/v1/api-keys', { key, method: 'POST', body: { name: 'app', scopes: ['inference'] } })
  const use = async (server: typeof first) => (await server.call('/api/v1/models', { key: secret })).status
  for (const server of [first, second]) t.equal(await use(server), 200, 'a key made by one is known to both')

  t.equal((await first.call(`/api/v1/api-keys/${id}`, { key, method: 'DELETE' })).status, 200)
  t.equal(await use(first), 401, 'a revoked key stops at once where it was revoked')
  const deadline = Date.now() + 15_000
  const status = await until(() => use(second), found => found !== 200 || Date.now() > deadline, 500)
  t.equal(status, 401, 'and within 15 seconds on the other')

  await first.call('/api/v1/providers', { key, method: 'POST', body: { name: 'mine', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'sk-provider-key-0123456789' } })
  for (const server of [first, second]) await server.stop('SIGKILL')
  const third = await startProcess(t, environment)
  t.equal(third.adminKey, undefined)
  t.match((await third.call('/api/v1/providers/mine', { key })).json, { hasApiKey: true, apiKeyHint: '6789' }, 'a crash loses neither keys nor providers')
})

test('while the database is down, what is known goes on and nothing is called unauthorized', { skip: postgres === undefined && 'no PostgreSQL' }, async t => {
  const environment = await prepare(t)
  const own = new URL(environment.DATABASE_URL)
  const gate = await openTcpGate(t, { host: own.hostname, port: Number(own.port || 5432) })
  own.hostname = '127.0.0.1'
  own.port = String(gate.port)
  const server = await startProcess(t, { ...environment, DATABASE_URL: own.href })
  const key = server.adminKey
  const { json: { secret: unseen } } = await server.call('/api/v1/api-keys', { key, method: 'POST', body: { name: 'app', scopes: ['inference'] } })
  t.match(await server.call('/api/v1/ready', {}), { status: 200, json: { status: 'ready' } })

  await gate.shut()
  t.match(await server.call('/api/v1/ready', {}), { status: 503, json: { status: 'not-ready', parts: [{ name: 'database', ok: false, detail: 'does not answer' }] } })
  t.equal((await server.call('/api/v1/health', {})).status, 200, 'the process is alive')
  const refused = await server.call('/api/v1/models', { key: unseen })
  t.match(refused, { status: 503, json: { error: { code: 'unavailable', type: 'server_error' } } }, 'a key that cannot be looked up is not called wrong')
  t.match(refused.headers.get('retry-after'), /^\d+$/)
  t.equal((await server.stream('hello [length 3]', key!)).status, 200, 'a key in use goes on')
  t.match(await server.call('/api/v1/api-keys', { key }), { status: 503, json: { error: { code: 'unavailable' } } })

  await gate.open()
  t.equal((await until(() => server.call('/api/v1/ready', {}), ({ status }) => status === 200)).json.status, 'ready', 'it comes back by itself')
  t.equal((await server.call('/api/v1/models', { key: unseen })).status, 200)
  t.match(await server.stop(), { code: 0 })
  t.equal(server.stderr(), '')
})
