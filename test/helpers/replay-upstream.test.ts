import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'tap'
import { Agent, request } from 'undici'
import { noRecordings, recordedCases, serveRecorded } from './replay-recorded.ts'
import { closedPort, endless, errorInside, errorInsideStream, garbage, garbageBody, garbageBytes, htmlError, json, longLine, ndjson, rateLimited, sse, startUpstream, text } from './replay-upstream.ts'

const post = (url: string, body: unknown = {}) => fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { authorization: 'Bearer test' } })

/** What comes over the wire until the server closes. */
async function readRaw (url: string, path: string, connection = 'close') {
  const client = connect(Number(new URL(url).port), '127.0.0.1')
  client.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: ${connection}\r\n\r\n`)
  let seen = ''
  for await (const chunk of client) seen += chunk
  return seen
}

test('remembers what it was asked', async t => {
  const upstream = await startUpstream(t, { '/v1/chat/completions': json({ ok: true }) })
  await (await post(upstream.url + '/v1/chat/completions?beta=true', { model: 'm' })).text()
  const { method, path, query, headers, body, parsed } = upstream.last()
  t.same({ method, path, beta: query.get('beta'), authorization: headers.authorization }, { method: 'POST', path: '/v1/chat/completions', beta: 'true', authorization: 'Bearer test' })
  t.equal(body.toString(), '{"model":"m"}')
  t.same(parsed, { model: 'm' })
})

test('answers 404 in OpenAI’s envelope where nothing was arranged', async t => {
  const upstream = await startUpstream(t)
  const response = await fetch(upstream.url + '/v1/models')
  t.equal(response.status, 404)
  t.match(await response.json(), { error: { message: 'Unknown request URL: GET /v1/models.' } })
})

test('answers in sequence, the last reply for ever', async t => {
  const upstream = await startUpstream(t)
  upstream.on('/x', [rateLimited(7), text('second')])
  const first = await fetch(upstream.url + '/x')
  t.equal(first.status, 429)
  t.equal(first.headers.get('retry-after'), '7')
  t.equal(await (await fetch(upstream.url + '/x')).text(), 'second')
  t.equal(await (await fetch(upstream.url + '/x')).text(), 'second')
})

test('matches by method, by pattern and by question, the latest rule first', async t => {
  const upstream = await startUpstream(t, { '/a': text('any method') })
  upstream.on('POST /a', text('posted'))
  upstream.on(/^\/api\//, text('pattern'))
  upstream.on(({ parsed }) => parsed?.stream === true, ({ parsed }) => text(`asked ${parsed.model}`))
  t.equal(await (await fetch(upstream.url + '/a')).text(), 'any method')
  t.equal(await (await post(upstream.url + '/a')).text(), 'posted')
  t.equal(await (await fetch(upstream.url + '/api/tags')).text(), 'pattern')
  t.equal(await (await post(upstream.url + '/a', { stream: true, model: 'm' })).text(), 'asked m')
})

test('sends every byte once, however it is split', async t => {
  const upstream = await startUpstream(t)
  const events = [{ text: 'žluť 😀' }, { event: 'ping', data: {} }, '[DONE]']
  const whole = 'data: {"text":"žluť 😀"}\n\nevent: ping\ndata: {}\n\ndata: [DONE]\n\n'
  for (const splitAt of [1, 7, 977]) {
    upstream.on('/s', sse(events, { splitAt }))
    t.equal(await (await fetch(upstream.url + '/s')).text(), whole)
    const wire = await readRaw(upstream.url, '/s')
    t.match(wire, `\r\n\r\n${Math.min(splitAt, Buffer.byteLength(whole)).toString(16)}\r\n`, 'each piece is an HTTP chunk of its own')
  }
})

test('delays headers and chunks', async t => {
  const upstream = await startUpstream(t)
  upstream.on('/d', ndjson([{ a: 1 }, { b: 2 }], { delayMs: 5, splitAt: 8, chunkDelayMs: 5 }))
  t.equal(await (await fetch(upstream.url + '/d')).text(), '{"a":1}\n{"b":2}\n')
})

test('cuts after exactly so many bytes', async t => {
  const upstream = await startUpstream(t)
  upstream.on('/c', text('0123456789', { cutAfter: 4 }))
  const { body } = await request(upstream.url + '/c')
  let seen = ''
  await t.rejects(async () => { for await (const chunk of body) seen += chunk })
  t.equal(seen, '0123')
  t.equal(await upstream.last().closedEarly, false, 'it was not the client')
})

test('ends cleanly before the end', async t => {
  const upstream = await startUpstream(t)
  upstream.on('/e', text('0123456789', { endAfter: 4 }))
  t.equal(await (await fetch(upstream.url + '/e')).text(), '0123')
})

test('stalls until the client closes, and sees the close', async t => {
  const upstream = await startUpstream(t)
  upstream.on('/s', text('0123456789', { stallAfter: 4 }))
  const client = new AbortController()
  const { body } = await request(upstream.url + '/s', { signal: client.signal })
  body.on('error', () => {}) // the abort below
  t.equal(String((await once(body, 'data'))[0]), '0123')
  client.abort()
  t.equal(await upstream.last().closedEarly, true)
  t.equal(upstream.last().isOver, true)
})

test('sees a client go away before it was answered', async t => {
  const upstream = await startUpstream(t, { '/never': text('', { delayMs: 60_000 }) })
  const client = new AbortController()
  const asked = request(upstream.url + '/never', { signal: client.signal }).catch(() => 'aborted')
  const received = await upstream.request(0)
  client.abort()
  t.equal(await asked, 'aborted')
  t.equal(await received.closedEarly, true)
})

test('says that a whole answer was not closed early', async t => {
  const upstream = await startUpstream(t, { '/': text('all') })
  await (await fetch(upstream.url)).text()
  t.equal(await upstream.last().closedEarly, false)
})

test('honours back-pressure in a stream that never ends', async t => {
  const upstream = await startUpstream(t)
  upstream.on('/forever', endless(index => `data: ${index}${'x'.repeat(10_000)}\n\n`))
  const client = connect(Number(new URL(upstream.url).port), '127.0.0.1')
  client.write('GET /forever HTTP/1.1\r\nhost: x\r\n\r\n')
  const received = await upstream.request(0)
  let before = -1
  while (before !== received.accepted) {
    before = received.accepted
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  t.ok(before > 0 && before < 50_000_000, `${before} bytes fit between the two, then it waits`)
  client.destroy()
  t.equal(await received.closedEarly, true)
})

test('drips headers', async t => {
  const upstream = await startUpstream(t, { '/': text('slow', { dripHeadersMs: 1 }) })
  const response = await fetch(upstream.url)
  t.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8')
  t.equal(await response.text(), 'slow')
})

test('closes the socket after a stream although it advertised to keep it', async t => {
  const upstream = await startUpstream(t, { '/': sse(['[DONE]'], { closeAfterStream: true }) })
  const seen = await readRaw(upstream.url, '/', 'keep-alive')
  t.match(seen, /connection: keep-alive/i)
  t.match(seen, /\[DONE\]/)
})

test('compresses without being asked', async t => {
  const upstream = await startUpstream(t, { '/': json({ ok: true }, { gzip: true }) })
  const { headers, body } = await request(upstream.url, { headers: { 'accept-encoding': 'identity' } })
  t.equal(headers['content-encoding'], 'gzip')
  t.not(await body.text(), '{"ok":true}')
})

test('answers HTML, garbage and errors that call themselves a success', async t => {
  const upstream = await startUpstream(t)
  upstream.on('/html', htmlError(503))
  upstream.on('/garbage-body', garbageBody())
  upstream.on('/garbage', garbage())
  upstream.on('/error', errorInside())
  upstream.on('/error-stream', errorInsideStream([{ choices: [] }]))
  const html = await fetch(upstream.url + '/html')
  t.equal(html.status, 503)
  t.match(await html.text(), '<html>')
  t.same(Buffer.from(await (await fetch(upstream.url + '/garbage-body')).arrayBuffer()), garbageBytes())
  await t.rejects(fetch(upstream.url + '/garbage'))
  t.match(await (await fetch(upstream.url + '/error')).json(), { error: { type: 'server_error' } })
  t.match(await (await fetch(upstream.url + '/error-stream')).text(), /^data: \{"choices":\[\]\}\n\ndata: \{"error":/)
})

test('sends one very long line', async t => {
  const upstream = await startUpstream(t, { '/': longLine(1_000_000) })
  t.equal((await (await fetch(upstream.url)).text()).length, 1_000_008)
})

test('names a port on which nobody listens', async t => {
  await t.rejects(request(await closedPort(), { dispatcher: new Agent() }), { code: 'ECONNREFUSED' })
})

test('serves recorded cases at their providers’ real paths', async t => {
  const cases = recordedCases()
  if (cases === undefined) return t.pass(noRecordings)
  t.ok(cases.length > 0)
  const upstream = await startUpstream(t)
  for (const recorded of cases.filter(({ kind }) => kind !== 'gemini')) {
    const path = serveRecorded(upstream, recorded)
    const response = await post(upstream.url + path)
    t.equal(response.status, recorded.status, recorded.id)
    t.ok((await response.arrayBuffer()).byteLength > 0)
  }
})
