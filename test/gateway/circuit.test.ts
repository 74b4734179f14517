import { test, type Test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { tongue } from '../../src/core/provider.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { type Circuit, type Circuits, judge, noteCall, noteFailure, noteSuccess } from '../../src/gateway/circuit.ts'
import { laneOf, type Lanes, lookAt, noteOutcome } from '../../src/gateway/lane.ts'
import { ways } from '../helpers/two-paths.ts'
import { providerRecord } from '../storage/records.ts'
import { question, startGateway } from './setup.ts'

const [openai] = ways as [typeof ways[0]]
const broken = new GatewayError('upstream_failed', 'broken')
const limited = (retryAfterMs: number) => new GatewayError('upstream_rate_limited', 'slow down', { retryAfterMs, upstream: { status: 429 } })

/** A circuit that a test writes the history of. */
const start = () => {
  const circuits: Circuits = new Map()
  const time = { now: 1000 }
  const verdict = () => circuits.has('m') ? judge(circuits.get('m') as Circuit, time.now) : 'closed'
  const fail = (times = 1, error = broken) => { for (let count = 0; count < times; count++) noteFailure(circuits, 'm', error, time.now, () => 0.5) }
  const work = (times = 1) => { for (let count = 0; count < times; count++) noteSuccess(circuits, 'm', time.now) }
  return { circuits, time, verdict, fail, work, call: () => noteCall(circuits.get('m')!, time.now) }
}

test('it opens after five failures in a row', async t => {
  const { verdict, fail, work } = start()
  fail(4)
  t.equal(verdict(), 'closed')
  work()
  fail(4)
  t.equal(verdict(), 'closed')
  fail()
  t.equal(verdict(), 'open')
})

test('it opens when every other of many calls fails', async t => {
  const { verdict, fail, work } = start()
  for (let pair = 0; pair < 9; pair++) {
    fail()
    work()
  }
  t.equal(verdict(), 'closed')
  fail(2)
  t.equal(verdict(), 'open')
})

test('failures of long ago count no more, and nothing is kept of a target that works', async t => {
  const { circuits, time, verdict, fail, work } = start()
  fail(4)
  work()
  t.equal(circuits.size, 1)
  for (let minute = 0; minute < 3; minute++) {
    time.now += 60_000
    work()
  }
  t.equal(circuits.size, 0)
  t.equal(verdict(), 'closed')
})

test('when its time is up one call is let through, and its success closes it', async t => {
  const { time, verdict, fail, work, call, circuits } = start()
  fail(5)
  time.now += 4999
  t.equal(verdict(), 'open')
  time.now += 2
  t.equal(verdict(), 'closed')
  call()
  t.equal(verdict(), 'open', 'for all others, while the one is on its way')
  work()
  t.equal(verdict(), 'closed')
  t.equal(circuits.size, 0)
})

test('a probe that hangs does not keep others from probing for ever', async t => {
  const { time, verdict, fail, call } = start()
  fail(5)
  time.now += 6000
  call()
  time.now += 10_001
  t.equal(verdict(), 'closed')
})

test('each failed probe opens it for longer, up to a minute', async t => {
  const { time, circuits, fail, call } = start()
  fail(5)
  const lasts: number[] = []
  for (let probe = 0; probe < 6; probe++) {
    const { openUntil } = circuits.get('m')!
    lasts.push(openUntil - time.now)
    time.now = openUntil
    call()
    fail()
  }
  t.same(lasts, [5000, 10_000, 20_000, 40_000, 60_000, 60_000])
})

test('those who ask for want of another do not make it longer', async t => {
  const { circuits, fail } = start()
  fail(5)
  const { openUntil } = circuits.get('m')!
  fail(20)
  t.equal(circuits.get('m')!.openUntil, openUntil)
})

test('a provider that names a time is left alone until then, even if something still works', async t => {
  const { time, verdict, fail, work } = start()
  fail(1, limited(3000))
  t.equal(verdict(), 'limited')
  work()
  t.equal(verdict(), 'limited')
  time.now += 3000
  t.equal(verdict(), 'closed')
})

test('whatever a provider says, it is asked again after a minute', async t => {
  const { time, verdict, fail } = start()
  fail(1, limited(24 * 3600_000))
  time.now += 60_000
  t.equal(verdict(), 'closed')
})

test('memory of failing models is bounded', async t => {
  const circuits: Circuits = new Map()
  for (let model = 0; model < 2000; model++) noteFailure(circuits, `m${model}`, broken, 0, Math.random)
  t.equal(circuits.size, 500)
})

const providers = { a: tongue(openaiChat), b: tongue(openaiChat) }
const aliases = { fast: { models: ['a/m', 'b/m'] } }
const startTwo = async (t: Test) => {
  const made = await startGateway(t, { providers, aliases })
  made.upstream.on('/a/chat/completions', openai.error(500, 'broken'))
  made.upstream.on('/b/chat/completions', openai.whole('b'))
  const asked = (name: string) => made.upstream.requests.filter(({ path }) => path.startsWith(`/${name}/`)).length
  return { ...made, asked }
}

test('a target that keeps failing is passed over, which the receipt says', async t => {
  const { ask, asked } = await startTwo(t)
  for (let call = 0; call < 8; call++) t.match(await ask(question({ model: 'fast' })), { error: undefined, receipt: { provider: 'b' } })
  t.equal(asked('a'), 5)
  t.match((await ask(question({ model: 'fast' }))).receipt, { status: 'ok', attempts: [{ provider: 'a', model: 'm', error: 'circuit_open', isSkipped: true, latencyMs: 0 }] })
})

test('another model of the same provider is none the worse for it', async t => {
  const { ask, asked } = await startTwo(t)
  for (let call = 0; call < 6; call++) await ask(question({ model: 'fast' }))
  await ask(question({ model: 'a/other' }))
  t.equal(asked('a'), 6)
})

test('when every target fails the least bad is tried all the same, once', async t => {
  const { upstream, ask, asked } = await startTwo(t)
  upstream.on('/b/chat/completions', openai.error(500, 'broken too'))
  for (let call = 0; call < 5; call++) await ask(question({ model: 'fast' }))
  const before = upstream.requests.length
  t.match(await ask(question({ model: 'fast' })), { error: { kind: 'upstream_failed' }, receipt: { attempts: [{ isSkipped: true }, { isSkipped: true }, { error: 'upstream_failed' }] } })
  t.equal(upstream.requests.length, before + 1)
  upstream.on(/completions/, openai.whole('back'))
  t.match(await ask(question({ model: 'fast' })), { error: undefined })
  t.ok(asked('a') > 0)
})

test('a user’s mistakes open no circuit', async t => {
  const { upstream, ask, asked } = await startTwo(t)
  upstream.on('/a/chat/completions', openai.error(400, 'your fault'))
  for (let call = 0; call < 12; call++) await ask(question({ model: 'fast' }))
  t.equal(asked('a'), 12)
})

test('a provider that was changed begins anew', async t => {
  const lanes: Lanes = new Map()
  const target = (updatedAt: number) => ({ record: providerRecord({ updatedAt }), plugin: undefined as never, model: 'm' })
  const state = (updatedAt: number) => lookAt(laneOf(lanes, target(updatedAt).record), target(updatedAt), performance.now())
  for (let call = 0; call < 5; call++) noteOutcome(laneOf(lanes, target(1).record), target(1), broken, Math.random)
  t.equal(state(1), 'open')
  t.equal(state(2), 'fresh')
})
