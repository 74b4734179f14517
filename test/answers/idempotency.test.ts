import { test, type Test } from 'tap'
import { maxKeptBytes } from '../../src/answers/recording.ts'
import { startPair, type Way, ways } from '../helpers/two-paths.ts'

const start = async (t: Test, way: Way) => {
  const pair = await startPair(t, way)
  pair.upstream.on(way.path, ({ parsed }) => {
    const text = `answer ${pair.upstream.requests.length}`
    return parsed.stream === true ? way.stream([text]) : way.whole(text)
  })
  const send = async (key: string, body: object = {}, headers: Record<string, string> = {}) => {
    const response = await pair.ask(body, { headers: { 'idempotency-key': key, ...headers } })
    return { status: response.status, replayed: response.headers.get('idempotent-replayed'), text: await response.text() }
  }
  return { ...pair, send }
}

for (const way of ways) {
  for (const stream of [false, true]) {
    test(`${way.name}, ${stream ? 'streamed' : 'whole'}: a request that is repeated under its key gets the first answer and is billed once`, async t => {
      const { send, upstream, receipts } = await start(t, way)
      const first = await send('a', { stream })
      t.match(first, { status: 200, replayed: null, text: /answer 1/ })
      t.match(await send('a', { stream }), { status: 200, replayed: 'true', text: first.text })
      t.match(await send('b', { stream }), { status: 200, replayed: null, text: /answer 2/ })
      t.equal(upstream.requests.length, 2)
      t.match(receipts.map(({ reuse, usage, costUsd }) => ({ reuse, hasUsage: usage !== undefined, costUsd })), [{ reuse: undefined, hasUsage: true }, { reuse: 'replay', hasUsage: false, costUsd: 0 }, { reuse: undefined, hasUsage: true }])
    })
  }

  test(`${way.name}: several at once are one call, and each is told the whole of it`, async t => {
    const { ask, upstream } = await start(t, way)
    upstream.on(way.path, way.stream(['one ', 'two ', 'three ', 'four'], { splitAt: 60, chunkDelayMs: 5 }))
    const texts = await Promise.all(Array.from({ length: 5 }, async (_, at) => {
      await new Promise(resolve => setTimeout(resolve, at * 15))
      return (await ask({ stream: true }, { headers: { 'idempotency-key': 'same' } })).text()
    }))
    t.equal(upstream.requests.length, 1)
    for (const text of texts) t.equal(text, texts[0])
    t.match(texts[0], /four/)
  })

  test(`${way.name}: with a key the answer belongs to the key: who lost the connection comes back to it`, async t => {
    const { ask, send, upstream, receipts } = await start(t, way)
    upstream.on(way.path, way.stream(['one ', 'two ', 'three ', 'four'], { splitAt: 40, chunkDelayMs: 10 }))
    const leaving = new AbortController()
    const response = await ask({ stream: true }, { headers: { 'idempotency-key': 'lost' }, signal: leaving.signal })
    await response.body!.getReader().read()
    leaving.abort()
    const again = await send('lost', { stream: true })
    t.match(again, { status: 200, replayed: 'true', text: /one.*four/s })
    t.equal(await upstream.last().closedEarly, false)
    t.equal(upstream.requests.length, 1)
    t.match(receipts.find(({ reuse }) => reuse === undefined), { status: 'ok' })
  })
}

const [relay] = ways as [Way]

test('the same key with another request is a conflict, while it runs and after', async t => {
  const { send, ask, upstream } = await start(t, relay)
  upstream.on(relay.path, relay.whole('slow', { delayMs: 300 }))
  const running = ask({}, { headers: { 'idempotency-key': 'a' } })
  await upstream.request(0)
  t.match(await send('a', { user: 'other' }), { status: 409, text: /Idempotency-Key was used for another request/ })
  await (await running).text()
  t.match(await send('a', { user: 'other' }), { status: 409, text: /conflict/ })
})

test('keys of different callers, and of different routes, have nothing to do with each other', async t => {
  const { send, call } = await start(t, relay)
  const { json: { secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'other', scopes: ['inference'] } })
  t.match(await send('a'), { replayed: null, text: /answer 1/ })
  t.match(await send('a', {}, { authorization: `Bearer ${secret}` }), { replayed: null, text: /answer 2/ })
  t.match(await call('POST', '/api/v1/embeddings', { body: { model: 'demo/embedding', input: 'hello' }, headers: { 'idempotency-key': 'a' } }), { status: 200 })
})

test('a request that failed may be repeated under its key', async t => {
  const { send, upstream } = await start(t, relay)
  upstream.on(relay.path, [relay.error(400, 'no'), relay.whole('yes')])
  t.match(await send('a'), { status: 400 })
  t.match(await send('a'), { status: 200, replayed: null, text: /yes/ })
})

test('a stream that broke off may be repeated under its key', async t => {
  const { send, upstream } = await start(t, relay)
  upstream.on(relay.path, [relay.stream(['a'], { cutAfter: relay.midway }), relay.stream(['whole'])])
  t.match(await send('a', { stream: true }), { text: /upstream_cut/ })
  t.match(await send('a', { stream: true }), { replayed: null, text: /whole/ })
})

test('an answer that is too large to be kept is given, once', async t => {
  const { send, upstream } = await start(t, relay)
  upstream.on(relay.path, relay.whole('x'.repeat(maxKeptBytes)))
  t.match(await send('a'), { status: 200, replayed: null })
  t.match(await send('a'), { status: 200, replayed: null })
  t.equal(upstream.requests.length, 2)
})

for (const [what, key] of [['an empty key', ''], ['a key of 201 characters', 'k'.repeat(201)]] as const) {
  test(`${what} is refused`, async t => {
    const { send } = await start(t, relay)
    t.match(await send(key), { status: 400, text: /Idempotency-Key/ })
  })
}
