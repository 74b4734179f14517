import { test } from 'tap'
import { tongue } from '../../src/core/provider.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { ways } from '../helpers/two-paths.ts'
import { question, startGateway } from './setup.ts'

const [openai, anthropic] = ways as [typeof ways[0], typeof ways[0]]
/** Two providers of OpenAI's dialect and one of Anthropic's. */
const providers = { a: tongue(openaiChat), b: tongue(openaiChat), c: tongue(anthropicMessages) }
const ask = question({ model: 'fast' })

for (const isSlow of [false, true]) {
  test(`an alias asks its first target; the others stay unasked${isSlow ? ', although targets have to be looked up' : ''}`, async t => {
    const { upstream, ask: send } = await startGateway(t, { providers, isSlow, aliases: { fast: { models: ['a/small', 'b/small'] } } })
    upstream.on('/a/chat/completions', openai.whole('first'))
    const { body, head, receipt } = await send(ask)
    t.equal(body.choices[0].message.content, 'first')
    t.match(head, { provider: 'a', model: 'small' })
    t.match(upstream.last().parsed, { model: 'small' })
    t.equal(upstream.requests.length, 1)
    t.match(receipt, { status: 'ok', provider: 'a', model: 'small', attempts: [] })
  })

  test(`the next target answers when one fails, and the receipt tells of both${isSlow ? ', although targets have to be looked up' : ''}`, async t => {
    const { upstream, ask: send, observations } = await startGateway(t, { providers, isSlow, aliases: { fast: { models: ['a/small', 'c/haiku'] } } })
    upstream.on('/a/chat/completions', openai.error(503, 'loading'))
    upstream.on('/c/messages', anthropic.whole('from the second'))
    const { body, receipt } = await send(ask)
    t.match(body, { model: 'fast', choices: [{ message: { content: 'from the second' } }] }, 'a written answer bears the name that was asked for')
    t.match(receipt, { status: 'ok', path: 'events', provider: 'c', model: 'haiku', attempts: [{ provider: 'a', model: 'small', error: 'upstream_overloaded' }] })
    t.match(observations, [{ providerId: 'prv_a', ok: false, errorKind: 'upstream_overloaded' }, { providerId: 'prv_c', ok: true }])
  })

  test(`a target that nobody serves any more is passed over${isSlow ? ', although targets have to be looked up' : ''}`, async t => {
    const { upstream, ask: send } = await startGateway(t, { providers, isSlow, aliases: { fast: { models: ['gone/small', 'bare', 'b/small'] } } })
    upstream.on('/b/chat/completions', openai.whole('still here'))
    const { body, receipt } = await send(ask)
    t.equal(body.choices[0].message.content, 'still here')
    t.match(receipt.attempts, [{ provider: 'gone', model: 'small', error: 'model_not_found' }, { provider: 'unknown', model: 'bare', error: 'model_not_found' }])
  })
}

test('a stream falls over before its first token, and not after it', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases: { fast: { models: ['a/m', 'c/m'] } } })
  upstream.on('/a/chat/completions', [openai.brokenStream([], 'out of memory'), openai.brokenStream(['some', 'text'], 'out of memory')])
  upstream.on('/c/messages', anthropic.stream(['Hel', 'lo']))
  const early = await send({ ...ask, stream: true })
  t.match(early.text, /"content":"Hel".*\n\n.*"content":"lo"[\s\S]*\[DONE\]/)
  t.match(early.receipt, { status: 'ok', provider: 'c', attempts: [{ provider: 'a', error: 'upstream_failed' }] })
  const late = await send({ ...ask, stream: true })
  t.match(late.text, /"content":"text"[\s\S]*out of memory/)
  t.match(late.receipt, { status: 'failed', provider: 'a', attempts: [] })
  t.equal(upstream.requests.length, 3)
})

