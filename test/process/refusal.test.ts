import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'tap'
import { createDataDir, runToEnd, startProcess } from '../helpers/server-process.ts'

/** What is set, what the one line names, and what it must not show. */
const wrong: { name: string; environment: Record<string, string>; names: RegExp; hides?: string }[] = [
  { name: 'PORT is no number', environment: { PORT: 'abc' }, names: /PORT is "abc"; it takes a whole number/ },
  { name: 'ENCRYPTION_KEY is too short', environment: { ENCRYPTION_KEY: 'c2hvcnQtc2VjcmV0' }, names: /ENCRYPTION_KEY .*32 bytes in base64/, hides: 'c2hvcnQtc2VjcmV0' },
  { name: 'DATABASE_URL has an unknown scheme', environment: { DATABASE_URL: 'mysql://root:hunter22@localhost/db' }, names: /DATABASE_URL .*postgres:\/\//, hides: 'hunter22' },
  { name: 'ADMIN_API_KEY is too short', environment: { ADMIN_API_KEY: 'letmein' }, names: /ADMIN_API_KEY .*at least 16/, hides: 'letmein' },
  { name: 'LOG_LEVEL is unknown', environment: { LOG_LEVEL: 'loud' }, names: /LOG_LEVEL is "loud"; it takes one of/ },
  { name: 'production has no ENCRYPTION_KEY', environment: { NODE_ENV: 'production' }, names: /ENCRYPTION_KEY is not set; in production/ },
  { name: 'production has no JWT_SECRET', environment: { NODE_ENV: 'production', ENCRYPTION_KEY: Buffer.alloc(32).toString('base64') }, names: /JWT_SECRET is not set; in production/ },
  { name: 'JWT_SECRET is too short', environment: { JWT_SECRET: 'a-short-signature' }, names: /JWT_SECRET .*at least 32/, hides: 'a-short-signature' },
  { name: 'the database does not answer', environment: { DATABASE_URL: 'postgres://parlance:hunter22@127.0.0.1:1/parlance' }, names: /database does not answer .*DATABASE_URL/, hides: 'hunter22' },
  { name: 'a provider plugin is not there', environment: { PROVIDER_PLUGINS: 'parlance-provider-of-nobody' }, names: /provider plugin parlance-provider-of-nobody cannot be loaded/ },
  { name: 'HOST is nobody’s address', environment: { HOST: '192.0.2.1' }, names: /192\.0\.2\.1.*HOST/ },
]

for (const { name, environment, names, hides } of wrong) {
  test(`refuses to start when ${name}, in one line`, async t => {
    const { code, stdout, stderr } = await runToEnd(t, { DATA_DIR: await createDataDir(t), ...environment })
    t.equal(code, 1)
    t.match(stderr, names)
    t.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    t.notMatch(stdout, /Admin key|ready/)
    if (hides !== undefined) t.notMatch(stdout + stderr, hides)
  })
}

test('refuses a port that is taken, in one line, and keeps the admin key for the start that succeeds', async t => {
  const DATA_DIR = await createDataDir(t)
  const neighbour = createServer().listen(0, '127.0.0.1')
  await once(neighbour, 'listening')
  t.teardown(() => neighbour.close())
  const { port } = neighbour.address() as { port: number } // a TCP server's address is never a string
  const { code, stdout, stderr } = await runToEnd(t, { DATA_DIR, PORT: String(port) })
  t.equal(code, 1)
  t.match(stderr, new RegExp(`already in use.*:${port}.*PORT`))
  t.equal(stderr.trimEnd().split('\n').length, 1, stderr)
  t.notMatch(stdout, /plk_/)
  t.match((await startProcess(t, { DATA_DIR })).adminKey, /^plk_/)
})

test('refuses a key that is not the one of its database, in one line that says what to do, and takes both', async t => {
  const DATA_DIR = await createDataDir(t)
  await (await startProcess(t, { DATA_DIR })).stop()
  const key = Buffer.alloc(32, 7).toString('base64')
  const { code, stderr } = await runToEnd(t, { DATA_DIR, ENCRYPTION_KEY: key })
  t.equal(code, 1)
  t.match(stderr, /ENCRYPTION_KEY does not open .*ENCRYPTION_KEY=new,old/)
  t.equal(stderr.trimEnd().split('\n').length, 1, stderr)
  const first = (await readFile(join(DATA_DIR, 'encryption-key'), 'utf8')).trim()
  t.equal((await (await startProcess(t, { DATA_DIR, ENCRYPTION_KEY: `${key},${first}` })).call('/api/v1/health', {})).status, 200)
})
