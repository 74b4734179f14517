// What happens to limits when the Redis that counts them goes away, and when it comes back.
import t from 'tap'
import { processes, startApp } from '../helpers/app.ts'
import { startPaying } from '../helpers/paying-upstream.ts'
import { createPrivateRedis } from '../helpers/redis.ts'
import { reportSkip } from '../helpers/skips.ts'
import { addShop, ask, makeKey } from './setup.ts'

const own = await createPrivateRedis(t)

if (own === undefined) reportSkip('losing Redis', 'install redis-server')
else {
  t.test('a server counts by itself while Redis is gone or slow, says so, and comes back by itself', async t => {
    const upstream = await startPaying(t)
    const server = await startApp(t, { REDIS_URL: own.url })
    await addShop(server, upstream)
    const { secret } = await makeKey(server, { limits: { requestsPerDay: 1000, tokensPerMinute: 1_000_000, concurrentRequests: 50 } })
    const redisPart = async () => {
      const ready = await server.call('GET', '/api/v1/ready', { key: '' })
      const status = await server.call('GET', '/api/v1/status')
      const find = ({ json }: { json: any }) => json.parts.find(({ name }: { name: string }) => name === 'redis')
      t.strictSame(find(ready), find(status))
      return { status: ready.status, ...find(ready) }
    }
    const used = async (): Promise<number> => (await server.call('GET', '/api/v1/rate-limit', { key: secret })).json.requests[0].used
    const untilReady = async () => { while (!(await redisPart()).ok) await new Promise(resolve => setTimeout(resolve, 50)) }
    /** Asks until Redis is asked again, too. */
    const untilCountedThere = async (least: number) => {
      while (await used() < least) await new Promise(resolve => setTimeout(resolve, 50))
    }

    await t.test('there', async t => {
      for (let call = 0; call < 3; call++) t.equal((await ask(server, secret)).status, 200)
      t.equal(await used(), 3)
      t.match(await redisPart(), { status: 200, ok: true })
    })

    await t.test('held still', async t => {
      own.signal('SIGSTOP')
      for (let call = 0; call < 5; call++) t.equal((await ask(server, secret)).status, 200)
      t.match(await redisPart(), { status: 503, ok: false, detail: /each process for itself/ })
      own.signal('SIGCONT')
      await untilReady()
      await untilCountedThere(3)
      t.equal((await ask(server, secret)).status, 200)
    })

    await t.test('gone', async t => {
      await own.kill()
      for (let call = 0; call < 5; call++) t.equal((await ask(server, secret)).status, 200)
      t.match(await redisPart(), { status: 503, ok: false })
      const { secret: tight } = await makeKey(server, { limits: { requestsPerDay: 2 } })
      const statuses: number[] = []
      for (let call = 0; call < 6; call++) statuses.push((await ask(server, tight)).status)
      t.equal(statuses.filter(status => status === 200).length, 2 * processes, 'limits hold in each process')
    })

    await t.test('back', async t => {
      await own.start()
      await untilReady()
      const { secret: fresh } = await makeKey(server, { limits: { requestsPerDay: 2 } })
      const second = await startApp(t, { REDIS_URL: own.url })
      t.strictSame([(await ask(server, fresh)).status, (await ask(server, fresh)).status, (await ask(server, fresh)).status], [200, 200, 429])
      t.equal((await second.call('GET', '/api/v1/ready', { key: '' })).status, 200)
      const { client } = await connect(own.url)
      t.ok((await client.keys('parlance:limit:*')).length > 0, 'it is Redis that counts')
      client.disconnect()
    })
  })
}

async function connect (url: string) {
  const { Redis } = await import('ioredis')
  return { client: new Redis(url) }
}
