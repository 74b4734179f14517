import { test } from 'tap'
import { adminKey, processes, startApp } from '../helpers/app.ts'
import { endless, json } from '../helpers/replay-upstream.ts'
import { startPair, ways, type Way } from '../helpers/two-paths.ts'
import type { Test } from 'tap'

const path = '/api/v1/chat/stream'
const nameOf = ({ name }: Way) => name === 'relay' ? 'openai' : 'anthropic'

type Sent = { id: string; event: string; data: any }

/** The events as an EventSource reads them; what is none of them fails. */
const readSent = (text: string): Sent[] => text.split('\n\n').filter(block => block !== '' && !block.startsWith(':')).map(block => {
  const [, id = '', event = '', data = ''] = /^id: (\d+)\nevent: ([\w.]+)\ndata: (\{.*\})$/.exec(block) ?? []
  return { id, event, data: JSON.parse(data) }
})

const start = async (t: Test, way: Way, options?: Parameters<typeof startPair>[2]) => {
  const pair = await startPair(t, way, options)
  const send = (body: object = {}, init: RequestInit = {}) => fetch(pair.url + path, {
    method: 'POST',
    body: JSON.stringify({ message: 'hello', model: 'up/m', ...body }),
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    ...init,
  })
  return { ...pair, send }
}

