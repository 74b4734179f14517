import t from 'tap'
import { openDatabase } from '../../src/storage/index.ts'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { reportSkip } from '../helpers/skips.ts'

const key = 'plk_the-operators-own-admin-key'

type Environment = Record<string, string>

const body = JSON.stringify({ model: 'demo/parlance', messages: [{ role: 'user', content: 'hello [length 3] [delay 0]' }] })
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

/** Read when nobody has the database any more. */
const countOf = async ({ DATA_DIR: dataDir, DATABASE_URL: url }: Environment): Promise<number> => {
  const database = await openDatabase({ url, ...dataDir !== undefined && { dataDir }, log: silentLog })
  const { count } = await database.db.selectFrom('usage_event').select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
  await database.close()
  return Number(count)
}

const stopWhileCalling = async (t: any, environment: Environment) => {
  const server = await startProcess(t, environment)
  const answers = await Promise.all(Array.from({ length: 60 }, () => fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', headers, body }).then(async answer => { await answer.text(); return answer.status })))
  t.strictSame(new Set(answers), new Set([200]))
  // at once: what was answered last waits to be written
  t.match(await server.stop('SIGTERM'), { code: 0, signal: null })
  t.equal(await countOf(environment), 60)
}

const killWhileCalling = async (t: any, environment: Environment) => {
  const server = await startProcess(t, environment)
  const answeredAt: number[] = []
  const callers = Array.from({ length: 4 }, async () => {
    for (;;) {
      const answer = await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', headers, body }).catch(() => undefined)
      if (answer === undefined || await answer.text().catch(() => undefined) === undefined) return
      answeredAt.push(performance.now())
    }
  })
  while (answeredAt.length < 300) await new Promise(resolve => setTimeout(resolve, 5))
  const killedAt = performance.now()
  await server.stop('SIGKILL')
  await Promise.all(callers)
  const written = await countOf(environment)
  // a flush begins a fifth of a second after the first event that it has; writing it takes its own time on a busy machine
  const old = answeredAt.filter(at => at < killedAt - 1000).length
  t.ok(written >= old, `${answeredAt.length} were answered, ${old} of them a second before the end, ${written} are written`)
  t.ok(written <= answeredAt.length + 4, 'and none that was not asked')
}

for (const [name, run] of [['a signal to stop loses nothing', stopWhileCalling], ['a kill loses what was answered just before, and nothing older', killWhileCalling]] as const) {
  t.test(name, async t => {
    await t.test('on SQLite', async t => run(t, { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, LOG_LEVEL: 'error' }))
    const url = await probePostgres()
    if (url === undefined) return reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
    await t.test('on PostgreSQL', async t => run(t, { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, LOG_LEVEL: 'error', DATABASE_URL: await createSchema(t, url) }))
  })
}
