import { test } from 'tap'
import { endless, garbageBody, htmlError, json, longLine } from '../helpers/replay-upstream.ts'
import { readEvents, startPair, ways } from '../helpers/two-paths.ts'

for (const way of ways) {
  test(`${way.name}: answers JSON with usage, and says who answered`, async t => {
    const { upstream, ask, receipts } = await startPair(t, way)
    upstream.on(way.path, way.whole('Hi there', { headers: { 'x-request-id': 'upstream-7' } }))
    const response = await ask()
    const body = await response.json() as any
    t.equal(response.status, 200)
    t.match(body, { object: 'chat.completion', choices: [{ message: { role: 'assistant', content: 'Hi there' }, finish_reason: 'stop' }], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } })
    t.match(Object.fromEntries(response.headers), { 'x-parlance-provider': 'up', 'x-parlance-model': 'm', 'x-upstream-request-id': 'upstream-7', 'x-request-id': /./, 'openai-processing-ms': /\d/ })
    t.match(receipts, [{ status: 'ok', path: way.name, provider: 'up', model: 'm', finish: /./, usage: { inputTokens: 7, outputTokens: 3 } }])
  })

  test(`${way.name}: streams by the rules, without usage when it was not asked for`, async t => {
    const { upstream, ask, receipts } = await startPair(t, way)
    upstream.on(way.path, way.stream(['Hel', 'lo'], { splitAt: 40 }))
    const response = await ask({ stream: true })
    const events = readEvents(await response.text())
    t.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    t.equal(response.headers.get('cache-control'), 'no-cache, no-transform')
    t.equal(events.at(-1), '[DONE]')
    const chunks = events.slice(0, -1).map(text => JSON.parse(text))
    t.equal(chunks.map(({ choices }) => choices[0].delta.content ?? '').join(''), 'Hello')
    t.equal(chunks[0].choices[0].delta.role, 'assistant')
    t.equal(chunks.filter(({ choices }) => choices[0].finish_reason !== null).length, 1)
    t.notOk(chunks.some(({ usage }) => usage != null))
    t.match(receipts, [{ status: 'ok', usage: { inputTokens: 7, outputTokens: 3 }, timeToFirstTokenMs: Number }], 'but the receipt has it')
  })

  test(`${way.name}: ends with usage when it was asked for`, async t => {
    const { upstream, ask } = await startPair(t, way)
    upstream.on(way.path, way.stream(['Hello']))
    const events = readEvents(await (await ask({ stream: true, stream_options: { include_usage: true } })).text())
    t.match(JSON.parse(events.at(-2)!), { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } })
  })

  test(`${way.name}: a client that goes away closes the upstream, on a stream and on a plain call`, async t => {
    const { upstream, ask, receipts, app } = await startPair(t, way)
    upstream.on(way.path, [way.stream(['a', 'b'], { stallAfter: way.midway }), way.whole('late', { delayMs: 60_000 })])

    const streaming = new AbortController()
    const response = await ask({ stream: true }, { signal: streaming.signal })
    await response.body!.getReader().read()
    streaming.abort()
    t.equal(await (await upstream.request(0)).closedEarly, true, 'the upstream saw the stream closed')

    const plain = new AbortController()
    const asked = ask({}, { signal: plain.signal }).catch(() => {})
    const request = await upstream.request(1)
    plain.abort()
    t.equal(await request.closedEarly, true, 'the upstream saw the plain call closed')
    await asked
    t.match(receipts.map(({ status }) => status), ['aborted', 'aborted'])
    t.equal(app.services.gateway.active, 0)
  })

  test(`${way.name}: an upstream that is cut in mid-stream ends in an error, never politely`, async t => {
    const { upstream, ask, receipts } = await startPair(t, way)
    upstream.on(way.path, [way.stream(['a', 'b', 'c'], { cutAfter: way.midway }), way.stream(['a', 'b', 'c'], { endAfter: way.midway })])
    for (const how of ['cut', 'ended early']) {
      const events = readEvents(await (await ask({ stream: true })).text())
      t.match(JSON.parse(events.at(-2)!), { error: { code: 'upstream_cut', message: String } }, how)
      t.equal(events.at(-1), '[DONE]', how)
    }
    t.match(receipts, [{ status: 'failed', error: { kind: 'upstream_cut' } }, { status: 'failed', error: { kind: 'upstream_cut' } }])
  })

  test(`${way.name}: an error event in mid-stream reaches the client as one`, async t => {
    const { upstream, ask, receipts } = await startPair(t, way)
    upstream.on(way.path, way.brokenStream(['some', 'text'], 'the GPU caught fire'))
    const events = readEvents(await (await ask({ stream: true })).text())
    t.match(JSON.parse(events.at(-2)!), { error: { message: /GPU caught fire/ } })
    t.equal(events.at(-1), '[DONE]')
    t.match(receipts, [{ status: 'failed' }])
  })

  test(`${way.name}: an error before the first token has its own status, stream or not`, async t => {
    const { upstream, ask } = await startPair(t, way)
    upstream.on(way.path, way.brokenStream([], 'no model for you'))
    const response = await ask({ stream: true })
    t.ok(response.status >= 500, `${response.status}`)
    t.match(await response.json(), { error: { message: /no model for you/, type: 'upstream_error' } })
  })

  const failures: [status: number, expected: number, code: string][] = [
    [401, 502, 'upstream_auth_failed'],
    [403, 502, 'upstream_auth_failed'],
    [400, 400, 'invalid_request'],
    [429, 429, 'upstream_rate_limited'],
    [500, 502, 'upstream_failed'],
    [503, 503, 'upstream_overloaded'],
  ]
  for (const [status, expected, code] of failures) {
    test(`${way.name}: an upstream ${status} is told as ${expected} ${code}`, async t => {
      const { upstream, ask } = await startPair(t, way)
      upstream.on(way.path, way.error(status, 'it went wrong', { headers: { 'retry-after': '7' } }))
      for (const stream of [false, true]) {
        const response = await ask({ stream })
        t.equal(response.status, expected)
        t.match(await response.json(), { error: { code, message: String, requestId: String, upstream: { status } } })
        t.equal(response.headers.get('x-should-retry'), code === 'upstream_auth_failed' ? 'false' : null)
        if (status === 429) t.equal(response.headers.get('retry-after'), '7')
      }
    })
  }

  test(`${way.name}: a key that the provider quotes in its refusal is not told on`, async t => {
    const { upstream, ask, lines } = await startPair(t, way, { provider: { apiKey: 'my very own passphrase' } })
    upstream.on(way.path, way.error(401, 'Incorrect API key provided: my very own passphrase.'))
    const text = await (await ask()).text()
    t.notMatch(text + lines.join(''), /passphrase/)
  })

  test(`${way.name}: HTML, garbage and compressed answers are bad responses`, async t => {
    const { upstream, ask } = await startPair(t, way)
    const replies = {
      html: htmlError(200),
      garbage: garbageBody(),
      compressed: way.whole('hi', { gzip: true }),
      'not HTTP': { raw: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n') },
      redirect: { status: 307, headers: { location: 'http://169.254.169.254/' } },
    }
    for (const [name, reply] of Object.entries(replies)) {
      upstream.on(way.path, reply)
      const response = await ask()
      t.equal(response.status, 502, name)
      t.match(await response.json(), { error: { code: 'upstream_bad_response' } }, name)
    }
  })

  test(`${way.name}: a 10 MB event ends the stream with an error and is let go of`, async t => {
    const { upstream, ask, call } = await startPair(t, way)
    upstream.on(way.path, longLine(10 * 1024 * 1024))
    const response = await ask({ stream: true })
    t.equal(response.status, 502)
    t.match(await response.json(), { error: { code: 'upstream_bad_response' } })
    t.equal((await call('GET', '/api/v1/health')).status, 200)
  })

  test(`${way.name}: a silent upstream times out, before the first byte and in the middle`, async t => {
    const { upstream, ask } = await startPair(t, way, { provider: { timeoutMs: 1000 } })
    upstream.on(way.path, [way.whole('late', { delayMs: 60_000 }), way.stream(['a', 'b'], { stallAfter: way.midway })])
    t.match(await (await ask()).json(), { error: { code: 'upstream_timeout' } })
    const events = readEvents(await (await ask({ stream: true })).text())
    t.match(JSON.parse(events.at(-2)!), { error: { code: 'upstream_timeout' } })
  })

  test(`${way.name}: an upstream that answers JSON to a stream request is streamed all the same`, async t => {
    const { upstream, ask } = await startPair(t, way)
    upstream.on(way.path, way.whole('all at once'))
    const events = readEvents(await (await ask({ stream: true })).text())
    t.equal(events.at(-1), '[DONE]')
    t.match(events.join(''), /all at once/)
  })

  test(`${way.name}: falls back to the next model when the first provider fails, and says so`, async t => {
    const { upstream, ask, receipts } = await startPair(t, way)
    upstream.on(way.path, [way.error(503, 'loading'), way.whole('from the second')])
    const response = await ask({ models: ['up/second'] })
    t.equal(response.status, 200)
    t.match(response.headers.get('x-parlance-attempts'), /up\/m upstream_overloaded/)
    t.match(upstream.last().parsed, { model: 'second', models: undefined })
    t.match(receipts, [{ status: 'ok', model: 'second', attempts: [{ model: 'm', error: 'upstream_overloaded' }] }])
  })

  test(`${way.name}: does not repeat the user’s mistake at another provider`, async t => {
    const { upstream, ask } = await startPair(t, way)
    upstream.on(way.path, way.error(400, 'your fault'))
    t.equal((await ask({ models: ['up/second'] })).status, 400)
    t.equal(upstream.requests.length, 1)
  })

  test(`${way.name}: refuses more calls than the provider takes at once`, async t => {
    const { upstream, ask } = await startPair(t, way, { provider: { maxConcurrency: 1 } })
    upstream.on(way.path, way.stream(['a'], { stallAfter: way.midway }))
    const first = new AbortController()
    await ask({ stream: true }, { signal: first.signal })
    const second = await ask()
    t.equal(second.status, 429)
    t.match(await second.json(), { error: { code: 'provider_busy' } })
    first.abort()
    await (await upstream.request(0)).closedEarly
    upstream.on(way.path, way.whole('free again'))
    t.equal((await ask()).status, 200)
  })

  test(`${way.name}: a slow reader makes the upstream wait`, async t => {
    const { upstream, ask, app } = await startPair(t, way)
    upstream.on(way.path, endless(index => way.delta('z'.repeat(2000) + index)))
    const controller = new AbortController()
    const response = await ask({ stream: true }, { signal: controller.signal })
    const request = await upstream.request(0)
    // until nothing more is taken; an upstream that is never made to wait goes on past the limit
    let accepted = -1
    while (request.accepted !== accepted && request.accepted < 32 * 1024 * 1024) {
      accepted = request.accepted
      await new Promise(resolve => setTimeout(resolve, 500))
    }
    t.ok(accepted < 32 * 1024 * 1024, `it stopped at ${accepted} bytes`)
    t.ok(response.ok)
    controller.abort()
    t.equal(await request.closedEarly, true)
    t.equal(app.services.gateway.active, 0)
  })
}

test('the log line of a request is bounded and clean, whatever the client calls its model and the provider its finish', async t => {
  const [relay] = ways as [typeof ways[0]]
  const { upstream, ask, lines } = await startPair(t, relay)
  const reply = JSON.parse(relay.whole('ok').body!.toString())
  reply.choices[0].finish_reason = `stop Bearer abcdefgh12345678 ${'y'.repeat(5000)}`
  upstream.on(relay.path, json(reply))
  await (await ask({ model: `up/sk-abcdefgh12345678-${'x'.repeat(5000)}` })).text()
  while (!lines.some(line => line.includes('"msg":"request"') && line.includes('completions'))) await new Promise(resolve => setTimeout(resolve, 5))
  const line = lines.find(text => text.includes('"msg":"request"') && text.includes('completions'))!
  t.ok(line.length < 1000, `${line.length}`)
  t.notMatch(line, /abcdefgh12345678/)
  t.match(JSON.parse(line), { route: 'POST /api/v1/chat/completions', status: 200, provider: 'up', model: /hidden/, finish: /hidden/, inputTokens: 7, outputTokens: 3 })
})
