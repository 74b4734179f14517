import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Test } from 'tap'
import { type Database, migrate, openDatabase } from '../../src/storage/index.ts'
import { silentLog } from './silent-log.ts'
import { reportSkip } from './skips.ts'

const testUrl = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

/** A place for one suite's tables. `open` may be called again: a second process sees the same. */
export type Place = { url: string | undefined; dataDir: string; open(): Promise<Database> }

/** The URL of a PostgreSQL that answers, or undefined. */
export const probePostgres = async (): Promise<string | undefined> => {
  const client = new pg.Client({ connectionString: testUrl, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    await client.end()
    return testUrl
  } catch {
    return undefined
  }
}

/** Runs a suite on SQLite and on PostgreSQL, each time on a migrated, empty database of its own. */
export const forEachDatabase = (t: Test, suite: (t: Test, database: Database, place: Place) => Promise<void>): Promise<void> =>
  forEachPlace(t, async (t, place) => {
    const database = await place.open()
    await migrate(database)
    await suite(t, database, place)
  })

/** The same before anything was opened: no tables yet. Two servers (TEST_PAIR) have no SQLite. */
export const forEachPlace = async (t: Test, suite: (t: Test, place: Place) => Promise<void>): Promise<void> => {
  if (process.env['TEST_PAIR'] === undefined) await t.test('on SQLite', t => suite(t, createPlace(t, undefined)))
  const url = await probePostgres()
  if (url === undefined) return reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
  await t.test('on PostgreSQL', async t => suite(t, createPlace(t, await createSchema(t, url))))
}

/** A schema of the suite's own, so that suites can run side by side. Dropped at its end. */
export const createSchema = async (t: Pick<Test, 'teardown'>, url: string): Promise<string> => {
  const schema = 'test_' + randomBytes(6).toString('hex')
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  await run(`create schema ${schema}`)
  t.teardown(() => run(`drop schema ${schema} cascade`))
  const own = new URL(url)
  own.searchParams.set('options', `-csearch_path=${schema}`)
  return own.href
}

/** A whole database, for what concerns all of one. Dropped at the end of the test. */
export const createOwnDatabase = async (t: Test, url: string): Promise<string> => {
  const name = 'test_' + randomBytes(6).toString('hex')
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  await run(`create database ${name}`)
  t.teardown(() => run(`drop database ${name} with (force)`))
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

const createPlace = (t: Test, url: string | undefined): Place => {
  const dataDir = t.testdir()
  const open = async () => {
    const database = await openDatabase({ url, dataDir, log: silentLog })
    t.teardown(() => database.close())
    return database
  }
  return { url, dataDir, open }
}
