// Answers that nobody came to count: budgets, the ledger and receipts tell the same of them.
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'tap'
import type { Test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { readEvents } from '../chats/helpers.ts'
import { forEachPlace } from '../helpers/databases.ts'
import { json, type Reply, startUpstream, type Upstream } from '../helpers/replay-upstream.ts'
import { type Way, ways } from '../helpers/two-paths.ts'
import { makeKey, settledBudget } from '../limits/setup.ts'

const pricing = { input: 1, output: 10 }
const texts = Array.from({ length: 40 }, (_, index) => `word ${index} `)
const [relay, events] = [ways[0]!, ways[1]!]

type Books = { server: TestApp; upstream: Upstream; way: Way; key: { id: string; secret: string }; ask(body?: object, init?: RequestInit): Promise<Response> }

const openBooks = async (t: Test, way: Way, { url, dataDir }: { url: string | undefined; dataDir: string }): Promise<Books> => {
  const upstream = await startUpstream(t)
  const server = await startApp(t, { DATA_DIR: dataDir, ...url !== undefined && { DATABASE_URL: url } })
  await server.addProvider({ name: 'up', kind: way.kind, baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789', modelOverrides: { m: { pricing } } })
  const key = await makeKey(server, { budget: { usd: 5, period: 'total' }, scopes: ['inference', 'chats'] })
  const ask = (body: object = {}, init: RequestInit = {}) => fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'up/m', max_tokens: 1000, messages: [{ role: 'user', content: 'What does it cost when I leave?' }], ...body }),
    ...init,
  })
  return { server, upstream, way, key, ask }
}

/** Once this many calls are over: the last one in the list, after the three have been compared. */
const settled = async (t: Test, { server, key }: Books, calls: number, what: string): Promise<any> => {
  while (server.receipts.length < calls) await new Promise(resolve => setTimeout(resolve, 5))
  const { spentUsd } = await settledBudget(server, key.id)
  await server.app.services.ledger.flush()
  const { json: { totals } } = await server.call('GET', `/api/v1/analytics/summary?keyId=${key.id}`)
  const { json: { data } } = await server.call('GET', `/api/v1/analytics/requests?keyId=${key.id}`)
  const nanos = (usd: number | null) => Math.round((usd ?? 0) * 1e9)
  const rows = data.reduce((sum: number, row: any) => sum + nanos(row.costUsd) + row.failedAttempts.reduce((all: number, one: any) => all + nanos(one.costUsd), 0), 0)
  t.equal(nanos(spentUsd), rows, `${what}: the budget is charged what the ledger says`)
  t.equal(nanos(totals.costUsd), rows, `${what}: the summary says it too`)
  const { usage, costUsd, isEstimated } = server.receipts.at(-1)!
  t.strictSame([data[0].inputTokens, data[0].outputTokens, data[0].costUsd, data[0].estimated], [usage?.inputTokens ?? null, usage?.outputTokens ?? null, costUsd ?? null, isEstimated], `${what}: and so does the receipt`)
  return data[0]
}

/** Reads what has come first, and goes away. */
const leave = async ({ ask }: Books): Promise<void> => {
  const gone = new AbortController()
  const response = await ask({ stream: true }, { signal: gone.signal })
  await response.body!.getReader().read()
  gone.abort()
}

const half = (way: Way): number => Math.floor(way.stream(texts).body!.length / 2)

