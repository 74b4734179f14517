import { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { startPaying } from '../helpers/paying-upstream.ts'
import { json, startUpstream, sse } from '../helpers/replay-upstream.ts'
import { startCollector } from './collector.ts'

const until = async (isTrue: () => boolean) => { while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 20)) }
const quick = { OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_METRIC_EXPORT_INTERVAL: '100' }
const traceId = '0af7651916cd43dd8448eb211c80319c'
const secretWord = 'xylophone-of-the-test'

const answered = (text: string) => json({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 } })

test('a trace goes from the caller through the house to the provider, under one request id', async t => {
  const collector = await startCollector(t)
  const server = await startApp(t, { ...quick, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=one%20two', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging', UPSTREAM_RETRIES: '1' })
  const upstream = await startUpstream(t, { '/v1/chat/completions': [json({ error: { message: 'loading' } }, { status: 503 }), answered(secretWord)] })
  await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })
  const { status, headers } = await server.call('POST', '/api/v1/chat/completions', {
    body: { model: 'up/m', messages: [{ role: 'user', content: `Say ${secretWord}` }] },
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'rojo=1', 'x-request-id': 'req-of-the-test' },
  })
  t.equal(status, 200)
  t.equal(headers.get('x-request-id'), 'req-of-the-test')
  const ours = () => collector.spans.filter(span => span.traceId === traceId)
  await until(() => ours().length === 3)
  const root = ours().find(({ kind }) => kind === 2)!
  t.match(root, { traceId, parentSpanId: 'b7ad6b7169203331', traceState: 'rojo=1', name: 'POST /api/v1/chat/completions', attributes: { 'http.response.status_code': 200, 'http.route': '/api/v1/chat/completions', 'parlance.request_id': 'req-of-the-test' } })
  const [failed, done] = ours().filter(({ kind }) => kind === 3)
  t.match(failed, { traceId, parentSpanId: root.spanId, name: 'chat m', status: { code: 2, message: 'upstream_overloaded' }, attributes: { 'error.type': 'upstream_overloaded' } })
  t.match(done, {
    traceId,
    parentSpanId: root.spanId,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai-compatible', 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 11, 'gen_ai.usage.output_tokens': 5, 'gen_ai.response.finish_reasons': ['stop'], 'server.address': '127.0.0.1', 'server.port': Number(new URL(upstream.url).port), 'parlance.provider': 'up' },
  })
  const asked = upstream.requests.filter(({ path }) => path === '/v1/chat/completions').map(({ headers }) => headers)
  t.match(asked.map(({ traceparent }) => traceparent), [failed, done].map(span => `00-${traceId}-${span!.spanId}-01`))
  t.match(asked, [{ 'x-request-id': 'req-of-the-test', tracestate: 'rojo=1' }, {}])
  t.match(collector.resources[0], { 'service.name': 'parlance', 'deployment.environment.name': 'staging', 'service.version': String })
  t.equal(collector.headers[0]!['x-tenant'], 'one two')
  await until(() => server.lines.some(line => line.includes(`"traceId":"${traceId}"`) && line.includes('req-of-the-test')))
  await until(() => collector.metrics.some(({ name, points }) => name === 'gen_ai.client.token.usage' && points.length === 2))
  const metric = (name: string) => collector.metrics.find(metric => metric.name === name)!
  t.match(metric('gen_ai.client.token.usage').points, [{ attributes: { 'gen_ai.token.type': 'input', 'gen_ai.request.model': 'm' }, sum: 11 }, { attributes: { 'gen_ai.token.type': 'output' }, sum: 5 }])
  t.match(metric('gen_ai.client.operation.duration'), { unit: 's', kind: 'histogram', points: [{ count: 1 }] })
  t.match(metric('parlance_active_calls'), { kind: 'gauge', points: [{ value: 0 }] })
  t.match(metric('parlance_upstream_errors_total'), { kind: 'sum', points: [{ attributes: { error: 'upstream_overloaded' }, value: 1 }] })
  t.notOk(collector.bodies.some(body => body.includes(secretWord)), 'nothing that was said is told')
})

