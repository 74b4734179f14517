import { inspect } from 'node:util'
import { sql } from 'kysely'
import { type Test, test } from 'tap'
import { createApiKeys, createChanges } from '../../src/accounts/index.ts'
import { createApiKeyStore, migrate, openDatabase } from '../../src/storage/index.ts'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { reportSkip } from '../helpers/skips.ts'
import { createCuttableProxy } from './cuttable-proxy.ts'

const server = await probePostgres()

const onPostgres = (name: string, body: (t: Test, url: string) => Promise<void>) => test(name, async t => {
  if (server === undefined) return reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
  await body(t, await createSchema(t, server))
})

const open = async (t: Test, url: string) => {
  const database = await openDatabase({ url, log: silentLog })
  t.teardown(() => database.close())
  return database
}

const unavailable = { name: 'GatewayError', kind: 'unavailable', status: 503, message: 'The database does not answer.' }

onPostgres('answers `unavailable` while the server is away, and recovers without a restart', async (t, url) => {
  const proxy = await createCuttableProxy(t, url)
  const database = await open(t, proxy.url)
  await migrate(database)
  const apiKeys = createApiKeys({ store: createApiKeyStore(database), changes: createChanges(), clock: Date.now, log: silentLog, userLimits: {} })
  t.teardown(() => apiKeys.close())
  const secret = await apiKeys.ensureAdminKey()
  const query = () => database.db.selectFrom('setting').selectAll().execute()

  for (let round = 0; round < 2; round++) {
    proxy.cut()
    await t.rejects(query(), unavailable)
    await t.rejects(Promise.resolve(apiKeys.authenticate(secret!.slice(0, -1) + round)), unavailable, 'never "not a valid key"')
    await t.rejects(apiKeys.listOwn('usr_1', { limit: 1 }), unavailable)
    t.same(await database.check(), { name: 'database', ok: false, detail: 'does not answer' })
    proxy.mend()
    t.strictSame(await query(), [])
    t.same(await database.check(), { name: 'database', ok: true })
  }
  t.match(await apiKeys.authenticate(secret!), { isAdmin: true })
})

onPostgres('answers `unavailable` when the server goes away inside a transaction, and keeps nothing of it', async (t, url) => {
  const proxy = await createCuttableProxy(t, url)
  const database = await open(t, proxy.url)
  await migrate(database)
  await t.rejects(database.db.transaction().execute(async transaction => {
    await transaction.insertInto('setting').values({ key: 'a', value: '', updated_at: 1 }).execute()
    proxy.cut()
    // The connection breaks while nothing waits for it: that must not end the process.
    await new Promise(resolve => setTimeout(resolve, 50))
    await transaction.insertInto('setting').values({ key: 'b', value: '', updated_at: 1 }).execute()
  }), unavailable)
  proxy.mend()
  t.strictSame(await database.db.selectFrom('setting').selectAll().execute(), [])
})

onPostgres('gives a server that shuts its sessions down the same answer', async (t, url) => {
  const database = await open(t, url)
  await t.rejects(sql`select pg_terminate_backend(pg_backend_pid())`.execute(database.db), unavailable)
  await t.resolves(sql`select 1`.execute(database.db))
})

onPostgres('says nothing of the URL when it cannot connect', async (t, url) => {
  const cases = {
    'no such database': (to: URL) => { to.pathname = '/there-is-no-such-database' },
    'no such user': (to: URL) => { to.username = 'there-is-no-such-user' },
    'nobody listens': (to: URL) => { to.port = '1' },
    'no such host': (to: URL) => { to.hostname = 'there-is-no-such-host.invalid' },
  }
  for (const [name, change] of Object.entries(cases)) {
    const to = new URL(url)
    to.password = 'planted-password'
    change(to)
    const { db } = await open(t, to.href)
    const error: unknown = await sql`select 'planted-query'`.execute(db).catch(thrown => thrown)
    t.match(error, unavailable, name)
    t.notMatch(inspect(error, { depth: 9 }), /planted/, name)
  }
})

onPostgres('reads bigint as a number', async (t, url) => {
  const { db } = await open(t, url)
  t.strictSame((await sql`select 1795000000000::bigint as at, count(*) as count from (values (1), (2)) as pair`.execute(db)).rows, [{ at: 1_795_000_000_000, count: 2 }])
})

onPostgres('opens a bounded number of connections', async (t, url) => {
  const proxy = await createCuttableProxy(t, url)
  const database = await open(t, proxy.url)
  await Promise.all(Array.from({ length: 40 }, () => sql`select pg_sleep(0.01)`.execute(database.db)))
  t.ok(proxy.connections() > 1 && proxy.connections() <= 10, String(proxy.connections()))
})
