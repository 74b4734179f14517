import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import type { GatewayError } from '../../src/core/errors.ts'
import { createTransport, readTransportError, type UpstreamController, type UpstreamHandler } from '../../src/transport/index.ts'

const serve = async (t: Test, listener: RequestListener): Promise<{ port: number }> => {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return { port: (server.address() as AddressInfo).port }
}

const open = (t: Test) => {
  const transport = createTransport({ connectTimeoutMs: 2000 })
  t.teardown(() => transport.close())
  return transport
}

type Told = { status: number; text: string; error: GatewayError | undefined }

/** Sends a POST and resolves with all that the handler was told. */
const send = (transport: ReturnType<typeof createTransport>, url: string, { allowsPrivate = true, silenceMs = 5000, onStart = (_controller: UpstreamController) => {} } = {}) =>
  new Promise<Told>(resolve => {
    const told: Told = { status: 0, text: '', error: undefined }
    const handler: UpstreamHandler = {
      onRequestStart: onStart,
      onResponseStart (_controller, status) { told.status = status },
      onResponseData (_controller, chunk) { told.text += chunk.toString() },
      onResponseEnd: () => resolve(told),
      onResponseError (_controller, error) { resolve({ ...told, error: readTransportError(error) }) },
    }
    try {
      transport.dispatch({ url, headers: {}, body: '{}', allowsPrivate, silenceMs }, handler)
    } catch (thrown) {
      resolve({ ...told, error: thrown as GatewayError })
    }
  })

const kindOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(() => 'no failure', (thrown: GatewayError) => thrown.kind)

test('carries a request and its answer', async t => {
  const { port } = await serve(t, (request, response) => { response.end(`${request.method} ${request.url}`) })
  const told = await send(open(t), `http://127.0.0.1:${port}/v1/x?beta=true`)
  t.match(told, { status: 200, text: 'POST /v1/x?beta=true', error: undefined })
})

const spellings = ['127.0.0.1', 'localhost', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '0177.0.0.1']
for (const host of spellings) {
  test(`does not connect to ${host} for a provider that may not be private`, async t => {
    let count = 0
    const { port } = await serve(t, (_request, response) => { count++; response.end() })
    const { error } = await send(open(t), `http://${host}:${port}/`, { allowsPrivate: false })
    t.equal(error?.kind, 'egress_blocked')
    t.equal(count, 0)
  })
}

test('never connects to link-local and metadata addresses, whoever asks', async t => {
  for (const host of ['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]', '0.0.0.0', '168.63.129.16']) {
    const { error } = await send(open(t), `http://${host}/`)
    t.equal(error?.kind, 'egress_blocked', host)
  }
})

test('tells a refused connection, a cut and a silence apart', async t => {
  const { port } = await serve(t, (request, response) => {
    if (request.url === '/cut') return void response.write('{"half":', () => response.destroy())
    response.writeHead(200).flushHeaders()
  })
  const transport = open(t)
  t.equal((await send(transport, 'http://127.0.0.1:1/')).error?.kind, 'upstream_unreachable')
  t.equal((await send(transport, `http://127.0.0.1:${port}/cut`)).error?.kind, 'upstream_cut')
  t.equal((await send(transport, `http://127.0.0.1:${port}/silent`, { silenceMs: 300 })).error?.kind, 'upstream_timeout')
  t.equal((await send(transport, 'http://no-such-host.invalid/')).error?.kind, 'upstream_unreachable')
})

test('an abort reaches the other side', async t => {
  const closed = Promise.withResolvers<void>()
  const { port } = await serve(t, (request, response) => {
    response.write('first')
    request.on('close', () => closed.resolve())
  })
  const controller = Promise.withResolvers<UpstreamController>()
  void send(open(t), `http://127.0.0.1:${port}/`, { onStart: controller.resolve })
  const exchange = await controller.promise
  setTimeout(() => exchange.abort(new Error('enough')), 50)
  await closed.promise
  t.pass('the server saw the close')
})

test('fetchJson reads JSON, bounds time and refuses what is not an answer', async t => {
  const { port } = await serve(t, (request, response) => {
    const answers: Record<string, () => void> = {
      '/json': () => response.end('{"a":1}'),
      '/html': () => response.end('<html>'),
      '/redirect': () => response.writeHead(302, { location: '/json' }).end(),
      '/key': () => response.writeHead(401).end(),
      '/slow': () => {},
      '/many': () => response.writeHead(429).end(),
    }
    answers[request.url!]!()
  })
  const fetchJson = open(t).fetchJson({ allowsPrivate: true, timeoutMs: 500 })
  const base = `http://127.0.0.1:${port}`
  t.strictSame(await fetchJson(`${base}/json`), { a: 1 })
  const kinds = { '/html': 'upstream_bad_response', '/redirect': 'upstream_bad_response', '/key': 'upstream_auth_failed', '/slow': 'upstream_timeout', '/many': 'upstream_rate_limited' }
  for (const [path, kind] of Object.entries(kinds)) t.equal(await kindOf(fetchJson(base + path)), kind, path)
})

test('fetchJson passes the egress guard too', async t => {
  const fetchJson = open(t).fetchJson({ allowsPrivate: false, timeoutMs: 500 })
  t.equal(await kindOf(fetchJson('http://localhost:1/')), 'egress_blocked')
  t.equal(await kindOf(fetchJson('http://127.0.0.1:1/')), 'egress_blocked')
})