test('a stream, an answer in a chat and a client that goes away are told, each in its trace', async t => {
  const collector = await startCollector(t)
  const server = await startApp(t, { ...quick, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  const upstream = await startPaying(t)
  await server.addProvider({ name: 'paid', kind: 'openai-compatible', baseUrl: upstream.url, apiKey: 'sk-paid-0123456789' })
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  const ask = (model: string, signal: AbortSignal | null = null) => fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', headers, signal, body: JSON.stringify({ model, stream: true, max_tokens: 5, messages: [{ role: 'user', content: 'Hello' }] }) })
  await (await ask('paid/m')).text()
  const { json: chat } = await server.call('POST', '/api/v1/chats', { body: { model: 'paid/m' } })
  await server.call('POST', `/api/v1/chats/${chat.id}/messages`, { body: { content: 'Hello' } })
  const gone = new AbortController()
  const endless = await ask('paid/endless', gone.signal)
  await endless.body!.getReader().read()
  gone.abort()
  const calls = () => collector.spans.filter(({ kind }) => kind === 3)
  await until(() => calls().length === 3 && collector.spans.some(({ attributes }) => attributes['http.response.status_code'] === 499))
  for (const call of calls()) t.ok(collector.spans.some(({ kind, traceId, spanId }) => kind === 2 && traceId === call.traceId && spanId === call.parentSpanId), `${call.name} has its request`)
  t.match(calls().find(({ name }) => name === 'chat endless'), { attributes: { 'error.type': 'client_closed' } })
  t.match(calls().find(({ name }) => name === 'chat m'), { status: {}, attributes: { 'gen_ai.usage.output_tokens': 5 } })
  await until(() => collector.metrics.some(({ name, points }) => name === 'gen_ai.server.time_to_first_token' && points.length > 0))
})

test('a caller decides whether its trace is told; of others the share that was set', async t => {
  const collector = await startCollector(t)
  const server = await startApp(t, { ...quick, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '0' })
  const upstream = await startUpstream(t, { '/v1/chat/completions': answered('Hi') })
  await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })
  const ask = (traceparent: string | undefined) => server.call('POST', '/api/v1/chat/completions', { body: { model: 'up/m', messages: [{ role: 'user', content: 'Hello' }] }, headers: { ...traceparent !== undefined && { traceparent } } })
  await ask(undefined)
  await ask(`00-${traceId}-b7ad6b7169203331-00`)
  for (const broken of ['nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `ff-${traceId}-b7ad6b7169203331-01`, `00-${traceId}-b7ad6b7169203331-01-more`]) await ask(broken)
  const sent = upstream.requests.filter(({ path }) => path === '/v1/chat/completions').map(({ headers }) => String(headers['traceparent']))
  t.equal(sent.length, 6)
  for (const header of sent) t.match(header, /^00-[\da-f]{32}-[\da-f]{16}-00$/)
  t.match(sent[1], traceId)
  t.equal(sent.filter(header => header.includes(traceId)).length, 1, 'what is broken begins a trace of its own')
  await ask(`00-${traceId}-b7ad6b7169203331-01`)
  await until(() => collector.spans.length >= 2)
  t.strictSame(new Set(collector.spans.map(span => span.traceId)), new Set([traceId]))
})

test('a collector that is down costs nothing but a line in the log, and gets the spans when it is back', async t => {
  const collector = await startCollector(t)
  collector.answer(503)
  const server = await startApp(t, { ...quick, OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` })
  for (let turn = 0; turn < 3; turn++) t.equal((await server.call('GET', '/api/v1/health')).status, 200)
  await until(() => server.lines.some(line => line.includes('the telemetry collector does not take')))
  collector.answer(200)
  await until(() => collector.spans.length >= 3)
  t.equal(server.lines.filter(line => line.includes('the telemetry collector does not take')).length, 1)
})

test('without a collector nothing of a trace leaves the house', async t => {
  const server = await startApp(t)
  const upstream = await startUpstream(t, { '/v1/chat/completions': sse(['{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}', '[DONE]']) })
  await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })
  await server.call('POST', '/api/v1/chat/completions', { body: { model: 'up/m', stream: true, messages: [{ role: 'user', content: 'Hello' }] }, headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } })
  t.equal(upstream.last().headers['traceparent'], undefined)
  t.match(upstream.last().headers['x-request-id'], /^req_/)
})
