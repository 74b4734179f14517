import { test } from 'tap'
import { adminKey, startApp, type TestApp } from '../helpers/app.ts'
import { startPaying } from '../helpers/paying-upstream.ts'
import { readScrape, type Scrape } from '../helpers/scrape.ts'

const until = async (isTrue: () => Promise<boolean> | boolean) => { while (!await isTrue()) await new Promise(resolve => setTimeout(resolve, 20)) }

const scrape = async ({ call }: TestApp): Promise<Scrape> => readScrape((await call('GET', '/metrics')).text)

const startPriced = async (t: Parameters<typeof startApp>[0], environment: Record<string, string> = {}) => {
  const server = await startApp(t, { UPSTREAM_CIRCUITS: 'on', ...environment })
  const upstream = await startPaying(t)
  await server.addProvider({ name: 'paid', kind: 'openai-compatible', baseUrl: upstream.url, apiKey: 'sk-paid-0123456789', modelOverrides: { m: { pricing: { input: 1, output: 2 } } } })
  const ask = (model: string, more: object = {}, signal: AbortSignal | null = null) => fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    signal,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, max_tokens: 8, messages: [{ role: 'user', content: 'Hello' }], ...more }),
  })
  return { ...server, upstream, ask }
}

test('a scrape says what calls came to, and every line of it is of the format', async t => {
  const server = await startPriced(t)
  const { ask, upstream } = server
  for (let turn = 0; turn < 3; turn++) t.equal((await ask('paid/m')).status, 200)
  await (await ask('paid/m', { stream: true })).text()
  await until(() => server.receipts.length === 4)
  const seen = await scrape(server)
  const paid = { provider: 'paid', model: 'm' }
  const route = '/api/v1/chat/completions'
  t.equal(seen.value('parlance_calls_total', { ...paid, route, status: 'ok' }), 4)
  const tokens = (type: string) => seen.value('parlance_tokens_total', { ...paid, type })!
  t.equal(tokens('input') + tokens('output'), upstream.tokens())
  t.equal(seen.value('parlance_cost_usd_total', paid)!.toFixed(9), upstream.usd({ input: 1, output: 2 }).toFixed(9))
  t.equal(seen.value('parlance_time_to_first_token_seconds_count', paid), 1, 'of streams only')
  t.equal(seen.value('parlance_time_per_output_token_seconds_count', paid), 1)
  t.equal(seen.value('parlance_call_duration_seconds_count', paid), 4)
  t.equal(seen.value('parlance_call_duration_seconds_bucket', { ...paid, le: '+Inf' }), 4)
  const buckets = seen.samples.filter(({ name, labels }) => name === 'parlance_call_duration_seconds_bucket' && labels['model'] === 'm').map(({ value }) => value)
  t.strictSame(buckets, buckets.toSorted((a, b) => a - b), 'a bucket holds those below it')
  t.equal(seen.value('parlance_http_requests_total', { route: `POST ${route}`, status: '200' }), 4)
  for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes']) t.type(seen.value(name), 'number', name)
  t.strictSame(seen.value('parlance_database_connections'), undefined, 'SQLite has no pool')
  t.equal(seen.value('parlance_provider_up', { provider: 'paid' }), 1)
})

test('what runs, fails and waits is seen while it does', async t => {
  const server = await startPriced(t)
  const { ask, receipts } = server
  const controller = new AbortController()
  const endless = await ask('paid/endless', { stream: true }, controller.signal)
  const gate = server.upstream.hold()
  const waiting = ask('paid/m')
  await until(() => server.app.services.gateway.active === 2)
  const during = await scrape(server)
  t.equal(during.value('parlance_active_calls'), 2)
  t.equal(during.value('parlance_active_streams'), 1)
  t.equal(during.value('parlance_provider_calls', { provider: 'paid' }), 2)
  t.ok(during.value('parlance_upstream_connections', { state: 'used' })! >= 2)
  gate.open()
  t.equal((await waiting).status, 200)
  controller.abort()
  await endless.body?.cancel().catch(() => {})
  for (let turn = 0; turn < 5; turn++) t.equal((await ask('paid/failing')).status, 503)
  await until(() => receipts.length === 7)
  const after = await scrape(server)
  t.equal(after.value('parlance_active_calls'), 0)
  t.equal(after.value('parlance_calls_total', { status: 'aborted' }), 1)
  t.equal(after.value('parlance_upstream_errors_total', { provider: 'paid', error: 'upstream_overloaded' }), 5)
  t.equal(after.value('parlance_circuits_open', { provider: 'paid' }), 1)
  t.match((await server.call('GET', '/api/v1/status')).json, { status: 'degraded', circuits: [{ provider: 'paid', open: 1 }], ledger: { waiting: Number, dropped: 0 } })
  t.equal(after.value('parlance_provider_up', { provider: 'paid' }), 0)
  t.equal(after.value('parlance_http_requests_total', { status: '499' }), 1)
  t.match(server.lines.filter(line => line.includes('endless') && line.includes('"status":499')), { length: 1 }, 'and the log has a line of it')
  t.equal(after.value('parlance_http_requests_total', { route: 'POST /api/v1/chat/completions', status: '503' }), 5)
})

test('nobody can fill the memory with names of models, routes or methods', async t => {
  const server = await startPriced(t)
  for (let at = 0; at < 5; at++) {
    await server.ask(`paid/invented-${at}`)
    await server.ask(`invented-${at}/m`)
    await server.call('GET', `/api/v1/invented/${at}`)
    await server.call('POST', `/invented-${at}`)
  }
  for (let at = 0; at < 5; at++) await server.ask(`demo/invented-${at}`)
  const [answered] = server.receipts.filter(({ status }) => status === 'ok')
  for (let at = 0; at < 300; at++) server.app.services.metrics.noteCall({ ...answered!, model: `answered-${at}` })
  const seen = await scrape(server)
  const names = (label: string) => new Set(seen.samples.map(({ labels }) => labels[label]).filter(value => value !== undefined))
  t.ok(names('model').size <= 202, `${names('model').size} names of models`)
  t.ok(names('model').has('other'))
  t.notOk([...names('provider')].some(name => name.startsWith('invented')))
  t.notOk([...names('route')].some(name => name.includes('invented')))
})

test('only admins and the token read it, and the token reads nothing else', async t => {
  const token = 'a-token-for-those-who-scrape'
  const { call, app } = await startApp(t, { METRICS_TOKEN: token, METRICS_PORT: '0' })
  t.equal((await call('GET', '/metrics', { key: '' })).status, 401)
  t.equal((await call('GET', '/metrics', { key: `${token}x` })).status, 401)
  const { json: { secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'a', scopes: ['inference', 'chats', 'providers', 'analytics', 'webhooks'] } })
  t.match(await call('GET', '/metrics', { key: secret }), { status: 403, json: { error: { message: /`admin`/ } } })
  const answer = await call('GET', '/metrics', { key: token })
  t.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
  readScrape(answer.text)
  t.equal((await call('GET', '/api/v1/models', { key: token })).status, 401)
  const own = `http://127.0.0.1:${app.metricsPort}`
  t.equal(readScrape(await (await fetch(`${own}/metrics`)).text()).value('parlance_info'), 1)
  t.equal((await fetch(`${own}/api/v1/health`)).status, 404, 'its own port has nothing else')
})
