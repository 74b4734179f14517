// What is answered is in force: also on the instance that is asked next, and the answer waits for nobody for long.
import t from 'tap'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { until } from '../helpers/server-process.ts'
import { createHouse } from './pair.ts'

const house = await createHouse(t)
if (house !== undefined) {
  const [a, b] = await Promise.all([house.open(), house.open()])
  const ask = (model: string, key?: string) => b.ask('POST', '/api/v1/chat/completions', { body: { model, messages: [{ role: 'user', content: 'hello' }] }, ...key !== undefined && { key } })

  t.test('what one has answered the other goes by at once', async t => {
    for (let round = 0; round < 20; round++) {
      await a.ask('PUT', '/api/v1/aliases/smart', { body: { targets: [{ model: 'demo/parlance' }] } })
      t.equal((await ask('smart')).status, 200)
      await a.ask('DELETE', '/api/v1/aliases/smart')
      t.equal((await ask('smart')).status, 404)
      const { json: { key: { id }, secret } } = await a.ask('POST', '/api/v1/api-keys', { body: { name: 'app', scopes: ['inference'] } })
      t.equal((await ask('demo/parlance', secret)).status, 200)
      await a.ask('DELETE', `/api/v1/api-keys/${id}`)
      t.equal((await ask('demo/parlance', secret)).status, 401)
    }
  })

  t.test('one that has died without a word keeps nobody waiting for long', async t => {
    const third = await house.open()
    await until(() => a.ask('GET', '/api/v1/status'), ({ json }) => json.instances === 3)
    await third.stop('SIGKILL')
    const begun = performance.now()
    t.equal((await a.ask('PUT', '/api/v1/aliases/slow', { body: { targets: [{ model: 'demo/parlance' }] } })).status, 201)
    t.ok(performance.now() - begun < 10_000)
    t.equal((await ask('slow')).status, 200, 'those who hear go by it all the same')
  })

  t.test('houses that share a Redis do not count for one another', async t => {
    const other = await createSchema(t, (await probePostgres())!)
    const limited = { RATELIMIT_ADDRESS_PER_MINUTE: '3' }
    const [mine, theirs] = await Promise.all([house.open(limited), house.open({ ...limited, DATABASE_URL: other })])
    const guess = async ({ ask }: typeof a) => (await ask('GET', '/api/v1/models', { key: 'plk_guessed' })).status
    for (let attempt = 0; attempt < 5; attempt++) await guess(mine)
    t.equal(await guess(mine), 429)
    t.equal(await guess(theirs), 401)
  })
}
