import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import type { SpendRequest } from '../../src/core/ports.ts'
import { tongue } from '../../src/core/provider.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { mayRepeat } from '../../src/gateway/retry.ts'
import { admin } from '../registry/setup.ts'
import { htmlError, rateLimited, sse } from '../helpers/replay-upstream.ts'
import { ways } from '../helpers/two-paths.ts'
import { question, startGateway } from './setup.ts'

const [openai] = ways as [typeof ways[0]]
const providers = { a: tongue(openaiChat), b: tongue(openaiChat), c: tongue(anthropicMessages) }
const aliases = { fast: { models: ['a/m', 'b/m'] } }
const ask = question({ model: 'fast' })
const path = (name: string) => `/${name}/chat/completions`
/** Back-off without the waiting, but for what a provider asks for. */
const retry = { repeats: 2, windowMs: 20_000 }
const random = () => 0

test('the next target is asked before the first is asked again, and then the one that has failed least', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases, retry, random })
  upstream.on(path('a'), openai.error(503, 'loading'))
  upstream.on(path('b'), [openai.error(500, 'broken'), openai.whole('at last')])
  const { body, receipt } = await send(ask)
  t.equal(body.choices[0].message.content, 'at last')
  t.same(upstream.requests.map(request => request.path), ['a', 'b', 'a', 'b'].map(path))
  t.match(receipt, { status: 'ok', provider: 'b', retries: 2, attempts: [{ provider: 'a', error: 'upstream_overloaded' }, { provider: 'b', error: 'upstream_failed' }, { provider: 'a' }] })
})

test('after so many repeats it is enough, and the last failure is told', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, retry, random })
  upstream.on(path('a'), openai.error(503, 'loading'))
  t.match(await send(question()), { error: { kind: 'upstream_overloaded' }, receipt: { status: 'failed', retries: 2, attempts: { length: 3 } } })
  t.equal(upstream.requests.length, 3)
})

test('the same bytes go out again, although the name of the model is another one there', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, retry, random })
  upstream.on(path('a'), [openai.error(503, 'loading'), openai.whole('hi')])
  t.match(await send(question()), { error: undefined, receipt: { retries: 1 } })
  t.equal(upstream.requests[0]!.body.toString(), upstream.requests[1]!.body.toString())
  t.match(upstream.last().parsed, { model: 'm', messages: [{ content: 'hello' }] })
})

test('a provider that says when it may be asked again is not asked before', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, retry, random })
  const at: number[] = []
  upstream.on(path('a'), () => at.push(performance.now()) === 1 ? rateLimited(0, { headers: { 'retry-after-ms': '300' } }) : openai.whole('hi'))
  t.match(await send(question()), { error: undefined, receipt: { retries: 1, attempts: [{ error: 'upstream_rate_limited' }] } })
  t.ok(at[1]! - at[0]! >= 295, `${at[1]! - at[0]!} ms later`)
})

test('one that wants to be left alone for long is not waited for, and not asked by the next call either', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases, retry, random })
  upstream.on(path('a'), rateLimited(30))
  t.match(await send(question()), { error: { kind: 'upstream_rate_limited', more: { retryAfterMs: 30_000 } }, receipt: { retries: 0 } })
  const { error, receipt } = await send(question())
  t.match(error, { kind: 'upstream_rate_limited', status: 429, more: { provider: 'a', upstream: { status: 429 } } })
  t.ok(error!.more.retryAfterMs! > 25_000 && error!.more.retryAfterMs! <= 30_000)
  t.match(receipt.attempts, [{ provider: 'a', error: 'upstream_rate_limited', isSkipped: true, latencyMs: 0 }])
  upstream.on(path('b'), openai.whole('b'))
  t.match(await send(ask), { error: undefined, receipt: { provider: 'b', attempts: [{ provider: 'a', isSkipped: true }] } })
  t.equal(upstream.requests.length, 2)
})

test('a short wait that another call was asked for is waited, which is no retry', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, retry: { repeats: 0, windowMs: 20_000 }, random })
  upstream.on(path('a'), [rateLimited(0, { headers: { 'retry-after-ms': '400' } }), openai.whole('hi')])
  t.match(await send(question()), { error: { kind: 'upstream_rate_limited' } })
  t.match(await send(question()), { error: undefined, receipt: { retries: 0, attempts: [{ error: 'upstream_rate_limited', isSkipped: true }] } })
})

test('nothing is asked again once the time for it is over', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, retry: { repeats: 2, windowMs: 0 }, random })
  upstream.on(path('a'), openai.error(503, 'loading'))
  t.match(await send(question()), { error: { kind: 'upstream_overloaded' }, receipt: { retries: 0 } })
  t.equal(upstream.requests.length, 1)
})

test('a client that goes away while it is waited leaves nothing behind', async t => {
  const { upstream, begin, gateway } = await startGateway(t, { providers, retry, random: () => 0.9 })
  upstream.on(path('a'), openai.error(503, 'loading'))
  const { exchange, receipt } = begin(question())
  await (await upstream.request(0)).closedEarly
  await new Promise(resolve => setTimeout(resolve, 50))
  exchange.abort()
  t.match(await receipt, { status: 'aborted', attempts: [{ error: 'upstream_overloaded' }] })
  t.equal(gateway.active, 0)
  await new Promise(resolve => setTimeout(resolve, 500))
  t.equal(upstream.requests.length, 1)
})

