import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import t, { type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { forEachPlace, type Place } from '../helpers/databases.ts'
import { clear } from './clear.ts'
import { plantEverywhere } from './plant.ts'

/** The files as a thief copies them, while the server runs. */
const readFiles = (t: Test, { dataDir }: Place): string => {
  const copy = mkdtempSync(join(tmpdir(), 'parlance-stolen-'))
  t.teardown(() => { rmSync(copy, { recursive: true }) })
  cpSync(dataDir, copy, { recursive: true, filter: path => !/encryption-key|jwt-secret/.test(path) })
  const files = readdirSync(copy)
  t.ok(files.includes('parlance.db') && existsSync(join(copy, 'parlance.db-wal')), files.join())
  return files.filter(name => name.startsWith('parlance.db')).map(name => readFileSync(join(copy, name)).toString('latin1')).join('\n')
}

/** Every row of every table, as text. */
const readTables = async (t: Test, url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows: tables } = await client.query('select table_name from information_schema.tables where table_schema = current_schema()')
  t.ok(tables.length > 10, `${tables.length} tables`)
  const texts: string[] = []
  for (const { table_name: name } of tables) for (const { text } of (await client.query(`select "${name}"::text as text from "${name}"`)).rows) texts.push(text)
  await client.end()
  return texts.join('\n')
}

t.test('a stolen database tells what docs/at-rest.md says, and nothing else', t => forEachPlace(t, async (t, place) => {
  const documents = t.testdir({ documents: { 'planted.md': 'Be kind to cnrydocument.' } })
  const server = await startApp(t, {
    DATA_DIR: place.dataDir, ...place.url !== undefined && { DATABASE_URL: place.url }, DOCUMENTS_DIR: join(documents, 'documents'), SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0',
  })
  const words = await plantEverywhere(t, server)
  const stolen = place.url === undefined ? readFiles(t, place) : await readTables(t, place.url)
  t.notOk(stolen.includes('cnrydocument'), 'documents stay in their files')
  for (const [what, word] of words) t.equal(new RegExp(word, 'i').test(stolen), what in clear, what in clear ? `${what} is readable: ${clear[what]}` : `${what} is not there`)
  t.same(Object.keys(clear).filter(what => !words.has(what)), [], 'all of it was tried')
}))

t.test('docs/at-rest.md says what is readable, and why', async t => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/at-rest.md'), 'utf8')
  for (const [what, reason] of Object.entries(clear)) t.ok(page.includes(`| ${what} | ${reason} |`), what)
})
