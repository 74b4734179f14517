import t from 'tap'
import { pickPort } from '../process/pick-port.ts'
import { adminKey, createHouse } from '../scale/pair.ts'
import { readScrape } from '../helpers/scrape.ts'

const house = await createHouse(t)
if (house !== undefined) {
  t.test('each worker tells of itself on a port of its own, and nobody on the port that they share', async t => {
    const port = await pickPort()
    const server = await house.open({ WORKERS: '2', METRICS_PORT: String(port) })
    const scrapes = await Promise.all([port, port + 1].map(async own => readScrape(await (await fetch(`http://127.0.0.1:${own}/metrics`)).text())))
    const [first, second] = scrapes.map(scrape => scrape.value('process_start_time_seconds'))
    t.type(first, 'number')
    t.type(second, 'number')
    for (const scrape of scrapes) t.type(scrape.value('parlance_database_connections', { state: 'idle' }), 'number')
    for (const scrape of scrapes) t.equal(scrape.value('parlance_redis_up'), 1)
    t.match(await server.ask('GET', '/metrics', { key: adminKey }), { status: 404, json: { error: { message: /METRICS_PORT/ } } })
    t.match(await server.stop(), { code: 0 })
  })
}