const answers: [name: string, what: (isStream: boolean) => object, whole: number, stream: number][] = [
  ['an overload', () => openai.error(503, 'loading'), 3, 3],
  ['a failure', () => openai.error(500, 'oops'), 3, 3],
  ['an overload told inside a 200', isStream => isStream ? openai.brokenStream([], 'overloaded') : openai.error(200, 'overloaded'), 3, 3],
  ['a connection that breaks before a byte', () => ({ raw: Buffer.alloc(0) }), 3, 3],
  ['an answer that is cut in the middle', isStream => isStream ? openai.stream(['hi'], { cutAfter: 30 }) : openai.whole('hi', { cutAfter: 30 }), 1, 1],
  ['a refused credential', () => openai.error(401, 'no'), 1, 1],
  ['an empty account', () => openai.error(402, 'pay first'), 1, 1],
  ['the user’s mistake', () => openai.error(400, 'your fault'), 1, 1],
  ['a page instead of an answer', () => htmlError(200), 1, 1],
]
for (const [name, what, whole, stream] of answers) {
  for (const isStream of [false, true]) {
    const times = isStream ? stream : whole
    test(`${name} is asked ${times === 1 ? 'once' : `${times} times`} of a target${isStream ? ', as a stream' : ''}`, async t => {
      const { upstream, ask: send } = await startGateway(t, { providers, retry, random })
      upstream.on(path('a'), what(isStream))
      const { error, receipt } = await send(question({ stream: isStream }))
      t.ok(error)
      t.equal(upstream.requests.length, times)
      t.equal(receipt.attempts.length, times)
    })
  }
}

test('what may have been done is not asked of the same target again', async t => {
  const cut = new GatewayError('upstream_cut', 'cut')
  const late = new GatewayError('upstream_timeout', 'late')
  t.ok(mayRepeat(cut, { isStream: false, hasAnswered: false, ranMs: 20 }), 'a kept-alive connection that had just been closed')
  t.notOk(mayRepeat(cut, { isStream: false, hasAnswered: false, ranMs: 20_000 }), 'a whole answer that was long in coming')
  t.ok(mayRepeat(cut, { isStream: true, hasAnswered: false, ranMs: 20_000 }))
  t.notOk(mayRepeat(late, { isStream: false, hasAnswered: false, ranMs: 20_000 }))
  t.ok(mayRepeat(late, { isStream: true, hasAnswered: false, ranMs: 20_000 }))
  t.notOk(mayRepeat(late, { isStream: true, hasAnswered: true, ranMs: 20_000 }))
})

test('another target is asked all the same: the client has nothing yet', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases, retry, random })
  upstream.on(path('a'), openai.whole('half', { cutAfter: 30 }))
  upstream.on(path('b'), openai.whole('whole'))
  t.match(await send(ask), { error: undefined, receipt: { provider: 'b', attempts: [{ provider: 'a', error: 'upstream_cut' }] } })
})

test('what a target reported before it failed stands on its attempt, with its cost, and every hold is settled once with its own', async t => {
  const settled: [string, unknown][] = []
  const allowance = { concerns: () => true, reserve: ({ target }: SpendRequest) => ({ settle: ({ usage }: { usage: unknown }) => { settled.push([target.record.name, usage]) } }) }
  const { upstream, ask: send } = await startGateway(t, { providers, aliases: { fast: { models: ['c/m', 'a/m'] } }, retry, random, allowance, pricing: { input: 1, output: 10 } })
  const begun = { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 7, output_tokens: 1 } } }
  upstream.on('/c/messages', sse([{ event: 'message_start', data: begun }, { event: 'error', data: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } }]))
  upstream.on(path('a'), openai.stream(['hi']))
  const { receipt } = await send({ ...ask, stream: true }, { caller: admin })
  t.match(receipt, { status: 'ok', provider: 'a', usage: { inputTokens: 7, outputTokens: 3 }, costUsd: 37e-6, attempts: [{ provider: 'c', error: 'upstream_overloaded', usage: { inputTokens: 7, outputTokens: 1 }, costUsd: 17e-6 }] })
  t.match(settled, [['c', { inputTokens: 7, outputTokens: 1 }], ['a', { inputTokens: 7, outputTokens: 3 }]])
  t.equal(settled.length, 2)
})

test('a prompt that is too long for one target goes to one that is known to take more, and to no other', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases: { long: { models: ['a/small', 'b/same', 'b/large'] }, short: { models: ['a/small', 'b/same'] } }, windows: { 'a/small': 8000, 'b/same': 8000, 'b/large': 200_000 } })
  upstream.on(path('a'), openai.error(400, 'This model\'s maximum context length is 8000 tokens.'))
  upstream.on(path('b'), openai.whole('fits'))
  t.match(await send(question({ model: 'long' })), { error: undefined, receipt: { provider: 'b', model: 'large', attempts: [{ provider: 'a', error: 'context_length_exceeded' }] } })
  t.match(await send(question({ model: 'short' })), { error: { kind: 'context_length_exceeded', status: 400 } })
  t.equal(upstream.requests.filter(request => request.path === path('b')).length, 1)
})
