import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'
import { startPair, ways } from '../helpers/two-paths.ts'

const path = '/api/v1/providers'
const until = async (isTrue: () => Promise<boolean> | boolean) => { while (!await isTrue()) await new Promise(resolve => setTimeout(resolve, 20)) }

for (const way of ways) {
  for (const stream of [false, true]) {
    const good = (text: string) => stream ? way.stream([text]) : way.whole(text)

    test(`${way.name}: a client sees that a target was asked again, and the log says so${stream ? ', of a stream too' : ''}`, async t => {
      const { upstream, ask, receipts, lines } = await startPair(t, way, { environment: { UPSTREAM_RETRIES: '1' } })
      upstream.on(way.path, [way.error(503, 'loading'), good('hi')])
      const response = await ask({ stream })
      t.equal(response.status, 200)
      t.match(Object.fromEntries(response.headers), { 'x-parlance-retries': '1', 'x-parlance-attempts': 'up/m upstream_overloaded' })
      t.match(await response.text(), /hi/)
      t.match(receipts, [{ status: 'ok', retries: 1 }])
      await until(() => lines.some(line => line.includes('"retries":1')))
    })

    test(`${way.name}: a client sees how long it waited for a place${stream ? ', of a stream too' : ''}`, async t => {
      const { upstream, ask } = await startPair(t, way, { provider: { maxConcurrency: 1, maxQueue: 1 } })
      const waiting = Promise.withResolvers<void>()
      let isFirst = true
      upstream.on(way.path, async () => {
        if (isFirst) await waiting.promise
        isFirst = false
        return good('hi')
      })
      const first = ask({ stream })
      await upstream.request(0)
      const second = ask({ stream })
      setTimeout(waiting.resolve, 100)
      t.equal((await first).headers.get('x-parlance-queued-ms'), null)
      await (await first).text()
      const { status, headers } = await second
      t.equal(status, 200)
      t.ok(Number(headers.get('x-parlance-queued-ms')) >= 1)
    })
  }

  test(`${way.name}: targets that are passed over are named, and no address is`, async t => {
    const { upstream, ask, call, addProvider } = await startPair(t, way, { environment: { UPSTREAM_CIRCUITS: 'on' } })
    const { url } = await startUpstream(t, { [way.path]: way.error(500, 'broken') })
    await addProvider({ name: 'bad', kind: way.kind, baseUrl: `${url}/v1`, apiKey: 'sk-other-key-0123456789' })
    upstream.on(way.path, way.whole('hi'))
    await call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'bad/m' }, { model: 'up/m' }] } })
    for (let times = 0; times < 5; times++) await (await ask({ model: 'fast' })).text()
    const response = await ask({ model: 'fast' })
    t.equal(response.headers.get('x-parlance-attempts'), 'bad/m circuit_open')
    t.notMatch(JSON.stringify([...response.headers]) + await response.text(), new RegExp(new URL(url).port))
  })
}

const limits = { timeoutMs: 2000, firstTokenTimeoutMs: 500, totalTimeoutMs: 9000, maxConcurrency: 3, maxQueue: 7, queueTimeoutMs: 4000 }

test('limits of a provider are set, seen, changed and cleared, and outlive a restart', async t => {
  const environment = { DATA_DIR: t.testdir() }
  const server = await startApp(t, environment)
  const cleared = Object.fromEntries(Object.keys(limits).map(name => [name, null]))
  const overrides = { m: { timeoutMs: 3000, firstTokenTimeoutMs: 400, totalTimeoutMs: 5000, contextWindow: 100 } }
  t.match(await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models: ['m'], ...limits, modelOverrides: overrides }), { ...limits, modelOverrides: overrides })
  await Promise.all(server.apps.map(app => app.close()))
  const { call } = await startApp(t, environment)
  t.match((await call('GET', `${path}/up`)).json, { ...limits, modelOverrides: overrides })
  const listed = (await call('GET', '/api/v1/models/up/m')).json
  t.equal(listed.contextWindow, 100)
  t.notMatch(Object.keys(listed).join(), /timeout/i, 'how long it may take is the operator’s business')
  t.match((await call('PATCH', `${path}/up`, { body: { maxQueue: 0, totalTimeoutMs: null } })).json, { ...limits, maxQueue: 0, totalTimeoutMs: null })
  t.match((await call('PATCH', `${path}/up`, { body: cleared })).json, cleared)
})

test('a limit that makes no sense is named', async t => {
  const { call, addProvider } = await startApp(t)
  await addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' })
  const wrong: [field: string, body: object][] = [
    ['maxQueue', { maxQueue: -1 }],
    ['maxQueue', { maxQueue: 10_001 }],
    ['queueTimeoutMs', { queueTimeoutMs: 5 }],
    ['firstTokenTimeoutMs', { firstTokenTimeoutMs: 10 }],
    ['totalTimeoutMs', { totalTimeoutMs: 1e9 }],
    ['firstTokenTimeoutMs', { firstTokenTimeoutMs: 2000, totalTimeoutMs: 1000 }],
    ['modelOverrides.m.firstTokenTimeoutMs', { modelOverrides: { m: { firstTokenTimeoutMs: 2000, totalTimeoutMs: 1000 } } }],
  ]
  for (const [field, body] of wrong) {
    const { status, json: { error } } = await call('PATCH', `${path}/up`, { body })
    t.equal(status, 400)
    t.match(error.details[0].field, field)
  }
})

test('a provider that nobody uses is looked after, and its history outlives a restart', async t => {
  const upstream = await startUpstream(t, { '/v1/models': json({ object: 'list', data: [{ id: 'm', object: 'model' }] }) })
  const environment = { DATA_DIR: t.testdir(), HEALTH_INTERVAL: '1' }
  const server = await startApp(t, environment)
  await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1` })
  const health = async (call = server.call) => (await call('GET', `${path}/up/health`)).json
  await until(async () => (await health()).history.length >= 2)
  t.match(await health(), { state: 'up', lastError: null, history: [{ ok: true }, { ok: true }] })
  t.match((await server.call('GET', '/api/v1/status')).json.providers.find(({ name }: { name: string }) => name === 'up'), { state: 'up', lastCheckedAt: /Z$/ })
  t.ok(upstream.requests.every(({ method }) => method === 'GET'))
  await Promise.all(server.apps.map(app => app.close()))
  const { call } = await startApp(t, { ...environment, HEALTH_INTERVAL: '86400' })
  t.match(await health(call), { state: 'up', history: [{ ok: true }] })
})
