import { test } from 'tap'
import type { Observation } from '../../src/core/ports.ts'
import { createHealth } from '../../src/registry/health.ts'
import { admin, createLog, startRegistry, startUpstream } from './setup.ts'

const start = () => {
  const states: string[] = []
  const { log, lines } = createLog()
  const health = createHealth({ log, onState: (_, state) => states.push(state) })
  let at = 0
  const see = (calls: string) => {
    for (const call of calls) {
      const isOk = call === '+'
      health.observe({ providerId: 'p', at: ++at, ok: isOk, latencyMs: at, ...!isOk && { errorKind: 'upstream_failed' as const } })
    }
  }
  return { health, states, see, lines }
}

const cases: [string, string, string][] = [
  ['', 'unknown', 'nothing was asked'],
  ['+', 'up', 'a call went well'],
  ['-', 'down', 'nothing ever went well'],
  ['+-', 'degraded', 'the last call failed'],
  ['+--', 'degraded', 'two in a row failed'],
  ['+---', 'down', 'three in a row failed'],
  ['+---+', 'degraded', 'it is only just back'],
  ['+---' + '+'.repeat(9), 'degraded', 'a failure is among the last ten'],
  ['+---' + '+'.repeat(10), 'up', 'the last ten went well'],
  ['-'.repeat(60) + '+'.repeat(60), 'up', 'old failures have left the ring'],
]
for (const [calls, state, why] of cases) {
  test(`a provider is ${state} when ${why}`, async t => {
    const { health, see } = start()
    see(calls)
    t.equal(health.read('p').state, state)
  })
}

test('the last fifty checks are kept in order', async t => {
  const { health, see } = start()
  see('+'.repeat(120))
  const { checks, lastOk } = health.read('p')
  t.same(checks.map(({ at }) => at), Array.from({ length: 50 }, (_, index) => 71 + index))
  t.equal(lastOk?.at, 120)
})

test('each change of state is told and logged once', async t => {
  const { states, see, lines } = start()
  see('+++---++++++++++++')
  t.same(states, ['up', 'degraded', 'down', 'degraded', 'up'])
  t.same(lines.map(({ level }) => level), ['info', 'info', 'warn', 'info', 'info'])
})

test('the registry shows what the calls of the gateway say', async t => {
  const { registry, time } = await startRegistry(t)
  const { id } = await registry.create(admin, { name: 'local', kind: 'acme' })
  t.match(registry.health('local'), { id, name: 'local', state: 'unknown', lastCheckedAt: null, latencyMs: null, lastError: null, history: [] })
  const heard: unknown[] = []
  registry.onChange(event => heard.push(event))
  const call = (more: Partial<Observation>) => registry.observe({ providerId: id, at: time.now, ok: true, latencyMs: 12, ...more })
  call({})
  call({ ok: false, latencyMs: 900, errorKind: 'upstream_timeout' })
  t.match(registry.health(id), {
    state: 'degraded', lastCheckedAt: '2026-11-21T09:30:00.000Z', latencyMs: 12, lastError: 'upstream_timeout',
    history: [{ ok: false, latencyMs: 900, error: 'upstream_timeout' }, { ok: true, error: null }],
  })
  t.match(heard, [{ type: 'provider-state', state: 'up', record: { name: 'local' } }, { state: 'degraded' }])
  t.match(registry.status(), [{ name: 'demo', state: 'unknown', enabled: true, kind: 'demo' }, { name: 'local', state: 'degraded', latencyMs: 12 }])
})

test('a call that ends after its provider was removed leaves no trace', async t => {
  const { registry, lines } = await startRegistry(t)
  const { id } = await registry.create(admin, { name: 'local', kind: 'acme' })
  await registry.remove(id)
  registry.observe({ providerId: id, at: 1, ok: true, latencyMs: 1 })
  t.same(registry.status().map(({ name }) => name), ['demo'])
  t.same(lines, [])
})

test('discovery counts as a check, unless its failure says nothing of the provider', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry } = await startRegistry(t)
  await registry.create(admin, { name: 'local', kind: 'acme', baseUrl: upstream.url })
  upstream.status = 404
  await registry.refreshModels('local').catch(() => {})
  t.equal(registry.health('local').state, 'unknown')
  upstream.status = 200
  await registry.refreshModels('local')
  t.equal(registry.health('local').state, 'up')
  upstream.status = 401
  await registry.refreshModels('local').catch(() => {})
  t.match(registry.health('local'), { state: 'degraded', lastError: 'upstream_auth_failed' })
})

test('a new key begins a new history', async t => {
  const { registry } = await startRegistry(t)
  const { id } = await registry.create(admin, { name: 'local', kind: 'acme' })
  registry.observe({ providerId: id, at: 1, ok: false, latencyMs: 1, errorKind: 'upstream_auth_failed' })
  t.equal(registry.health(id).state, 'down')
  await registry.update(admin, id, { apiKey: 'a-better-key-0123' })
  t.equal(registry.health(id).state, 'unknown')
})
