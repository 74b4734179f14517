import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import type { GatewayError } from '../../src/core/errors.ts'
import { createFetchMedia, type MediaLimits } from '../../src/transport/fetch-media.ts'
import { createTransport } from '../../src/transport/index.ts'
import { createNames } from '../../src/transport/names.ts'
import { createPools } from '../../src/transport/pools.ts'

const png = Buffer.from('iVBORw0KGgo=', 'base64')

const serve = async (t: Test, listener: RequestListener) => {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.closeAllConnections(); server.close() })
  const { port } = server.address() as AddressInfo // a TCP server's address is never a string
  return { port: String(port), url: `http://127.0.0.1:${port}`, requests }
}

/** What a client may not have: one private server, on this port. The guard stays for all others. */
const openTo = (port: string, limits?: Partial<MediaLimits>) => createFetchMedia(() => {
  const pools = createPools({ connectTimeoutMs: 2000, lookUp: createNames({ timeoutMs: 2000 }) })
  return { ...pools, get: (url, policy) => pools.get(url, url.port === port ? { allowsPrivate: true } : policy) }
}, { maxBytes: 1000, timeoutMs: 2000, maxRedirects: 3, ...limits })

const failureOf = (fetching: Promise<unknown>): Promise<{ kind: string; message: string }> =>
  fetching.then(() => ({ kind: 'none', message: '' }), (thrown: GatewayError) => thrown)

const sendPng = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'image/png' }).end(png)

for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]']) {
  test(`never fetches from ${host}, and does not tell that something is there`, async t => {
    const { port, requests } = await serve(t, (_request, response) => sendPng(response))
    const transport = createTransport({ connectTimeoutMs: 2000 })
    t.teardown(() => transport.close())
    const blocked = await failureOf(transport.fetchMedia(`http://${host}:${port}/cat.png`))
    t.match(blocked, { kind: 'media_unreachable', message: /could not be reached; only public addresses are\.$/ })
    const absent = await failureOf(transport.fetchMedia('http://no-such-host.invalid/cat.png'))
    t.equal(blocked.message.replace(/^\S+/, ''), absent.message.replace(/^\S+/, ''))
    t.equal(requests.length, 0)
  })
}

test('fetches what it finds, without a credential or a name', async t => {
  const { port, url, requests } = await serve(t, (_request, response) => sendPng(response))
  const { mediaType, data, host } = await openTo(port)(`${url}/cat.png?size=1#ears`)
  t.same({ mediaType, data, host }, { mediaType: 'image/png', data: png, host: `127.0.0.1:${port}` })
  t.equal(requests[0]!.url, '/cat.png?size=1')
  t.strictSame(Object.keys(requests[0]!.headers).sort(), ['accept', 'connection', 'host'])
})

const types: [given: string, taken: string | RegExp][] = [
  ['image/png', 'image/png'],
  ['IMAGE/WebP; charset=binary', 'image/webp'],
  ['image/jpg', 'image/jpeg'],
  ['application/pdf', 'application/pdf'],
  ['text/markdown; charset=utf-8', 'text/markdown'],
  ['image/svg+xml', /it is image\/svg\+xml, not an image, PDF or text/],
  ['application/json', /it is application\/json/],
  ['', /it is of no known type/],
]
for (const [given, taken] of types) {
  test(`what calls itself “${given}” is ${typeof taken === 'string' ? `taken as ${taken}` : 'refused'}`, async t => {
    const { port, url } = await serve(t, (_request, response) => { response.writeHead(200, given === '' ? {} : { 'content-type': given }).end('x') })
    const fetching = openTo(port)(url)
    if (typeof taken === 'string') t.equal((await fetching).mediaType, taken)
    else t.match(await failureOf(fetching), { kind: 'media_unreachable', message: taken })
  })
}

test('follows redirects, relative ones too, but not for ever', async t => {
  const { port, url } = await serve(t, ({ url: path = '/' }, response) => {
    const left = Number(path.slice(1))
    if (left > 0) return void response.writeHead(302, { location: `/${left - 1}` }).end('moved')
    sendPng(response)
  })
  const fetchMedia = openTo(port)
  t.match(await fetchMedia(`${url}/3`), { mediaType: 'image/png' })
  t.match(await failureOf(fetchMedia(`${url}/4`)), { kind: 'media_unreachable', message: /more than 3 redirects/ })
})

