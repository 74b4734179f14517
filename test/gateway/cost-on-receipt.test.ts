import { test } from 'tap'
import { createPrices } from '../../src/prices/index.ts'
import { startApp } from '../helpers/app.ts'
import { fixtureCases } from '../helpers/fixtures.ts'
import { chatPaths } from '../helpers/replay-recorded.ts'
import { startUpstream } from '../helpers/replay-upstream.ts'
import { startPair, ways } from '../helpers/two-paths.ts'

// At noon, when DeepSeek asks for its full price.
const { lookUp } = createPrices({ clock: () => Date.parse('2026-11-21T12:00:00Z') })

const services = {
  openai: { kind: 'openai', baseUrl: 'https://api.openai.com/v1' },
  anthropic: { kind: 'anthropic', baseUrl: 'https://api.anthropic.com/v1' },
  deepseek: { kind: 'openai-compatible', baseUrl: 'https://api.deepseek.com' },
}

// Tokens × dollars for a million of them: fresh input, cache read, cache written, output.
const answers: { name: string; service: keyof typeof services; model: string; path: string; costUsd: number }[] = [
  { name: 'openai/text-usage', service: 'openai', model: 'gpt-4o', path: 'relay', costUsd: (8 * 2.5 + 12 * 1.25 + 8 * 10) / 1e6 },
  { name: 'openai/text', service: 'openai', model: 'gpt-4o', path: 'relay', costUsd: (9 * 2.5 + 3 * 10) / 1e6 },
  { name: 'anthropic/cache', service: 'anthropic', model: 'claude-haiku-4-5', path: 'events', costUsd: (3 * 1 + 1000 * 0.1 + 100 * 1.25 + 6 * 5) / 1e6 },
  { name: 'anthropic/text-whole', service: 'anthropic', model: 'claude-haiku-4-5', path: 'events', costUsd: (10 * 1 + 30 * 0.1 + 2 * 1.25 + 5 * 5) / 1e6 },
  { name: 'recorded ant-cache-stream', service: 'anthropic', model: 'claude-sonnet-4-5-20250929', path: 'events', costUsd: (3 * 3 + 1217 * 0.3 + 6 * 15) / 1e6 },
  { name: 'deepseek/cached', service: 'deepseek', model: 'deepseek-chat', path: 'relay', costUsd: (6 * 0.27 + 10 * 0.07 + 1 * 1.1) / 1e6 },
  { name: 'deepseek/reasoning', service: 'deepseek', model: 'deepseek-reasoner', path: 'relay', costUsd: (6 * 0.55 + 10 * 0.14 + 7 * 2.19) / 1e6 },
  { name: 'recorded dsk-tool-stream-cached', service: 'deepseek', model: 'deepseek-chat', path: 'relay', costUsd: (111 * 0.27 + 384 * 0.07 + 65 * 1.1) / 1e6 },
]

const isNear = (left: number | undefined, right: number) => Math.abs(left! - right) < 1e-12

for (const { name, service, model, path, costUsd } of answers) {
  const recorded = fixtureCases.find(one => one.name === name)
  if (recorded === undefined) continue // said by fixtures.ts
  test(`${name} costs what ${service} asks for ${model}, cached tokens at the rates of the cache`, async t => {
    const [server, upstream] = [await startApp(t), await startUpstream(t)]
    const { kind, baseUrl } = services[service]
    const { pricing } = lookUp({ kind, baseUrl, model })!
    const address = upstream.url + URL.parse(baseUrl)!.pathname.replace(/\/$/, '')
    await server.addProvider({ name: 'up', kind, baseUrl: address, apiKey: 'sk-upstream-key-0123456789', modelOverrides: { [model]: { pricing } } })
    upstream.on(`POST ${chatPaths[service]}`, { body: recorded.bytes, headers: { 'content-type': recorded.isStream ? 'text/event-stream' : 'application/json' } })

    const { status, headers, text } = await server.call('POST', '/api/v1/chat/completions', { body: { model: `up/${model}`, stream: recorded.isStream, messages: [{ role: 'user', content: 'Hi' }] } })
    t.equal(status, 200, text)
    const [receipt] = server.receipts
    t.match(receipt, { path, status: 'ok', stream: recorded.isStream })
    t.ok(isNear(receipt?.costUsd, costUsd), `${receipt?.costUsd} is ${costUsd}`)
    if (recorded.isStream) t.equal(headers.get('x-parlance-cost-usd'), null, 'its head has gone before anyone knows')
    else t.ok(isNear(Number(headers.get('x-parlance-cost-usd')), costUsd))
  })
}

