import { test, type Test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import type { ProviderRecord } from '../../src/core/ports.ts'
import { tongue } from '../../src/core/provider.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import type { Received, Reply } from '../helpers/replay-upstream.ts'
import { ways } from '../helpers/two-paths.ts'
import { question, startGateway } from './setup.ts'

const [openai] = ways as [typeof ways[0]]
const providers = { a: tongue(openaiChat), b: tongue(openaiChat) }

/** A provider with few places, whose answers a test lets go one by one. */
const start = async (t: Test, record: Partial<ProviderRecord>) => {
  const made = await startGateway(t, { providers, records: { a: record }, aliases: { fast: { models: ['a/m', 'b/m'] } } })
  const held: { request: Received; answer(reply?: Reply): void }[] = []
  made.upstream.on('/a/chat/completions', request => new Promise(resolve => {
    held.push({ request, answer: (reply = openai.whole('hi')) => resolve(reply) })
  }))
  made.upstream.on('/b/chat/completions', openai.whole('b'))
  const soon = async (count: number) => { while (held.length < count) await new Promise(resolve => setTimeout(resolve, 5)) }
  const begin = (name: string) => made.begin(question({ messages: [{ role: 'user', content: name }] }))
  const order = () => held.map(({ request }) => request.parsed.messages[0].content)
  return { ...made, held, soon, begin, order }
}
const still = () => new Promise(resolve => setTimeout(resolve, 40))

test('calls wait for a place in the order in which they came', async t => {
  const { begin, held, soon, order } = await start(t, { maxConcurrency: 1, maxQueue: 5 })
  const calls = ['first', 'second', 'third'].map(begin)
  for (let index = 0; index < 3; index++) {
    await soon(index + 1)
    await still()
    t.equal(held.length, index + 1, 'one at a time')
    held[index]!.answer()
  }
  const answers = await Promise.all(calls.map(({ answer }) => answer()))
  t.same(order(), ['first', 'second', 'third'])
  t.same(answers.map(({ error, receipt }) => [error, receipt.status]), Array(3).fill([undefined, 'ok']))
  t.equal(answers[0]!.receipt.queuedMs, 0)
  t.ok(answers[2]!.receipt.queuedMs! >= 40, 'the wait is on the receipt')
  t.same(answers[2]!.receipt.attempts, [])
})

test('who comes when the queue is full is sent away at once', async t => {
  const { begin, held, soon } = await start(t, { maxConcurrency: 1, maxQueue: 1 })
  const first = begin('first')
  const second = begin('second')
  t.match(await begin('third').answer(), { error: { kind: 'provider_busy', status: 429, message: 'a already has 1 calls running and 1 waiting.', more: { retryAfterMs: 1000, provider: 'a' } }, receipt: { attempts: [{ provider: 'a', error: 'provider_busy', isSkipped: true }] } })
  await soon(1)
  held[0]!.answer()
  await soon(2)
  held[1]!.answer()
  t.match(await Promise.all([first.answer(), second.answer()]), [{ error: undefined }, { error: undefined }])
})

test('nobody waits longer than it is said', async t => {
  const { begin, held, soon } = await start(t, { maxConcurrency: 1, maxQueue: 5, queueTimeoutMs: 60 })
  const first = begin('first')
  t.match(await begin('second').answer(), { error: { kind: 'provider_busy', message: 'a had no place free within 60 ms.' } })
  await soon(1)
  held[0]!.answer()
  t.match(await first.answer(), { error: undefined })
})

for (const how of ['goes away', 'is sent away'] as const) {
  test(`a client that ${how} leaves the queue at once`, async t => {
    const { begin, held, soon, order, gateway } = await start(t, { maxConcurrency: 1, maxQueue: 1 })
    const first = begin('first')
    const second = begin('second')
    if (how === 'goes away') second.exchange.abort()
    else (second.exchange as unknown as { interrupt(error: GatewayError): void }).interrupt(new GatewayError('unavailable', 'bye'))
    t.match(await second.receipt, { status: how === 'goes away' ? 'aborted' : 'failed' })
    const third = begin('third')
    await soon(1)
    held[0]!.answer()
    await soon(2)
    held[1]!.answer()
    t.match(await Promise.all([first.answer(), third.answer()]), [{ error: undefined }, { error: undefined }])
    t.same(order(), ['first', 'third'])
    t.equal(gateway.active, 0)
  })
}

test('a call that has another target with a place free does not wait', async t => {
  const { begin, ask, held, soon } = await start(t, { maxConcurrency: 1, maxQueue: 5 })
  const first = begin('first')
  await soon(1)
  t.match(await ask(question({ model: 'fast' })), { error: undefined, receipt: { provider: 'b', queuedMs: 0, attempts: [{ provider: 'a', error: 'provider_busy', isSkipped: true }] } })
  held[0]!.answer()
  await first.answer()
})

test('when the other target fails, the one that is busy is waited for', async t => {
  const { begin, ask: send, upstream, held, soon } = await start(t, { maxConcurrency: 1, maxQueue: 5 })
  upstream.on('/b/chat/completions', openai.error(500, 'broken'))
  const first = begin('first')
  await soon(1)
  const second = send(question({ model: 'fast' }))
  held[0]!.answer()
  await soon(2)
  held[1]!.answer(openai.whole('worth the wait'))
  t.match(await second, { error: undefined, receipt: { provider: 'a', attempts: [{ provider: 'a', error: 'provider_busy' }, { provider: 'b', error: 'upstream_failed' }] }, text: /worth the wait/ })
  await first.answer()
})

test('a thousand waiting calls that fail at once do not topple', async t => {
  const { begin, held, gateway } = await start(t, { maxConcurrency: 1, maxQueue: 1000, headers: { 'bad header': 'x' } })
  const calls = Array.from({ length: 1000 }, (_, index) => begin(String(index)))
  const answers = await Promise.all(calls.map(({ answer }) => answer()))
  t.ok(answers.every(({ error }) => error !== undefined))
  t.equal(gateway.active, 0)
  t.equal(held.length, 0)
})