test('a redirect passes the guard too', async t => {
  const inside = await serve(t, (_request, response) => sendPng(response))
  for (const location of [inside.url, 'http://169.254.169.254/latest/meta-data/', 'file:///etc/passwd', 'http://user:pass@example.org/']) {
    const outside = await serve(t, (_request, response) => { response.writeHead(307, { location }).end() })
    t.match(await failureOf(openTo(outside.port)(outside.url)), { kind: 'media_unreachable' }, location)
  }
  t.equal(inside.requests.length, 0)
})

test('refuses addresses that are none, and any answer but 200', async t => {
  const { port, url } = await serve(t, ({ url: path = '/' }, response) => { response.writeHead(Number(path.slice(1)), { 'content-type': 'image/png' }).end(png) })
  const fetchMedia = openTo(port)
  for (const address of ['cat.png', 'ftp://example.org/cat.png', 'javascript:alert(1)', 'http://', `http://user:pass@127.0.0.1:${port}/200`]) {
    t.match(await failureOf(fetchMedia(address)), { kind: 'media_unreachable' }, address)
  }
  for (const status of [404, 500, 204, 304]) t.match(await failureOf(fetchMedia(`${url}/${status}`)), { kind: 'media_unreachable', message: new RegExp(`it answered ${status}`) })
})

test('stops at the size limit, whether the size is told or not', async t => {
  let sent = 0
  const { port, url } = await serve(t, ({ url: path }, response) => {
    if (path === '/told') return void response.writeHead(200, { 'content-type': 'image/png', 'content-length': 5000 }).end(Buffer.alloc(5000))
    response.writeHead(200, { 'content-type': 'image/png' })
    const more = () => { while (!response.destroyed && sent < 50_000_000 && response.write(Buffer.alloc(10_000))) sent += 10_000 }
    response.on('drain', more)
    more()
  })
  const fetchMedia = openTo(port, { maxBytes: 4000 })
  t.match(await failureOf(fetchMedia(`${url}/told`)), { message: /larger than 4000 bytes/ })
  t.match(await failureOf(fetchMedia(`${url}/endless`)), { message: /larger than 4000 bytes/ })
  t.ok(sent < 50_000_000, `${sent} bytes were sent`)
})

test('several fetches share the budget of their request', async t => {
  const { port, url } = await serve(t, (_request, response) => { response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(400)) })
  const fetchMedia = openTo(port)
  const budget = { bytes: 1000 }
  await fetchMedia(url, budget)
  await fetchMedia(url, budget)
  t.equal(budget.bytes, 200)
  t.match(await failureOf(fetchMedia(url, budget)), { kind: 'media_unreachable', message: /too many bytes/ })
})

test('gives up on silence, before the headers, in the body and over redirects', async t => {
  const { port, url } = await serve(t, ({ url: path }, response) => {
    if (path === '/body') return void response.writeHead(200, { 'content-type': 'image/png' }).write('half')
    if (path === '/round') setTimeout(() => response.writeHead(302, { location: '/round' }).end(), 120)
  })
  const fetchMedia = openTo(port, { timeoutMs: 300, maxRedirects: 100 })
  for (const path of ['/headers', '/body', '/round']) {
    t.match(await failureOf(fetchMedia(url + path)), { kind: 'media_unreachable', message: /did not answer in time/ }, path)
  }
})

test('closes the connection when nobody waits for it any more', async t => {
  const closed = Promise.withResolvers<void>()
  const { port, url } = await serve(t, request => { request.once('close', closed.resolve) })
  const controller = new AbortController()
  const fetching = failureOf(openTo(port, { timeoutMs: 60_000 })(url, { bytes: 1000 }, controller.signal))
  setTimeout(() => controller.abort(), 50)
  t.match(await fetching, { kind: 'media_unreachable' })
  await closed.promise
})

test('refuses what is compressed, breaks off or is no HTTP', async t => {
  const { port, url } = await serve(t, ({ url: path }, response) => {
    if (path === '/gzip') return void response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' }).end('x')
    if (path === '/cut') return void response.writeHead(200, { 'content-type': 'image/png', 'content-length': 100 }).write('half', () => response.destroy())
    response.socket!.end('SSH-2.0-OpenSSH_9.2\r\n')
  })
  for (const path of ['/gzip', '/cut', '/ssh']) t.match(await failureOf(openTo(port)(url + path)), { kind: 'media_unreachable' }, path)
})
