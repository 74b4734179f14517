import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Kysely, sql } from 'kysely'
import { test } from 'tap'
import { migrate, StorageError } from '../../src/storage/index.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { forEachPlace, type Place } from '../helpers/databases.ts'

const names = [...migrations.keys()]

/** Ready to migrate at a word, so that several do it at the same moment. */
const prepareProcess = async ({ url, dataDir }: Place) => {
  const child = spawn(process.execPath, [import.meta.dirname + '/migrating-process.ts'], { env: { ...process.env, TEST_URL: url ?? '', TEST_DATA_DIR: dataDir } })
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  let output = ''
  child.stdout.on('data', data => { output += data })
  child.stderr.on('data', data => { output += data })
  return async () => {
    child.stdin.write('go')
    const [code] = await closed
    return { code, output: output.trim() }
  }
}

test('migrates an empty database once', t => forEachPlace(t, async (t, place) => {
  const database = await place.open()
  t.same(await database.check(), { name: 'database', ok: false, detail: 'cannot be read' })
  t.strictSame(await migrate(database), names)
  t.strictSame(await migrate(database), [])
  t.same(await database.check(), { name: 'database', ok: true })
}))

test('lets several processes start on one empty database at once', t => forEachPlace(t, async (t, place) => {
  const starts = await Promise.all([1, 2, 3, 4].map(() => prepareProcess(place)))
  const results = await Promise.all(starts.map(start => start()))
  t.strictSame(results.map(({ code }) => code), [0, 0, 0, 0], results.map(({ output }) => output).join('\n'))
  t.strictSame(results.map(({ output }) => output).sort(), ['', '', '', names.join()])
}))

test('lets several threads open the same new SQLite file at the same moment', async t => {
  const [workers, rounds] = [2, 100]
  const arrivals = new Int32Array(new SharedArrayBuffer(4 * rounds))
  const options = { workerData: { dataDir: t.testdir(), arrivals, workers, rounds } }
  const failures = await Promise.all(Array.from({ length: workers }, async () => {
    const [count] = await once(new Worker(import.meta.dirname + '/opening-worker.ts', options), 'message')
    return count
  }))
  t.strictSame(failures, [0, 0])
})

test('refuses a database of a newer version in one line', t => forEachPlace(t, async (t, place) => {
  const database = await place.open()
  await migrate(database)
  await database.db.insertInto('migration').values({ name: '9999-from-the-future', applied_at: 1 }).execute()
  const error: unknown = await migrate(database).catch(thrown => thrown)
  t.ok(error instanceof StorageError)
  t.match(error, { message: /^The database was made by a newer version of Parlance \(it has 9999-from-the-future\)[^\n]+$/ })
}))

test('leaves nothing of a start whose migration fails', t => forEachPlace(t, async (t, place) => {
  const database = await place.open()
  const failing = new Map([...migrations, ['0002-broken', {
    up: async (db: Kysely<any>) => {
      await db.schema.createTable('half').addColumn('id', 'text').execute()
      throw new Error('broken')
    },
  }] as const])
  await t.rejects(migrate(database, failing), { message: 'broken' })
  await t.rejects(sql`select * from half`.execute(database.db))
  t.strictSame(await migrate(database), names)
}))
