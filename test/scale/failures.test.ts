// Redis and PostgreSQL go away under load, and come back: nothing is lost, and nobody has to help.
import t, { type Test } from 'tap'
import { createClient } from '../../client/src/index.ts'
import { startNginx } from '../helpers/nginx.ts'
import { createOwnPostgres } from '../helpers/own-postgres.ts'
import { until } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'
import { adminKey, askAt, createHouse, soon } from './pair.ts'

const postgres = await createOwnPostgres(t)
const house = postgres && await createHouse(t, { DATABASE_URL: postgres.url, GENERATION_STALE_MS: '3000', LOG_LEVEL: 'error' })
if (postgres === undefined) reportSkip('losing PostgreSQL', 'install postgresql')

if (postgres !== undefined && house !== undefined) {
  const [a, b] = await Promise.all([house.open(), house.open()])
  const url = await startNginx(t, [a.url, b.url]) ?? a.url
  const client = createClient({ baseUrl: url, apiKey: adminKey })
  const ask = askAt(url)
  const makeKey = async (scopes = ['inference']) => (await ask('POST', '/api/v1/api-keys', { body: { name: 'app', scopes } })).json
  const partsOf = async (instance: typeof a): Promise<Record<string, boolean>> => Object.fromEntries((await instance.ask('GET', '/api/v1/status')).json.parts.map(({ name, ok }: { name: string; ok: boolean }) => [name, ok]))

  /** Answers that are being written, read through the load balancer by clients that know nothing of what happens. */
  const startLoad = async () => {
    const chats = await Promise.all(Array.from({ length: 6 }, () => client.chats.create()))
    return chats.map(async ({ id }) => {
      const stream = client.chats.stream(id, 'Tell me everything [length 2500] [delay 2]', { maxRetries: 200 })
      let text = ''
      for await (const event of stream) {
        if (event.type === 'message.delta') text += event.text ?? ''
        if (event.type === 'message.reset') text = event.text
      }
      return { id, text, answer: stream.snapshot().answer! }
    })
  }
  const assertWhole = async (t: Test, load: Awaited<ReturnType<typeof startLoad>>) => {
    for (const { id, text, answer } of await Promise.all(load)) {
      const { json } = await until(() => ask('GET', `/api/v1/chats/${id}/messages`), ({ status }) => status === 200)
      const [saved, ...more] = json.data
      t.equal(more.length, 1, 'asked once, answered once')
      t.equal(saved.status, 'complete')
      t.equal(saved.id, answer.id)
      t.equal(text, saved.text, 'who was reading has what is saved')
      t.ok(text.length >= 2500)
    }
  }

  t.test('while Redis is gone each goes on by itself, and what is taken away on one is gone on the other all the same', async t => {
    const { key: { id }, secret } = await makeKey()
    const use = () => b.ask('GET', '/api/v1/models', { key: secret })
    t.equal((await use()).status, 200)
    const load = await startLoad()
    await house.redis.kill()
    t.equal((await use()).status, 200)
    t.match(await partsOf(a), { database: true, redis: false, doorbells: false })
    t.equal((await a.ask('DELETE', `/api/v1/api-keys/${id}`)).status, 200)
    await soon(t, 'refused', use, ({ status }) => status === 401)
    await a.ask('PUT', '/api/v1/aliases/smart', { body: { targets: [{ model: 'demo/parlance' }] } })
    await soon(t, 'an alias', () => b.ask('GET', '/api/v1/aliases/smart'), ({ status }) => status === 200)
    await assertWhole(t, load)

    await house.redis.start()
    for (const instance of [a, b]) await until(() => partsOf(instance), ({ redis, doorbells }) => redis === true && doorbells === true)
    await a.ask('DELETE', '/api/v1/aliases/smart')
    await soon(t, 'heard again', () => b.ask('GET', '/api/v1/aliases/smart'), ({ status }) => status === 404)
  })

  t.test('a Redis that hangs keeps nobody waiting', async t => {
    house.redis.signal('SIGSTOP')
    const load = await startLoad()
    t.equal((await ask('POST', '/api/v1/chat/completions', { headers: { 'idempotency-key': 'hung' }, body: { model: 'demo/parlance', messages: [{ role: 'user', content: 'hello' }] } })).status, 200)
    await assertWhole(t, load)
    house.redis.signal('SIGCONT')
    for (const instance of [a, b]) await until(() => partsOf(instance), ({ redis, doorbells }) => redis === true && doorbells === true)
  })

  t.test('while PostgreSQL is gone nobody is called a stranger, and what was being written is written when it is back', async t => {
    const { secret: unseen } = await makeKey()
    const load = await startLoad()
    await new Promise(resolve => setTimeout(resolve, 300))
    await postgres.stop()
    const seen = new Set<number>()
    for (let round = 0; round < 20; round++) {
      for (const instance of [a, b]) seen.add((await instance.ask('GET', '/api/v1/models', { key: unseen })).status)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    t.same([...seen], [503])
    t.match(await a.ask('GET', '/api/v1/ready'), { status: 503 })
    t.equal((await a.ask('GET', '/api/v1/health')).status, 200)
    await postgres.start()
    for (const instance of [a, b]) {
      await until(() => instance.ask('GET', '/api/v1/ready'), ({ status }) => status === 200)
      t.equal((await instance.ask('GET', '/api/v1/models', { key: unseen })).status, 200)
    }
    await assertWhole(t, load)
    t.match(await Promise.all([a, b].map(server => server.stop())), [{ code: 0 }, { code: 0 }])
  })
}
