import { test, type Test } from 'tap'
import { startPair, type Way, ways } from '../helpers/two-paths.ts'

/** A server whose upstream never answers the same twice. */
const start = async (t: Test, way: Way, environment: Record<string, string> = {}) => {
  const pair = await startPair(t, way, { environment })
  pair.upstream.on(way.path, ({ parsed }) => {
    const text = `answer ${pair.upstream.requests.length}`
    return parsed.stream === true ? way.stream([text]) : way.whole(text)
  })
  const send = async (headers: Record<string, string>, body: object = {}) => {
    const response = await pair.ask(body, { headers })
    return { status: response.status, cache: response.headers.get('x-parlance-cache'), age: response.headers.get('age'), text: await response.text() }
  }
  return { ...pair, send }
}

for (const way of ways) {
  for (const stream of [false, true]) {
    test(`${way.name}, ${stream ? 'streamed' : 'whole'}: who asks for it is given the kept answer, byte for byte and for nothing`, async t => {
      const { send, upstream, receipts } = await start(t, way)
      const first = await send({ 'x-parlance-cache': 'on' }, { stream })
      const second = await send({ 'x-parlance-cache': 'on' }, { stream })
      t.match(first, { status: 200, cache: 'miss', age: null, text: /answer 1/ })
      t.match(second, { status: 200, cache: 'hit', age: '0', text: first.text })
      t.equal(upstream.requests.length, 1)
      t.match(receipts, [{ reuse: 'miss', usage: { inputTokens: 7 } }, { reuse: 'hit', status: 'ok', usage: undefined, costUsd: 0, provider: 'up', model: 'm' }])
    })
  }
}

const [relay] = ways as [Way]

test('nothing is kept unless somebody asked for it', async t => {
  const { send, upstream } = await start(t, relay)
  for (let time = 0; time < 2; time++) t.match(await send({}, { temperature: 0 }), { cache: null })
  for (let time = 0; time < 2; time++) t.match(await send({ 'x-parlance-cache': 'off' }, { temperature: 0 }), { cache: null })
  t.equal(upstream.requests.length, 4)
})

test('the server’s own rule is for what would be answered the same again', async t => {
  const { send, upstream } = await start(t, relay, { RESPONSE_CACHE_TTL: '60' })
  t.match([await send({}, { temperature: 0 }), await send({}, { temperature: 0 })].map(({ cache }) => cache), ['miss', 'hit'])
  t.match([await send({}, { temperature: 0.1 }), await send({}, { temperature: 0.1 }), await send({}), await send({})].map(({ cache }) => cache), [null, null, null, null])
  t.match(await send({ 'x-parlance-cache': 'off' }, { temperature: 0 }), { cache: null })
  t.equal(upstream.requests.length, 6)
})

test('an alias says it for its own requests, and may say no', async t => {
  const { send, call } = await start(t, relay, { RESPONSE_CACHE_TTL: '60' })
  for (const [name, cacheTtlSeconds] of [['kept', 60], ['fresh', 0]] as const) {
    t.match(await call('PUT', `/api/v1/aliases/${name}`, { body: { targets: [{ model: 'up/m' }], cacheTtlSeconds } }), { status: 201, json: { cacheTtlSeconds } })
  }
  const twice = async (model: string) => [await send({}, { model, temperature: 0 }), await send({}, { model, temperature: 0 })].map(({ cache }) => cache)
  t.strictSame(await twice('kept'), ['miss', 'hit'])
  t.strictSame(await twice('fresh'), [null, null])
})