for (const way of ways) {
  test(`what was cut or left is in the books as the budget was charged (${way.name})`, t => forEachPlace(t, async (t, place) => {
    const books = await openBooks(t, way, place)
    const { upstream, ask } = books
    upstream.on(way.path, way.whole('hello'))
    await (await ask()).text()
    t.match(await settled(t, books, 1, 'told'), { status: 'ok', estimated: false, inputTokens: 7, outputTokens: 3, costUsd: 37e-6 })

    upstream.on(way.path, way.stream(texts, { stallAfter: half(way) }))
    await leave(books)
    const left = await settled(t, books, 2, 'left midway')
    t.match(left, { status: 'aborted', estimated: true, inputTokens: Number, outputTokens: Number })
    t.ok(left.outputTokens >= 20 && left.outputTokens <= 150, `${left.outputTokens}: about what was said`)

    upstream.on(way.path, way.stream(texts, { cutAfter: half(way) }))
    await (await ask({ stream: true })).text()
    t.match(await settled(t, books, 3, 'cut midway'), { status: 'failed', error: 'upstream_cut', estimated: true, outputTokens: left.outputTokens })

    upstream.on(way.path, way.stream(texts, { delayMs: 600_000 }))
    const gone = new AbortController()
    const before = upstream.requests.length
    ask({ stream: true }, { signal: gone.signal }).catch(() => {})
    await upstream.request(before)
    gone.abort()
    t.match(await settled(t, books, 4, 'left before a byte'), { status: 'aborted', estimated: true, outputTokens: 0 })

    upstream.on(way.path, way.stream(texts, { cutAfter: 5 }))
    t.equal((await ask()).status, 502)
    t.match(await settled(t, books, 5, 'failed before a word'), { status: 'failed', estimated: false, inputTokens: null, costUsd: null })

    const whole = way.stream(texts)
    const lastWords = way === relay ? 'data: [DONE]' : 'event: message_stop'
    upstream.on(way.path, { ...whole, stallAfter: whole.body!.indexOf(lastWords) })
    const late = new AbortController()
    const response = await ask({ stream: true }, { signal: late.signal })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (let text = ''; !text.includes('"finish_reason":"stop"');) text += (await reader.read()).value
    // the count comes right behind it
    await new Promise(resolve => setTimeout(resolve, 50))
    late.abort()
    t.match(await settled(t, books, 6, 'left after the count'), { status: 'aborted', estimated: false, inputTokens: 7, outputTokens: 3, costUsd: 37e-6 })
  }))
}

test('a provider that does not count is estimated, whole and streamed', t => forEachPlace(t, async (t, place) => {
  const books = await openBooks(t, relay, place)
  const { upstream, ask } = books
  const silent = (reply: Reply): Reply => ({ ...reply, body: Buffer.from(reply.body!.toString().replace(/,"usage":\{[^}]*\}/, '')) })
  upstream.on(relay.path, silent(relay.whole('word '.repeat(100))))
  const response = await ask()
  t.equal(Number(response.headers.get('x-parlance-cost-usd')), books.server.receipts[0]!.costUsd)
  await response.text()
  const whole = await settled(t, books, 1, 'whole')
  t.match(whole, { status: 'ok', estimated: true })
  t.ok(whole.outputTokens >= 100 && whole.outputTokens < 250, `${whole.outputTokens} of about a hundred`)
  upstream.on(relay.path, silent(relay.stream(texts)))
  await (await ask({ stream: true, max_tokens: 10 })).text()
  t.match(await settled(t, books, 2, 'streamed'), { status: 'ok', estimated: true, outputTokens: 10 }, 'never more than the request allows')
  const { text } = await books.server.call('GET', `/api/v1/analytics/requests?keyId=${books.key.id}&format=csv`)
  const [head, ...lines] = text.trim().split('\r\n').map((line: string) => line.split(','))
  t.strictSame(lines.map((line: string[]) => line[head!.indexOf('estimated')]), ['true', 'true'])
}))