for (const way of ways) {
  test(`${nameOf(way)}: a reply comes as typed events with ids`, async t => {
    const { upstream, send, receipts } = await start(t, way)
    upstream.on(way.path, way.stream(['Hel', 'lo'], { splitAt: 50 }))
    const response = await send()
    t.match(Object.fromEntries(response.headers), { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', ...processes === 1 && { 'x-accel-buffering': 'no' }, 'x-parlance-provider': 'up' })
    const sent = readSent(await response.text())
    t.strictSame(sent.map(({ id }) => Number(id)), sent.map((_, index) => index + 1))
    const messageId = sent[0]!.data.messageId
    t.match(messageId, /^msg_/)
    t.strictSame(sent.map(({ data }) => data), [
      { type: 'message.created', messageId, model: 'up/m', provider: 'up' },
      { type: 'message.delta', messageId, text: 'Hel' },
      { type: 'message.delta', messageId, text: 'lo' },
      { type: 'message.completed', messageId, finishReason: 'stop', usage: { inputTokens: 7, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, totalTokens: 10 } },
    ])
    t.strictSame(sent.map(({ event }) => event), sent.map(({ data }) => data.type))
    t.match(upstream.last().parsed, { stream: true })
    t.match(receipts, [{ status: 'ok', path: 'events', stream: true, usage: { outputTokens: 3 }, timeToFirstTokenMs: Number }])
  })

  test(`${nameOf(way)}: an error before the first token is a plain HTTP error`, async t => {
    const { upstream, send } = await start(t, way)
    upstream.on(way.path, [way.error(503, 'loading'), way.brokenStream([], 'no model for you')])
    for (const code of ['upstream_overloaded', /upstream_/]) {
      const response = await send()
      t.ok(response.status >= 500, `${response.status}`)
      t.match(response.headers.get('content-type'), /^application\/json/)
      t.match(await response.json(), { error: { code, requestId: String } })
    }
  })

  test(`${nameOf(way)}: a reply that breaks off fails, whatever broke it`, async t => {
    const { upstream, send, receipts } = await start(t, way)
    upstream.on(way.path, [way.brokenStream(['some', 'text'], 'the GPU caught fire'), way.stream(['a', 'b', 'c'], { cutAfter: way.midway }), way.stream(['a', 'b', 'c'], { endAfter: way.midway })])
    for (const code of [/^upstream_/, 'upstream_cut', 'upstream_cut']) {
      const response = await send()
      const sent = readSent(await response.text())
      t.match(sent.at(-1), { event: 'message.failed', data: { messageId: sent[0]!.data.messageId, error: { code, message: String, type: 'upstream_error', requestId: response.headers.get('x-request-id') } } })
      t.notOk(sent.some(({ event }) => event === 'message.completed'))
    }
    t.match(receipts.map(({ status }) => status), ['failed', 'failed', 'failed'])
  })

  test(`${nameOf(way)}: a client that goes away closes the upstream`, async t => {
    const { upstream, send, receipts, app } = await start(t, way)
    upstream.on(way.path, way.stream(['a', 'b'], { stallAfter: way.midway }))
    const controller = new AbortController()
    const response = await send({}, { signal: controller.signal })
    await response.body!.getReader().read()
    controller.abort()
    t.equal(await (await upstream.request(0)).closedEarly, true)
    t.match(receipts.map(({ status }) => status), ['aborted'])
    t.equal(app.services.gateway.active, 0)
  })

  test(`${nameOf(way)}: an upstream that answers JSON is streamed all the same`, async t => {
    const { upstream, send } = await start(t, way)
    upstream.on(way.path, way.whole('all at once'))
    const sent = readSent(await (await send()).text())
    t.match(sent, [{ event: 'message.created' }, { data: { text: 'all at once' } }, { event: 'message.completed', data: { usage: { totalTokens: 10 } } }])
  })

  test(`${nameOf(way)}: a slow reader makes the upstream wait`, async t => {
    const { upstream, send } = await start(t, way)
    upstream.on(way.path, endless(index => way.delta('z'.repeat(2000) + index)))
    const controller = new AbortController()
    await send({}, { signal: controller.signal })
    const request = await upstream.request(0)
    let before = -1
    while (before !== request.accepted) {
      before = request.accepted
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    t.ok(before < 32 * 1024 * 1024, `${before}`)
    controller.abort()
    t.equal(await request.closedEarly, true)
  })
}

test('reasoning and tool calls have events of their own', async t => {
  const [openai] = ways as [Way]
  const { upstream, send } = await start(t, openai)
  const message = { role: 'assistant', content: null, reasoning_content: 'I should look.', tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }] }
  upstream.on(openai.path, json({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }))
  t.match(readSent(await (await send()).text()).map(({ data }) => data), [
    { type: 'message.created' },
    { type: 'message.delta', reasoning: 'I should look.' },
    { type: 'message.delta', toolCall: { id: 'call_1', name: 'get_weather' } },
    { type: 'message.delta', toolCall: { id: 'call_1', arguments: '{"city":"Paris"}' } },
    { type: 'message.completed', finishReason: 'toolCalls', usage: null },
  ])
})

test('another target may answer before the first event, and none after it', async t => {
  const [openai] = ways as [Way]
  const { upstream, send, call } = await start(t, openai)
  await call('PUT', '/api/v1/aliases/fast', { body: { targets: [{ model: 'up/a' }, { model: 'demo/parlance' }] } })
  upstream.on(openai.path, [openai.brokenStream([], 'broken'), openai.brokenStream(['Hel'], 'broken')])
  const early = readSent(await (await send({ model: 'fast', message: '[echo] [delay 0] hi' })).text())
  t.match(early[0]!.data, { type: 'message.created', model: 'fast', provider: 'demo' })
  t.equal(early.map(({ data }) => data.text ?? '').join(''), 'hi')
  t.equal(early.filter(({ event }) => event === 'message.created').length, 1)
  const late = readSent(await (await send({ model: 'fast' })).text())
  t.match(late, [{ data: { provider: 'up' } }, { data: { text: 'Hel' } }, { event: 'message.failed' }])
})

test('the demo provider streams through it', async t => {
  const { call } = await startApp(t)
  const { text } = await call('POST', path, { body: { message: '[reasoning] [delay 0] [length 20]', temperature: 0.5 } })
  const sent = readSent(text)
  t.ok(sent.some(({ data }) => data.reasoning !== undefined))
  t.ok(sent.some(({ data }) => data.text !== undefined))
  t.match(sent.at(-1), { event: 'message.completed', data: { finishReason: 'stop', usage: { totalTokens: Number } } })
})
