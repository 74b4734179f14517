import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createOwnDatabase, probePostgres } from '../helpers/databases.ts'
import { createDataDir, type ServerProcess, startProcess, until } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'
import { runCli } from './run-cli.ts'

const oldKey = randomBytes(32).toString('base64')
const newKey = randomBytes(32).toString('base64')
const admin = 'plk_backup-admin-key-0123456789abcdef'
const credential = 'sk-canary-of-the-backup-0123456789'
const environment = { NODE_ENV: 'production', ENCRYPTION_KEY: oldKey, JWT_SECRET: 'a-secret-of-the-tests-that-is-long-enough', ADMIN_API_KEY: admin, AUTO_TITLE: 'words', GENERATION_STALE_MS: '1000' }
t.setTimeout(400_000)

/** A provider with a key, an API key, an alias, and chats that go on being written. */
const fill = async ({ call }: ServerProcess): Promise<{ chatId: string; secret: string; writing: Promise<number>; enough(): void }> => {
  const post = async (path: string, body: unknown, method = 'POST') => (await call(`/api/v1${path}`, { key: admin, method, body })).json
  await post('/providers', { name: 'up', kind: 'openai-compatible', baseUrl: 'https://api.example.com/v1', apiKey: credential })
  await post('/aliases/fast', { targets: [{ model: 'demo/parlance' }] }, 'PUT')
  const { secret } = await post('/api-keys', { name: 'shop', scopes: ['chats', 'inference'] })
  const { id: chatId } = await post('/chats', { title: 'Kept for good' })
  await post(`/chats/${chatId}/messages`, { content: '[echo] remember me' })
  const until = { enough: false }
  const write = async (): Promise<number> => {
    let written = 0
    for (; !until.enough; written++) await post(`/chats/${chatId}/messages`, { content: `[echo] word${written}` })
    return written
  }
  return { chatId, secret, writing: write(), enough: () => { until.enough = true } }
}

/** What a restored server must be able to do. */
const prove = async (t: Test, { call }: ServerProcess, { chatId, secret }: { chatId: string; secret: string }): Promise<void> => {
  const get = (path: string, key = admin) => call(`/api/v1${path}`, { key })
  t.match((await get(`/chats/${chatId}`)).json, { chat: { title: 'Kept for good' }, messages: { data: Array } })
  const statuses = async (): Promise<string[]> => (await get(`/chats/${chatId}/messages?limit=100`)).json.data.map(({ status }: { status: string }) => status)
  await until(statuses, found => !found.includes('streaming'))
  t.match((await get('/chats?q=remember')).json.data, [{ id: chatId }])
  t.match((await get('/providers/up')).json, { hasApiKey: true })
  t.match((await get('/aliases/fast')).status, 200)
  t.equal((await get('/models', secret)).status, 200, 'the key works')
  t.match((await call(`/api/v1/chats/${chatId}/messages`, { key: admin, method: 'POST', body: { content: '[echo] on we go' } })).json, { answer: { text: 'on we go' } })
}

const places = async (t: Test): Promise<[name: string, make: (t: Test) => Promise<Record<string, string>>][]> => {
  const url = await probePostgres()
  if (url === undefined) reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
  const onSqlite = async (t: Test) => ({ DATA_DIR: await createDataDir(t) })
  return [['SQLite', onSqlite], ...url === undefined ? [] : [['PostgreSQL', async (t: Test) => ({ ...await onSqlite(t), DATABASE_URL: await createOwnDatabase(t, url) })] as [string, typeof onSqlite]]]
}

for (const [name, make] of await places(t)) {
  t.test(`${name}: a backup under load, restored on an empty machine with only the backup and the keys`, async t => {
    const here = { ...environment, ...await make(t) }
    const server = await startProcess(t, here)
    const known = await fill(server)
    await sleep(300)
    const file = join(await createDataDir(t), 'backup')
    t.match(await runCli(['backup', file], here), { code: 0, stdout: /Wrote .* MB/, stderr: '' })
    known.enough()
    t.ok(await known.writing > 0, 'others wrote meanwhile')
    t.equal((await stat(file)).mode & 0o777, 0o600)
    t.notOk((await readFile(file)).includes(credential), 'what is secret is sealed')
    await server.stop()

    const there = { ...environment, ...await make(t) }
    t.match(await runCli(['restore', file], { ...there, ENCRYPTION_KEY: newKey }), { code: 1, stderr: /cannot be opened: give the keys/ })
    t.match(await runCli(['restore', file, '--force'], there), { code: 0, stdout: /everything that is sealed in it can be opened/ })
    await prove(t, await startProcess(t, there), known)
  })

  t.test(`${name}: the same after the keys were rotated in between`, async t => {
    const here = { ...environment, ...await make(t) }
    const first = await startProcess(t, here)
    const known = await fill(first)
    await sleep(100)
    known.enough()
    await known.writing
    await first.stop()
    t.match(await runCli(['rotate-keys'], { ...here, ENCRYPTION_KEY: `${newKey},${oldKey}` }), { code: 0, stdout: /the others can be dropped/ })
    const file = join(await createDataDir(t), 'backup')
    t.match(await runCli(['backup', file], { ...here, ENCRYPTION_KEY: newKey }), { code: 0 })
    const there = { ...environment, ...await make(t), ENCRYPTION_KEY: newKey }
    t.match(await runCli(['restore', file], there), { code: 0 })
    await prove(t, await startProcess(t, there), known)
  })
}

t.test('a database that is there is not overwritten, and kept when one insists', async t => {
  const here = { ...environment, DATA_DIR: await createDataDir(t) }
  const file = join(await createDataDir(t), 'backup')
  await runCli(['migrate'], here)
  await runCli(['backup', file], here)
  t.match(await runCli(['backup', file], here), { code: 1, stderr: /is there already/ })
  t.match(await runCli(['restore', file], here), { code: 1, stderr: /already. With --force/ })
  t.match(await runCli(['restore', file, '--force'], here), { code: 0, stdout: /Kept the database that was there as .*before-restore/ })
})

t.test('a server that serves is not robbed of its database', async t => {
  const here = { ...environment, DATA_DIR: await createDataDir(t) }
  const file = join(await createDataDir(t), 'backup')
  const server = await startProcess(t, here)
  await runCli(['backup', file], here)
  t.match(await runCli(['restore', file, '--force'], here), { code: 1, stderr: /in use: stop the server/ })
  t.equal((await server.call('/api/v1/ready', {})).status, 200)
})

t.test('what is no backup, or a damaged one, is refused', async t => {
  const here = { ...environment, DATA_DIR: await createDataDir(t) }
  const file = join(await createDataDir(t), 'file')
  t.match(await runCli(['restore', file], here), { code: 1, stderr: /There is no file/ })
  await writeFile(file, 'no database at all')
  t.match(await runCli(['restore', file], here), { code: 1, stderr: /is no backup of Parlance/ })
  t.match(await runCli(['backup', '/no/such/folder/x'], here), { code: 1, stderr: /There is no folder/ })
  t.match(await runCli(['backup', `${file}.copy`], here), { code: 1, stderr: /There is no database at/ })
  for (const command of ['backup', 'restore']) t.match(await runCli([command], here), { code: 2, stderr: /Say which file/ })
})