test('what a provider had counted before it failed is charged too, and nothing that never reached one', t => forEachPlace(t, async (t, place) => {
  const books = await openBooks(t, events, place)
  const { upstream, ask, server } = books
  upstream.on(events.path, events.brokenStream([], 'overloaded'))
  await (await ask({ stream: true })).text()
  t.match(await settled(t, books, 1, 'counted, then failed'), { status: 'failed', inputTokens: null, failedAttempts: [{ costUsd: 17e-6 }] })
  t.equal((await settledBudget(server, books.key.id)).spentUsd, 17e-6)
  const deaf = createServer().listen(0, '127.0.0.1')
  await once(deaf, 'listening')
  t.teardown(() => deaf.close())
  const reached = once(deaf, 'connection')
  // it takes the connection and never says a word of TLS
  await server.addProvider({ name: 'nobody', kind: 'openai-compatible', baseUrl: `https://127.0.0.1:${(deaf.address() as AddressInfo).port}/v1`, apiKey: 'sk-nobody-key-0123456789', modelOverrides: { m: { pricing } } })
  const gone = new AbortController()
  const asked = ask({ model: 'nobody/m' }, { signal: gone.signal }).catch(() => {})
  const [socket] = await reached
  gone.abort()
  await asked
  t.match(await settled(t, books, 2, 'never sent'), { status: 'aborted', estimated: false, inputTokens: null, costUsd: null })
  socket.destroy()
}))

test('a chat whose answer is stopped says about what it took, as the budget has it', t => forEachPlace(t, async (t, place) => {
  const books = await openBooks(t, relay, place)
  const { upstream, server, key } = books
  const call = (method: string, path: string, body?: object) => server.call(method, `/api/v1${path}`, { key: key.secret, ...body !== undefined && { body } })
  const { json: chat } = await call('POST', '/chats', { title: 'Costs', model: 'up/m' })
  upstream.on(relay.path, relay.stream(texts, { stallAfter: half(relay) }))
  const response = await fetch(`${server.baseUrl}/chats/${chat.id}/messages`, { method: 'POST', headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: 'Tell me.', stream: true }) })
  await readEvents(response, 2)
  await call('POST', `/chats/${chat.id}/stop`)
  const row = await settled(t, books, 1, 'stopped')
  t.match(row, { status: 'aborted', estimated: true, chatId: chat.id })
  t.ok(row.outputTokens >= 40 && row.outputTokens <= 90, `${row.outputTokens}: by its words`)
  const { json: { data } } = await call('GET', `/chats/${chat.id}/messages`)
  t.match(data[0], { status: 'stopped', usage: { inputTokens: row.inputTokens, outputTokens: row.outputTokens, estimated: true }, costUsd: row.costUsd })
  const { json: exported } = await call('GET', `/chats/${chat.id}/export`)
  const { json: imported } = await call('POST', '/chats/import', exported)
  const { json: { data: again } } = await call('GET', `/chats/${imported.items[0].chatId}/messages`)
  t.match(again[0], { usage: { estimated: true }, costUsd: row.costUsd })

  upstream.on(relay.path, relay.stream(texts, { delayMs: 600_000 }))
  const before = upstream.requests.length
  const asked = await fetch(`${server.baseUrl}/chats/${chat.id}/messages`, { method: 'POST', headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: 'And now?', stream: true }) })
  await upstream.request(before)
  await readEvents(asked, 1)
  await call('POST', `/chats/${chat.id}/stop`)
  const prompt = await settled(t, books, 2, 'stopped before a word')
  const { json: { data: now } } = await call('GET', `/chats/${chat.id}/messages`)
  t.match(now[0], { status: 'stopped', usage: { inputTokens: prompt.inputTokens, outputTokens: 0, estimated: true }, costUsd: prompt.costUsd })
}))

test('vectors that were not counted are a prompt and no answer', async t => {
  const upstream = await startUpstream(t)
  const server = await startApp(t)
  await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })
  upstream.on('/v1/embeddings', json({ object: 'list', model: 'm', data: [{ object: 'embedding', index: 0, embedding: [0.5, 0.25] }] }))
  t.equal((await server.call('POST', '/api/v1/embeddings', { body: { model: 'up/m', input: 'some words to embed' } })).status, 200)
  t.match(server.receipts, [{ isEstimated: true, usage: { outputTokens: 0 } }])
})
