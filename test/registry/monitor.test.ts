import { test, type Test } from 'tap'
import type { HouseEvent } from '../../src/core/house-events.ts'
import type { Observation } from '../../src/core/ports.ts'
import { createHealth } from '../../src/registry/health.ts'
import { createMonitor } from '../../src/registry/monitor.ts'
import { verdictOf } from '../../src/registry/verdict.ts'
import { createHealthStore, type Database } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { bodyOf, faultsOf } from '../helpers/event-schemas.ts'
import { providerRecord } from '../storage/records.ts'
import { admin, createLog, startRegistry, startUpstream } from './setup.ts'

const minute = 60_000

/** Instances that share a database, and a provider that says how it is. */
const startInstances = (database: Database) => {
  const time = { now: Date.parse('2026-11-21T09:30:00Z') }
  const provider = { isUp: true, asked: [] as string[] }
  const records = [providerRecord({ id: 'prv_a', name: 'a' })]
  const events: HouseEvent[] = []
  const add = (name: string) => {
    const { log } = createLog()
    const health = createHealth({ log, onState: () => {} })
    const see = (ok: boolean, more: Partial<Observation> = {}) => health.observe({ providerId: 'prv_a', at: time.now, ok, latencyMs: 12, ...!ok && { errorKind: 'upstream_failed' as const }, ...more })
    const monitor = createMonitor({
      store: createHealthStore(database), records: () => records, health, log,
      check: async () => {
        provider.asked.push(name)
        see(provider.isUp)
      },
      intervalMs: minute, random: () => 0.5, clock: () => time.now, announce: event => { events.push(event) },
    })
    return { monitor, health, see, state: () => health.read('prv_a').state }
  }
  return { time, provider, records, events, add }
}

const everywhere = (name: string, run: (t: Test, database: Database) => Promise<void>) => test(name, t => forEachDatabase(t, run))

everywhere('a provider that nobody uses is asked once an interval, whoever looks', async (t, database) => {
  const { time, provider, add } = startInstances(database)
  const one = add('one')
  const two = add('two')
  await Promise.all([one.monitor.tick(), two.monitor.tick()])
  t.equal(provider.asked.length, 1)
  for (let seconds = 15; seconds <= 240; seconds += 15) {
    time.now += 15_000
    await Promise.all([one.monitor.tick(), two.monitor.tick()])
  }
  t.ok(provider.asked.length >= 4 && provider.asked.length <= 5, `${provider.asked.length} times in four minutes`)
  t.strictSame([one.state(), two.state()], ['up', 'up'], 'each knows what the other saw')
})

everywhere('a provider in use is not asked, not even by an instance that does not use it', async (t, database) => {
  const { time, provider, add } = startInstances(database)
  const one = add('one')
  const two = add('two')
  for (let seconds = 0; seconds <= 300; seconds += 15) {
    one.see(true)
    await one.monitor.tick()
    await two.monitor.tick()
    time.now += 15_000
  }
  t.strictSame(provider.asked, [])
  t.equal(two.state(), 'up')
})

everywhere('a disabled provider is left alone', async (t, database) => {
  const { provider, records, add } = startInstances(database)
  records[0] = providerRecord({ id: 'prv_a', isEnabled: false })
  await add('one').monitor.tick()
  t.strictSame(provider.asked, [])
})

everywhere('a failure is looked into soon, and a dead provider ever less often', async (t, database) => {
  const { time, provider, add } = startInstances(database)
  const { monitor } = add('one')
  provider.isUp = false
  const at: number[] = []
  const begin = time.now
  while (time.now < begin + 40 * minute) {
    const before = provider.asked.length
    await monitor.tick()
    if (provider.asked.length > before) at.push(Math.round((time.now - begin) / 1000))
    time.now += 5000
  }
  t.ok(at[2]! <= 30, `three times within half a minute: ${at}`)
  const gaps = at.slice(1).map((second, index) => second - at[index]!)
  t.ok(gaps.at(-1)! >= 500, `at the end every ${gaps.at(-1)} seconds`)
})

