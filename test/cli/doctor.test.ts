import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import type { Finding } from '../../src/cli/checks/finding.ts'
import { checkClock } from '../../src/cli/checks/database.ts'
import { checkNode } from '../../src/cli/checks/machine.ts'
import { probePostgres } from '../helpers/databases.ts'
import { createPrivateRedis } from '../helpers/redis.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { closedPort, startUpstream, json } from '../helpers/replay-upstream.ts'
import { runCli } from './run-cli.ts'

const key = randomBytes(32).toString('base64')
const postgres = await probePostgres()
const redis = await createPrivateRedis(t)

const withRedis = async (...command: string[]): Promise<Record<string, string>> => {
  const client = new Redis(redis!.url)
  await client.call(command[0]!, ...command.slice(1))
  client.disconnect()
  return { REDIS_URL: redis!.url }
}

const examine = async (environment: Record<string, string>): Promise<{ code: number | null; findings: Finding[] }> => {
  const { code, stdout, stderr } = await runCli(['doctor', '--json'], { PORT: '0', ...environment })
  if (stderr !== '') throw new Error(stderr)
  return { code, findings: JSON.parse(stdout).findings }
}

const faultsOf = (findings: readonly Finding[]): Finding[] => findings.filter(({ state }) => state === 'fault')

t.test('a set-up that is well has nothing to mend', async t => {
  const DATA_DIR = await createDataDir(t)
  const { code, findings } = await examine({ DATA_DIR })
  t.equal(code, 0)
  t.strictSame(findings.filter(({ state }) => state !== 'ok').map(({ message }) => message), ['There is only the demo provider.'])
  t.match(await runCli(['doctor', '--offline'], { DATA_DIR, PORT: '0' }), { code: 0, stdout: /All is well\./ })
})

type BrokenSetUp = [what: string, check: string, message: RegExp, mend: RegExp, make: (t: Test) => Promise<Record<string, string>>]

const withServer = async (t: Test, environment: Record<string, string>): Promise<Record<string, string>> => {
  const made = { ...environment, DATA_DIR: await createDataDir(t) }
  const server = await startProcess(t, { ADMIN_API_KEY: 'plk_doctor-admin-key-0123456789abcdef', ...made })
  await server.call('/api/v1/chats', { key: 'plk_doctor-admin-key-0123456789abcdef', method: 'POST', body: { title: 'sealed' } })
  await server.stop()
  return made
}

const broken: BrokenSetUp[] = [
  ['a provider plugin is not there', 'providers', /parlance-provider-of-nobody cannot be loaded/, /PROVIDER_PLUGINS/, async t => ({ DATA_DIR: await createDataDir(t), PROVIDER_PLUGINS: 'parlance-provider-of-nobody' })],
  ['a setting that is malformed', 'settings', /PORT is "eighty"/, /Correct PORT/, async () => ({ PORT: 'eighty' })],
  ['a secret that production needs', 'settings', /JWT_SECRET is not set/, /Correct JWT_SECRET/, async () => ({ NODE_ENV: 'production', ENCRYPTION_KEY: key })],
  ['a data folder that is a file', 'data', /cannot be written to: ENOTDIR/, /DATA_DIR/, async t => {
    const path = join(await createDataDir(t), 'file')
    await writeFile(path, '')
    return { DATA_DIR: path }
  }],
  ['a database file that is none', 'database', /file is not a database/, /Restore a backup/, async t => {
    const DATA_DIR = await createDataDir(t)
    await writeFile(join(DATA_DIR, 'parlance.db'), 'x'.repeat(5000))
    return { DATA_DIR }
  }],
  ['a key that is another one', 'encryption', /sealed values cannot be opened/, /add it behind the first/, async t => ({ ...await withServer(t, { ENCRYPTION_KEY: key }), ENCRYPTION_KEY: randomBytes(32).toString('base64') })],
  ['a key file that is gone', 'encryption', /sealed values cannot be opened/, /Put back the file .*encryption-key/, async t => ({ DATA_DIR: (await withServer(t, { ENCRYPTION_KEY: key }))['DATA_DIR']! })],
  ['a port that another program has', 'port', /Another program listens/, /set PORT/, async t => {
    const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
    return { PORT: String((server.address() as AddressInfo).port) }
  }],
  ['an address that is not this machine’s', 'port', /EADDRNOTAVAIL/, /Set HOST/, async () => ({ HOST: '192.0.2.1' })],
  ['a provider that refuses its key', 'providers', /openai: .*refused/i, /key/i, async t => {
    const upstream = await startUpstream(t)
    upstream.on(/./, json({ error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' } }, { status: 401 }))
    return { OPENAI_API_KEY: 'sk-wrong-0123456789', OPENAI_BASE_URL: `${upstream.url}/v1` }
  }],
  ['a provider that is not there', 'providers', /ollama: /, /./, async () => ({ OLLAMA_API_URL: await closedPort() })],
  ['a Redis that is not there', 'redis', /ECONNREFUSED/, /REDIS_URL/, async () => ({ REDIS_URL: (await closedPort()).replace('http:', 'redis:') })],
  ...redis === undefined
    ? []
    : [
        ['a Redis that forgets what it is told', 'redis', /forgets counters/, /noeviction/, () => withRedis('config', 'set', 'maxmemory-policy', 'allkeys-lru')],
        ['a Redis that is a replica', 'redis', /is a replica/, /primary/, () => withRedis('replicaof', '127.0.0.1', '1')],
      ] as BrokenSetUp[],
  ['a database server that is not there', 'database', /ECONNREFUSED/, /DATABASE_URL/, async () => ({ DATABASE_URL: (await closedPort()).replace('http:', 'postgres:') + '/test' })],
  ...postgres === undefined ? [] : [['a database that nobody has created', 'database', /does not exist/, /Create it/, async () => ({ DATABASE_URL: Object.assign(new URL(postgres), { pathname: '/no_such_database' }).href })] as BrokenSetUp],
]

for (const [what, check, message, mend, make] of broken) {
  t.test(`${what} is named, with what mends it`, async t => {
    const made = await make(t)
    const { code, findings } = await examine({ DATA_DIR: await createDataDir(t), ...made })
    t.equal(code, 1)
    t.match(faultsOf(findings), [{ check, message, mend }])
    t.equal(faultsOf(findings).length, 1, 'and nothing else')
  })
}

t.test('a clock that was lost and a Node that is too old are faults', async t => {
  t.match(checkClock(0), { state: 'fault', mend: /NTP/ })
  for (const version of ['20.1.0', '22.23.3', '24.6.0']) t.match(checkNode(version), { state: 'fault', mend: /Node 24\.7/ }, version)
  for (const version of ['24.7.0', '24.12.0', '26.0.0', '100.0.0']) t.match(checkNode(version), { state: 'ok' }, version)
})

t.test('what is only careless is a warning', async t => {
  const DATA_DIR = await createDataDir(t)
  await mkdir(join(DATA_DIR, 'documents'))
  await runCli(['migrate'], { DATA_DIR })
  await chmod(join(DATA_DIR, 'parlance.db'), 0o644)
  const { code, findings } = await examine({ DATA_DIR, HOST: '0.0.0.0', DOCUMENTS_DIR: '/nowhere/at/all' })
  t.equal(code, 0)
  t.strictSame(findings.filter(({ state }) => state === 'warning').map(({ check }) => check).sort(), ['data', 'documents', 'exposure', 'exposure', 'providers'])
})
