import { test } from 'tap'
import { ParlanceError } from '../../client/src/errors.ts'
import { createSend } from '../../client/src/send.ts'
import { closedPort, json, startUpstream, text } from '../helpers/replay-upstream.ts'

const post = (url: string, init: RequestInit = {}) => new Request(url, { method: 'POST', body: '{"name":"groq"}', headers: { 'content-type': 'application/json' }, ...init })
const now = { 'retry-after-ms': '1' }
const send = (maxRetries = 2, timeoutMs?: number) => createSend({ fetch, maxRetries, timeoutMs, random: () => 0 })

test('sends the same body again when the server refused it', async t => {
  const upstream = await startUpstream(t, { '/': [json({}, { status: 429, headers: now }), json({}, { status: 503, headers: now }), json({ ok: true })] })
  const response = await send()(post(upstream.url))
  t.same(await response.json(), { ok: true })
  t.same(upstream.requests.map(({ parsed }) => parsed), Array(3).fill({ name: 'groq' }))
})

test('returns the last failure when the tries are used up', async t => {
  const upstream = await startUpstream(t, { '/': [json({ try: 1 }, { status: 503, headers: now }), json({ try: 2 }, { status: 503, headers: now })] })
  const response = await send(1)(post(upstream.url))
  t.equal(response.status, 503)
  t.same(await response.json(), { try: 2 })
  t.equal(upstream.requests.length, 2)
})

test('asks once when no retries are wanted', async t => {
  const upstream = await startUpstream(t, { '/': json({}, { status: 503, headers: now }) })
  t.equal((await send(0)(post(upstream.url))).status, 503)
  t.equal(upstream.requests.length, 1)
})

test('does not repeat a POST whose connection broke, and repeats a GET', async t => {
  const upstream = await startUpstream(t, { '/': [{ raw: Buffer.from('') }, json({ ok: true })] })
  await t.rejects(send()(post(upstream.url)), { name: 'ParlanceError', code: 'network', status: 0 })
  t.equal(upstream.requests.length, 1)

  const second = await startUpstream(t, { '/': [{ raw: Buffer.from('') }, json({ ok: true })] })
  t.same(await (await send()(new Request(second.url))).json(), { ok: true })
  t.equal(second.requests.length, 2)
})

test('tries again where nobody listens, even a POST', async t => {
  const url = await closedPort()
  let tries = 0
  const counting = createSend({ fetch: request => { tries++; return fetch(request) }, maxRetries: 2, random: () => 0 })
  await t.rejects(counting(post(url)), { code: 'network' })
  t.equal(tries, 3)
})

test('reports JSON that breaks off, and does not ask again', async t => {
  const upstream = await startUpstream(t, { '/': json({ long: 'x'.repeat(5000) }, { cutAfter: 1000 }) })
  await t.rejects(send()(new Request(upstream.url)), new ParlanceError('The connection broke before the answer was complete.', { code: 'network' }))
  t.equal(upstream.requests.length, 1)
})

test('gives up on a server that is silent for too long, and closes the connection', async t => {
  const upstream = await startUpstream(t, { '/': json({}, { delayMs: 60_000 }), '/stall': json({ long: 'x'.repeat(5000) }, { stallAfter: 1000 }) })
  await t.rejects(send(0, 50)(new Request(upstream.url)), { name: 'ParlanceError', code: 'timeout', status: 0 })
  t.equal(await (await upstream.request(0)).closedEarly, true)
  await t.rejects(send(0, 200)(new Request(upstream.url + '/stall')), { code: 'timeout' })
  t.equal(await (await upstream.request(1)).closedEarly, true)
})

test('leaves a body that came in time alone', async t => {
  const upstream = await startUpstream(t, { '/': text('slow but steady', { splitAt: 1, chunkDelayMs: 60 }) })
  const response = await send(0, 400)(new Request(upstream.url))
  t.equal(await response.text(), 'slow but steady')
})

test('stops at once when it is aborted: while asking, and while waiting to ask again', async t => {
  const upstream = await startUpstream(t, { '/': json({}, { delayMs: 60_000 }), '/busy': json({}, { status: 503, headers: { 'retry-after': '50' } }) })
  const asking = new AbortController()
  const asked = send()(post(upstream.url, { signal: asking.signal }))
  const request = await upstream.request(0)
  asking.abort()
  await t.rejects(asked, { name: 'AbortError' })
  t.equal(await request.closedEarly, true)

  const waiting = new AbortController()
  const waited = send()(post(upstream.url + '/busy', { signal: waiting.signal }))
  await upstream.request(1)
  setTimeout(() => waiting.abort(new Error('enough')), 50)
  await t.rejects(waited, { message: 'enough' })
  t.equal(upstream.requests.length, 2)
})