test('a model that its provider has dropped is passed over, in an alias only', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases: { fast: { models: ['a/old', 'b/new'] } } })
  upstream.on('/a/chat/completions', openai.error(404, 'The model `old` does not exist'))
  upstream.on('/b/chat/completions', openai.whole('new'))
  t.match(await send(ask), { error: undefined, receipt: { provider: 'b', attempts: [{ error: 'model_not_found' }] } })
  t.match(await send(question({ model: 'a/old' }), { models: ['a/old', 'b/new'] }), { error: { kind: 'model_not_found' } })
  t.match(await send(question({ model: 'gone/old' }), { models: ['gone/old', 'b/new'] }), { error: { kind: 'model_not_found', more: { param: 'model' } } })
})

test('a parameter that one target would drop goes to one that takes it, under x-strict', async t => {
  const strict = { a: tongue(openaiChat, { params: { seed: { rule: 'unsupported' } } }), b: tongue(openaiChat) }
  const { upstream, ask: send, observations } = await startGateway(t, { providers: strict, aliases: { fast: { models: ['a/m', 'b/m'] } } })
  upstream.on('/a/chat/completions', openai.whole('a'))
  upstream.on('/b/chat/completions', openai.whole('b'))
  t.match(await send({ ...ask, seed: 7 }, { isStrict: true }), { error: undefined, receipt: { provider: 'b', attempts: [{ provider: 'a', error: 'parameter_unsupported' }] } })
  t.match(await send({ ...ask, seed: 7 }), { error: undefined, receipt: { provider: 'a', warnings: [{ param: 'seed', action: 'dropped' }] } })
  t.same(observations.map(({ providerId }) => providerId), ['prv_b', 'prv_a'], 'nothing is said of a provider that was not called')
})

test('the user’s own mistake is not repeated at the next target', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases: { fast: { models: ['a/m', 'b/m'] } } })
  upstream.on('/a/chat/completions', openai.error(400, 'messages[0] makes no sense'))
  t.match(await send(ask), { error: { kind: 'invalid_request' }, receipt: { attempts: [{ provider: 'a', error: 'invalid_request' }] } })
  t.equal(upstream.requests.length, 1)
})

test('when no target is left, the failure of a provider is told rather than that one is missing', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases: { fast: { models: ['a/m', 'gone/m'] }, lost: { models: ['gone/m', 'gone/n'] } } })
  upstream.on('/a/chat/completions', openai.error(429, 'slow down', { headers: { 'retry-after': '7' } }))
  t.match(await send(ask), { error: { kind: 'upstream_rate_limited', more: { retryAfterMs: 7000, provider: 'a' } }, receipt: { status: 'failed', attempts: [{ provider: 'a' }, { provider: 'gone' }] } })
  t.match(await send(question({ model: 'lost' })), { error: { kind: 'model_not_found', message: 'Nobody serves gone/n.' }, receipt: { attempts: [{}, {}] } })
})

test('aliases and models can be named together, in one list of fallbacks', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, aliases: { fast: { models: ['a/m', 'a/n'] } } })
  upstream.on('/a/chat/completions', openai.error(500, 'broken'))
  upstream.on('/b/chat/completions', openai.whole('b'))
  t.match(await send(ask, { models: ['fast', 'b/m'] }), { error: undefined, receipt: { provider: 'b', attempts: [{ model: 'm' }, { model: 'n' }] } })
  t.match(upstream.last().parsed, { model: 'm' })
})

test('an answer costs what the target’s tokens cost', async t => {
  const { upstream, ask: send } = await startGateway(t, { providers, pricing: { input: 1, output: 10 }, aliases: { fast: { models: ['a/m'] } } })
  upstream.on('/a/chat/completions', openai.whole('hi'))
  t.equal((await send(ask)).receipt.costUsd, 37e-6)
})

test('a call that ends while its target is looked up leaves nothing behind', async t => {
  const { begin, gateway, upstream, observations } = await startGateway(t, { providers, isSlow: true, aliases: { fast: { models: ['gone/m', 'a/m'] } } })
  const { exchange, receipt } = begin(ask)
  exchange.abort()
  t.match(await receipt, { status: 'aborted', attempts: [] })
  await new Promise(resolve => setTimeout(resolve, 30))
  t.equal(upstream.requests.length, 0)
  t.equal(gateway.active, 0)
  t.same(observations, [])
})
