import t from 'tap'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'

const key = 'plk_the-operators-own-admin-key'

type Environment = Record<string, string>

const body = JSON.stringify({ model: 'demo/parlance', messages: [{ role: 'user', content: 'hello [length 3] [delay 0]' }] })
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

const countOf = async (environment: Environment, t: any): Promise<number> => {
  const server = await startProcess(t, environment)
  const { json } = await server.call('/api/v1/analytics/summary', { key })
  await server.stop()
  return json.totals.requests
}

const stopWhileCalling = async (t: any, environment: Environment) => {
  const server = await startProcess(t, environment)
  const answers = await Promise.all(Array.from({ length: 60 }, () => fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', headers, body }).then(async answer => { await answer.text(); return answer.status })))
  t.strictSame(new Set(answers), new Set([200]))
  // at once: what was answered last waits to be written
  t.match(await server.stop('SIGTERM'), { code: 0, signal: null })
  t.equal(await countOf(environment, t), 60)
}

const killWhileCalling = async (t: any, environment: Environment) => {
  const server = await startProcess(t, environment)
  const answeredAt: number[] = []
  let isOver = false
  const callers = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      const answer = await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', headers, body }).catch(() => undefined)
      if (answer === undefined || await answer.text().catch(() => undefined) === undefined) return
      answeredAt.push(performance.now())
    }
  })
  while (answeredAt.length < 300) await new Promise(resolve => setTimeout(resolve, 5))
  const killedAt = performance.now()
  await server.stop('SIGKILL')
  isOver = true
  await Promise.all(callers)
  const written = await countOf(environment, t)
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