for (const way of ways) {
  const free = { modelOverrides: { m: { pricing: { input: 0, output: 0 } } } }
  const priced = { modelOverrides: { m: { pricing: { input: 1, output: 2, tiers: [{ above: 6, input: 2, output: 4 }] } } } }

  test(`says no cost where nobody knows the price (${way.name})`, async t => {
    const { ask, upstream, receipts } = await startPair(t, way)
    upstream.on(/./, way.whole('hello'))
    const answer = await ask()
    t.equal(answer.headers.get('x-parlance-cost-usd'), null)
    t.equal(receipts[0]?.costUsd, undefined)
    t.ok(receipts[0]?.usage, 'although the tokens are known')
  })

  test(`says that a free model costs nothing (${way.name})`, async t => {
    const { ask, upstream, receipts } = await startPair(t, way, { provider: free })
    upstream.on(/./, way.whole('hello'))
    t.equal((await ask()).headers.get('x-parlance-cost-usd'), '0')
    t.equal(receipts[0]?.costUsd, 0)
  })

  test(`prices by the tier that the prompt is in, and writes the cost into the log (${way.name})`, async t => {
    const { ask, upstream, receipts, lines } = await startPair(t, way, { provider: priced })
    upstream.on(/./, way.whole('hello'))
    const answer = await ask()
    await answer.text()
    t.equal(answer.headers.get('x-parlance-cost-usd'), '0.000026') // (7 × 2 + 3 × 4) / 1e6
    t.equal(receipts[0]?.costUsd, 0.000026)
    while (!lines.some(line => line.includes('"route":"POST /api/v1/chat/completions"'))) await new Promise(setImmediate)
    const [line] = lines.filter(line => line.includes('"route":"POST /api/v1/chat/completions"'))
    t.equal(JSON.parse(line!).costUsd, 0.000026)
    t.match(line, '"costUsd":0.000026,')
  })

  test(`has the cost of a stream on its receipt (${way.name})`, async t => {
    const { ask, upstream, receipts } = await startPair(t, way, { provider: priced })
    upstream.on(/./, way.stream(['hel', 'lo']))
    await (await ask({ stream: true })).text()
    t.match(receipts[0], { stream: true, costUsd: 0.000026 })
  })

  test(`says no cost of an answer that failed (${way.name})`, async t => {
    const { ask, upstream, receipts } = await startPair(t, way, { provider: priced })
    upstream.on(/./, way.error(400, 'no'))
    t.equal((await ask()).headers.get('x-parlance-cost-usd'), null)
    t.equal(receipts[0]?.costUsd, undefined)
  })
}

test('a price that was changed holds for the next answer', async t => {
  const { ask, call, upstream, receipts } = await startPair(t, ways[0]!, { provider: { modelOverrides: { m: { pricing: { input: 1, output: 2 } } } } })
  upstream.on(/./, ways[0]!.whole('hello'))
  await ask()
  await call('PATCH', '/api/v1/providers/up', { body: { modelOverrides: { m: { pricing: { output: 3 } } } } })
  await ask()
  t.strictSame(receipts.map(({ costUsd }) => costUsd), [0.000013, 0.000016])
})

test('browsers may read what an answer cost', async t => {
  const { url } = await startApp(t, { FRONTEND_URL: 'https://app.example' })
  const { headers } = await fetch(`${url}/api/v1/health`, { headers: { origin: 'https://app.example' } })
  t.match(headers.get('access-control-expose-headers'), 'x-parlance-cost-usd')
})
