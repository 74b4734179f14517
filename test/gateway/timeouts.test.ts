import { test } from 'tap'
import { tongue } from '../../src/core/provider.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { timeoutsOf } from '../../src/gateway/timeouts.ts'
import { ways } from '../helpers/two-paths.ts'
import { providerRecord } from '../storage/records.ts'
import { question, startGateway } from './setup.ts'

const [openai] = ways as [typeof ways[0]]
const providers = { a: tongue(openaiChat), b: tongue(openaiChat) }
const aliases = { fast: { models: ['a/m', 'b/m'] } }
const stream = question({ model: 'fast', stream: true })
/** The head and the empty first chunk have come, and no word. */
const beforeWords = 20

test('a stream without a first token in time goes to the next target', async t => {
  const { upstream, ask } = await startGateway(t, { providers, aliases, records: { a: { firstTokenTimeoutMs: 700 } } })
  upstream.on('/a/chat/completions', openai.stream(['late'], { stallAfter: beforeWords }))
  upstream.on('/b/chat/completions', openai.stream(['b']))
  t.match(await ask(stream), { error: undefined, receipt: { provider: 'b', attempts: [{ provider: 'a', error: 'upstream_timeout' }] } })
  t.equal(await (await upstream.request(0)).closedEarly, true, 'and the first is told to stop')
})

test('a head that does not come is the same', async t => {
  const { upstream, ask } = await startGateway(t, { providers, aliases, records: { a: { firstTokenTimeoutMs: 700 } } })
  upstream.on('/a/chat/completions', openai.stream(['late'], { delayMs: 5000 }))
  upstream.on('/b/chat/completions', openai.stream(['b']))
  t.match(await ask(stream), { error: undefined, receipt: { provider: 'b' } })
})

for (const [limit, isKept] of [[700, false], [undefined, true]] as const) {
  test(`a stream that is silent is ${isKept ? 'kept alive with a comment' : 'not committed to while its first token may still be late'}`, async t => {
    const { upstream, begin } = await startGateway(t, { providers, aliases, records: { a: { firstTokenTimeoutMs: limit, timeoutMs: 1000 } } })
    upstream.on('/a/chat/completions', openai.stream(['late'], { stallAfter: beforeWords }))
    upstream.on('/b/chat/completions', openai.stream(['b']))
    const { exchange, answer } = begin(stream)
    const ticking = setInterval(() => (exchange as unknown as { keepAlive(): void }).keepAlive(), 20)
    const { text, receipt } = await answer()
    clearInterval(ticking)
    t.equal(receipt.provider, isKept ? 'a' : 'b')
    t.equal(text.startsWith(': ping'), isKept)
  })
}

test('a stream that has begun may take its time, and a whole answer has no first token', async t => {
  const { upstream, ask } = await startGateway(t, { providers, records: { a: { firstTokenTimeoutMs: 1000 } } })
  upstream.on('/a/chat/completions', openai.stream(['one', 'two'], { splitAt: openai.midway, chunkDelayMs: 1300 }))
  t.match(await ask(question({ stream: true })), { error: undefined, receipt: { status: 'ok' } })
  upstream.on('/a/chat/completions', openai.whole('slow', { delayMs: 1300 }))
  t.match(await ask(question()), { error: undefined, receipt: { status: 'ok' } })
})

test('the total holds to the last byte: in band for a stream that has begun', async t => {
  const { upstream, ask } = await startGateway(t, { providers, records: { a: { totalTimeoutMs: 1500, firstTokenTimeoutMs: 1000 } } })
  upstream.on('/a/chat/completions', openai.stream(['one', 'two'], { stallAfter: openai.midway }))
  const { text, error, receipt } = await ask(question({ stream: true }))
  t.equal(error, undefined)
  t.match(text, /did not finish its answer within 1500 ms/)
  t.match(receipt, { status: 'failed', error: { kind: 'upstream_timeout' } })
  upstream.on('/a/chat/completions', openai.whole('slow', { delayMs: 5000 }))
  t.match(await ask(question()), { error: { kind: 'upstream_timeout', status: 504, message: 'The provider did not finish its answer within 1500 ms.' } })
})

test('silence is counted per provider and model', async t => {
  const { upstream, ask } = await startGateway(t, { providers, records: { a: { timeoutMs: 60_000, modelOverrides: { quick: { timeoutMs: 1000 } } } } })
  upstream.on('/a/chat/completions', openai.whole('slow', { delayMs: 20_000 }))
  t.match(await ask(question({ model: 'a/quick' })), { error: { kind: 'upstream_timeout' } })
})

test('the word on the model goes before that on its provider, and that before the default', async t => {
  const defaults = { timeoutMs: 1, firstTokenTimeoutMs: 2 }
  const of = (model: string, change: object) => timeoutsOf({ record: providerRecord({ timeoutMs: undefined, ...change }), plugin: undefined as never, model }, defaults)
  t.match(of('m', {}), { timeoutMs: 1, firstTokenTimeoutMs: 2, totalTimeoutMs: undefined })
  const record = { timeoutMs: 10, totalTimeoutMs: 30, modelOverrides: { m: { totalTimeoutMs: 300, firstTokenTimeoutMs: 200 } } }
  t.match(of('m', record), { timeoutMs: 10, firstTokenTimeoutMs: 200, totalTimeoutMs: 300 })
  t.match(of('n', record), { timeoutMs: 10, firstTokenTimeoutMs: 2, totalTimeoutMs: 30 })
  t.match(of('constructor', record), { timeoutMs: 10 })
})
