// `maxConcurrency` and `maxQueue` of a provider hold for all instances together, whoever of them dies, and without Redis for each.
import t, { type Test } from 'tap'
import { type Received, type Reply, startUpstream } from '../helpers/replay-upstream.ts'
import { until } from '../helpers/server-process.ts'
import { ways } from '../helpers/two-paths.ts'
import { createHouse, type Instance } from './pair.ts'

const [openai] = ways as [typeof ways[0]]
const house = await createHouse(t)

const still = (ms = 400) => new Promise(resolve => setTimeout(resolve, ms))

/** Until so many calls wait at an instance for a provider. */
const waitingAt = (instance: Instance, provider: string, count: number) => until(() => instance.ask('GET', '/metrics'), ({ text }) => new RegExp(`^parlance_provider_queue\\{[^}]*"${provider}"[^}]*\\} ${count}$`, 'm').test(text), 20)

/** A provider whose answers a test lets go one by one. It is known to both instances when this resolves. */
const start = async (t: Test, [a, b]: readonly [Instance, Instance], name: string, places: object) => {
  const upstream = await startUpstream(t)
  const held: { request: Received; answer(reply?: Reply): void }[] = []
  upstream.on(openai.path, request => new Promise(resolve => {
    held.push({ request, answer: (reply = openai.whole('hi')) => resolve(reply) })
  }))
  const { status, text } = await a.ask('POST', '/api/v1/providers', { body: { name, kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789', models: ['m'], ...places } })
  if (status !== 201) throw new Error(text)
  for (const instance of [a, b]) await until(() => instance.ask('GET', `/api/v1/providers/${name}`), ({ status }) => status === 200)
  const ask = (instance: Instance, content: string) => instance.ask('POST', '/api/v1/chat/completions', { body: { model: `${name}/m`, messages: [{ role: 'user', content }] } })
  const order = () => held.map(({ request }) => request.parsed.messages[0].content)
  const soon = async (count: number) => { while (held.length < count) await new Promise(resolve => setTimeout(resolve, 5)) }
  return { upstream, held, ask, order, soon }
}

if (house !== undefined) {
  const pair = await Promise.all([house.open(), house.open()])
  const [a, b] = pair as [Instance, Instance]

  t.test('places and the queue are one, first in, first out, wherever a call came', async t => {
    const { ask, held, soon, order } = await start(t, [a, b], 'few', { maxConcurrency: 2, maxQueue: 3 })
    const calls: ReturnType<typeof ask>[] = []
    for (const [index, instance] of [a, b, a, b, a].entries()) {
      calls.push(ask(instance, String(index)))
      await (index < 2 ? soon(index + 1) : waitingAt(instance, 'few', Math.floor(index / 2)))
    }
    await still()
    t.same(order(), ['0', '1'], 'two at a time')
    const full = await ask(b, 'one too many')
    t.match(full, { status: 429, json: { error: { code: 'provider_busy' } } })
    t.ok(Number(full.headers.get('retry-after')) >= 1)
    for (let next = 0; next < 5; next++) {
      await soon(next + 1)
      await still(250)
      t.equal(held.length, Math.min(5, next + 2))
      held[next]!.answer()
    }
    t.same(order(), ['0', '1', '2', '3', '4'])
    const answers = await Promise.all(calls)
    t.same(answers.map(({ status }) => status), Array(5).fill(200))
    t.ok(Number(answers[4]!.headers.get('x-parlance-queued-ms')) > 500, 'the wait is told')
  })

  t.test('without a queue who finds no place is sent away, and another target is asked where there is one', async t => {
    const { ask, held, soon } = await start(t, [a, b], 'single', { maxConcurrency: 1 })
    await a.ask('PUT', '/api/v1/aliases/either', { body: { targets: [{ model: 'single/m' }, { model: 'demo/parlance' }] } })
    const first = ask(a, 'first')
    await soon(1)
    t.match(await ask(b, 'second'), { status: 429, json: { error: { code: 'provider_busy' } } })
    const other = await b.ask('POST', '/api/v1/chat/completions', { body: { model: 'either', messages: [{ role: 'user', content: 'hello' }] } })
    t.equal(other.status, 200)
    t.equal(other.headers.get('x-parlance-attempts'), 'single/m provider_busy')
    held[0]!.answer()
    t.equal((await first).status, 200)
    const again = ask(b, 'again')
    await soon(2)
    held[1]!.answer()
    t.equal((await again).status, 200, 'a place that was given back is free at once')
  })

  t.test('whatever comes how fast, there are never more than so many', async t => {
    const { ask, upstream } = await start(t, [a, b], 'busy', { maxConcurrency: 3, maxQueue: 200 })
    let running = 0
    let most = 0
    upstream.on(openai.path, async () => {
      most = Math.max(most, ++running)
      await new Promise(resolve => setTimeout(resolve, 5 + Math.random() * 30))
      running--
      return openai.whole('hi')
    })
    const answers = await Promise.all(Array.from({ length: 80 }, (_, index) => ask(index % 2 === 0 ? a : b, String(index))))
    t.same([...new Set(answers.map(({ status }) => status))], [200])
    t.equal(most, 3, 'and all places are used')
  })

  t.test('a client that leaves the queue of one instance makes way for another’s', async t => {
    const { ask, held, soon, order } = await start(t, [a, b], 'leaving', { maxConcurrency: 1, maxQueue: 1 })
    const first = ask(a, 'first')
    await soon(1)
    const gone = new AbortController()
    const left = fetch(`${a.url}/api/v1/chat/completions`, { method: 'POST', signal: gone.signal, headers: { authorization: 'Bearer plk_the-operators-own-admin-key', 'content-type': 'application/json' }, body: JSON.stringify({ model: 'leaving/m', messages: [{ role: 'user', content: 'left' }] }) }).catch(() => {})
    await waitingAt(a, 'leaving', 1)
    t.equal((await ask(b, 'too many')).status, 429)
    gone.abort()
    await left
    await waitingAt(a, 'leaving', 0)
    await still(100)
    const second = ask(b, 'second')
    await waitingAt(b, 'leaving', 1)
    held[0]!.answer()
    await soon(2)
    held[1]!.answer()
    t.same((await Promise.all([first, second])).map(({ status }) => status), [200, 200])
    t.same(order(), ['first', 'second'])
  })

  t.test('an instance that is killed leaves its places, and its queue holds nobody up', async t => {
    const doomed = await house.open()
    const { ask, held, soon } = await start(t, [a, doomed], 'killed', { maxConcurrency: 2, maxQueue: 10, queueTimeoutMs: 30_000 })
    for (const content of ['one', 'two', 'waiting']) ask(doomed, content).catch(() => {})
    await soon(2)
    await waitingAt(doomed, 'killed', 1)
    const heir = ask(a, 'heir')
    await waitingAt(a, 'killed', 1)
    t.equal(held.length, 2)
    const killedAt = performance.now()
    await doomed.stop('SIGKILL')
    await soon(3)
    const waited = performance.now() - killedAt
    t.ok(waited > 2000 && waited < 15_000, `after ${Math.round(waited)} ms`)
    held[2]!.answer()
    t.equal((await heir).status, 200)
  })

  t.test('without Redis each counts for itself and nobody hangs; with it all is as before', async t => {
    const { ask, held, soon } = await start(t, [a, b], 'alone', { maxConcurrency: 1, maxQueue: 2, queueTimeoutMs: 20_000 })
    const first = ask(a, 'first')
    await soon(1)
    const waiting = ask(b, 'waiting')
    await waitingAt(b, 'alone', 1)
    t.equal(held.length, 1)
    await house.redis.kill()
    await still(1000)
    t.equal(held.length, 1, 'what the other has is remembered for a while')
    await soon(2)
    t.equal((await Promise.race([ask(a, 'third').then(({ status }) => status), still(600).then(() => 'waits')])), 'waits', 'its own limit holds')
    held[0]!.answer()
    held[1]!.answer()
    await soon(3)
    await house.redis.start()
    for (const instance of [a, b]) await until(() => instance.ask('GET', '/api/v1/status'), ({ json }) => json.parts.find(({ name }: { name: string }) => name === 'redis').ok)
    // what was begun alone is counted with the next time that an instance says what it has
    await still(4500)
    const last = ask(b, 'last')
    await still()
    t.equal(held.length, 3, 'the place that is taken on one is taken on the other')
    held[2]!.answer()
    await soon(4)
    held[3]!.answer()
    t.same((await Promise.all([first, waiting, last])).map(({ status }) => status), [200, 200, 200])
  })
}