test('cache-control is honoured', async t => {
  const { send } = await start(t, relay)
  const on = { 'x-parlance-cache': 'on' }
  t.match(await send({ ...on, 'cache-control': 'only-if-cached' }), { status: 504, text: /not_cached/ })
  t.match(await send({ ...on, 'cache-control': 'no-store' }), { cache: null, text: /answer 1/ })
  t.match(await send(on), { cache: 'miss', text: /answer 2/ })
  t.match(await send({ ...on, 'cache-control': 'no-cache' }), { cache: 'miss', text: /answer 3/ })
  t.match(await send(on), { cache: 'hit', text: /answer 3/ }, 'the newer one took its place')
  t.match(await send({ ...on, 'cache-control': 'max-age=60' }), { cache: 'hit', text: /answer 3/ })
  await new Promise(resolve => setTimeout(resolve, 1100))
  t.match(await send({ ...on, 'cache-control': 'max-age=1' }), { cache: 'miss', text: /answer 4/ })
  t.match(await send({ 'x-parlance-cache': '1', 'cache-control': 'no-cache' }), { cache: 'miss', text: /answer 5/ })
  await new Promise(resolve => setTimeout(resolve, 1100))
  t.match(await send(on), { cache: 'miss', text: /answer 6/ }, 'kept for one second only')
})

test('what differs in a byte, a door or what is heard of its headers is another request', async t => {
  const { send, upstream } = await start(t, relay)
  const on = { 'x-parlance-cache': 'on' }
  for (const [headers, body] of [[on, {}], [on, { user: 'somebody' }], [on, { temperature: 0 }], [{ ...on, 'x-strict': 'true' }, {}]] as const) t.match(await send(headers, body), { cache: 'miss' })
  t.equal(upstream.requests.length, 4)
})

for (const [scope, expected] of [['caller', 'miss'], ['everybody', 'hit']] as const) {
  test(`another key is told a ${expected} with RESPONSE_CACHE_SCOPE=${scope}`, async t => {
    const { send, call } = await start(t, relay, { RESPONSE_CACHE_SCOPE: scope })
    const { json: { secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'other', scopes: ['inference'] } })
    t.match(await send({ 'x-parlance-cache': 'on' }), { cache: 'miss' })
    t.match(await send({ 'x-parlance-cache': 'on', authorization: `Bearer ${secret}` }), { cache: expected })
  })
}

test('failures, and answers that broke off, are not kept', async t => {
  const { send, upstream } = await start(t, relay)
  const on = { 'x-parlance-cache': 'on' }
  upstream.on(relay.path, [relay.error(400, 'no'), relay.stream(['a'], { cutAfter: relay.midway }), relay.stream(['whole'])])
  t.match(await send(on, { stream: true }), { status: 400 })
  t.match(await send(on, { stream: true }), { status: 200, cache: 'miss', text: /upstream_cut/ })
  t.match(await send(on, { stream: true }), { cache: 'miss', text: /whole/ })
  t.match(await send(on, { stream: true }), { cache: 'hit', text: /whole/ })
})

test('who goes away leaves nothing behind, and the upstream is told at once', async t => {
  const { send, ask, upstream } = await start(t, relay)
  upstream.on(relay.path, [relay.stream(['a', 'b'], { stallAfter: relay.midway }), relay.stream(['c'])])
  const leaving = new AbortController()
  const response = await ask({ stream: true }, { headers: { 'x-parlance-cache': 'on' }, signal: leaving.signal })
  leaving.abort()
  await response.text().catch(() => {})
  t.equal(await upstream.last().closedEarly, true)
  t.match(await send({ 'x-parlance-cache': 'on' }, { stream: true }), { cache: 'miss', text: /"c"/ })
})

for (const wanted of ['yes', '0', '-1', '1.5', '99999999999']) {
  test(`x-parlance-cache: ${wanted} is refused`, async t => {
    const { send } = await start(t, relay)
    t.match(await send({ 'x-parlance-cache': wanted }), { status: 400, text: /x-parlance-cache/ })
  })
}

test('embeddings are kept too', async t => {
  const { call } = await start(t, relay, { RESPONSE_CACHE_TTL: '60' })
  const embed = () => call('POST', '/api/v1/embeddings', { body: { model: 'demo/embedding', input: 'hello' } })
  const answers = [await embed(), await embed()]
  t.strictSame(answers.map(({ headers }) => headers.get('x-parlance-cache')), ['miss', 'hit'])
  t.strictSame(answers[0]!.json, answers[1]!.json)
})