everywhere('down and up are told once each, by one instance, and not for a hiccup', async (t, database) => {
  const { time, provider, events, add } = startInstances(database)
  const one = add('one')
  const two = add('two')
  const pass = async (minutes: number) => {
    for (let step = 0; step < minutes * 12; step++) {
      await Promise.all([one.monitor.tick(), two.monitor.tick()])
      time.now += 5000
    }
  }
  await pass(2)
  one.see(false)
  one.see(false)
  one.see(false)
  await one.monitor.tick()
  one.see(true)
  await pass(2)
  t.strictSame(events, [], 'a moment’s failures')
  provider.isUp = false
  await pass(3)
  t.match(events, [{ type: 'provider.down', subject: 'prv_a', ownerId: undefined, data: { name: 'a', state: 'down', error: 'upstream_failed' } }])
  provider.isUp = true
  await pass(15)
  t.strictSame(events.map(({ type }) => type), ['provider.down', 'provider.up'])
  for (const event of events) t.same(faultsOf(bodyOf(event)), [])
})

everywhere('what was seen outlives the process, and is bounded', async (t, database) => {
  const { time, add } = startInstances(database)
  const first = add('one')
  first.see(true)
  await first.monitor.tick()
  for (let minutes = 0; minutes < 300; minutes++) {
    time.now += minute
    first.see(minutes % 2 === 0)
    await first.monitor.tick()
  }
  await first.monitor.close()
  const second = add('two')
  await second.monitor.start()
  await second.monitor.close()
  const { checks, state } = second.health.read('prv_a')
  t.equal(checks.length, 50)
  t.match(checks.at(-1), { ok: false, errorKind: 'upstream_failed', at: time.now })
  t.equal(state, 'degraded')
  const { count } = await database.db.selectFrom('provider_check').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  t.ok(count <= 200 + 65, `${count} rows`)
})

test('a check costs nothing: the list of models is asked for, or a bare connection made', t => forEachDatabase(t, async (t, database) => {
  const upstream = await startUpstream(t, ['a'])
  const { registry, time } = await startRegistry(t, { healthStore: createHealthStore(database), healthIntervalMs: 20, clock: () => Date.now(), random: () => 0.5 })
  t.ok(time)
  await registry.create(admin, { name: 'listing', kind: 'acme', baseUrl: upstream.url })
  await registry.create(admin, { name: 'quiet', kind: 'silent', baseUrl: upstream.url + '/quiet' })
  await registry.create(admin, { name: 'off', kind: 'acme', baseUrl: upstream.url + '/off', enabled: false })
  while (['listing', 'quiet'].some(name => registry.health(name).state === 'unknown')) await new Promise(resolve => setTimeout(resolve, 20))
  await registry.close()
  const count = upstream.requests.length
  t.ok(upstream.requests.every(({ method }) => method === 'GET'))
  t.notOk(upstream.requests.some(({ url }) => url?.startsWith('/v1/off')))
  t.match(registry.status().filter(({ name }) => name !== 'demo'), [{ name: 'listing', state: 'up' }, { name: 'off', state: 'unknown' }, { name: 'quiet', state: 'up' }])
  await new Promise(resolve => setTimeout(resolve, 100))
  t.equal(upstream.requests.length, count, 'nothing is asked after the end')
}))

const said: [calls: string, afterMs: number, verdict: string | undefined][] = [
  ['', 0, undefined],
  ['+', 0, undefined],
  ['++', 0, 'up'],
  ['+--', 60_000, undefined],
  ['+---', 1000, undefined],
  ['+---', 20_000, 'down'],
  ['---', 20_000, 'down'],
  ['---+', 20_000, undefined],
  ['---++', 20_000, 'up'],
  ['---r', 20_000, undefined],
  ['rrrr', 20_000, 'up'],
]
for (const [calls, afterMs, verdict] of said) {
  test(`after ${calls || 'nothing'}, ${afterMs / 1000} seconds later, ${verdict ?? 'nothing'} is told`, async t => {
    const checks = [...calls].map((call): Observation => ({ providerId: 'p', at: 0, latencyMs: 1, ok: call === '+', ...call === '-' && { errorKind: 'upstream_failed' }, ...call === 'r' && { errorKind: 'upstream_rate_limited' } }))
    t.equal(verdictOf(checks, { now: afterMs, settleMs: 15_000 }), verdict)
  })
}
