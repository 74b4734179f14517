import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'tap'
import { forEachDatabase, type Place } from '../helpers/databases.ts'

const startWriter = ({ url, dataDir }: Place, more: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [import.meta.dirname + '/writing-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TEST_URL: url ?? '', TEST_DATA_DIR: dataDir, ...more },
  })
  let text = ''
  child.stdout.on('data', data => { text += data })
  // The last line may be cut by the kill: only whole lines are acknowledgements.
  return { child, acknowledged: () => text.split('\n').slice(0, -1) }
}

test('keeps every acknowledged row when the process is killed in mid-write', t => forEachDatabase(t, async (t, database, place) => {
  const { child, acknowledged } = startWriter(place)
  while (acknowledged().length < 200) await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'close')

  const reopened = await place.open()
  const rows = await reopened.db.selectFrom('setting').select(['key', 'updated_at']).execute()
  const kept = new Set(rows.map(row => row.key))
  t.strictSame(acknowledged().filter(key => !kept.has(key)), [])
  t.strictSame(rows.filter(row => row.updated_at !== Number(row.key) + 1), [], 'and no half of a transaction')
  t.same(await reopened.check(), { name: 'database', ok: true })
}))

test('lets two processes write to one database', t => forEachDatabase(t, async (t, { db }, place) => {
  const writers = ['a', 'b'].map(prefix => startWriter(place, { TEST_PREFIX: prefix, TEST_COUNT: '100' }))
  const codes = await Promise.all(writers.map(async ({ child }) => (await once(child, 'close'))[0]))
  t.strictSame(codes, [0, 0])
  t.equal((await db.selectFrom('setting').select('key').execute()).length, 200)
}))
