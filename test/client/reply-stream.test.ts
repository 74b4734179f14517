import t, { test, type Test } from 'tap'
import { createClient, type MessageEvent, ParlanceError, type ReplyStream } from '../../client/src/index.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { json, type Reply, sseText, startUpstream } from '../helpers/replay-upstream.ts'

const path = '/api/v1/chat/stream'
const messageId = 'msg_1'
const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0, totalTokens: 3 }
const created = { type: 'message.created', messageId, model: 'fast', provider: 'up' } as const
const say = (more: object) => ({ type: 'message.delta', messageId, ...more }) as MessageEvent
const completed = { type: 'message.completed', messageId, finishReason: 'stop', usage, costUsd: 0.5 } as const
const failed = { type: 'message.failed', messageId, error: { message: 'It broke off.', type: 'upstream_error', code: 'upstream_cut', param: null, requestId: 'req_7' } } as const

const write = (events: readonly MessageEvent[]): string => events.map((event, index) => `id: ${index + 1}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

const open = async (t: Test, reply: Reply) => {
  const upstream = await startUpstream(t, { [path]: reply })
  return { upstream, stream: createClient({ baseUrl: upstream.url, maxRetries: 0 }).chat.stream({ message: 'Hello' }) }
}

const drain = async (stream: ReplyStream): Promise<{ events: MessageEvent[]; error: unknown }> => {
  const events: MessageEvent[] = []
  try {
    for await (const event of stream) events.push(event)
    return { events, error: undefined }
  } catch (error) {
    return { events, error }
  }
}

test('reads events, split anywhere, and puts the whole together', async t => {
  const events = [
    created,
    say({ reasoning: 'Hm.' }),
    say({ text: 'Grü' }),
    say({ text: 'ße 🌍' }),
    say({ toolCall: { id: 'call_1', name: 'get_weather' } }),
    say({ toolCall: { id: 'call_2', name: 'get_time' } }),
    say({ toolCall: { id: 'call_1', arguments: '{"city":' } }),
    say({ toolCall: { id: 'call_1', arguments: '"Bonn"}' } }),
    completed,
  ]
  for (const splitAt of [1, 7, 977]) {
    const { stream } = await open(t, sseText(`: ping\n\n${write(events)}`, { splitAt }))
    t.same(await drain(stream), { events, error: undefined })
    t.strictSame(await stream.final(), {
      messageId, model: 'fast', provider: 'up', reply: 'Grüße 🌍', reasoning: 'Hm.',
      toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: '{"city":"Bonn"}' }, { id: 'call_2', name: 'get_time', arguments: '' }],
      finishReason: 'stop', usage, costUsd: 0.5,
    })
  }
})

test('gives the text alone, and what has come so far', async t => {
  const { stream } = await open(t, sseText(write([created, say({ reasoning: 'Hm.' }), say({ text: 'a' }), say({ text: 'b' }), completed])))
  const pieces: string[] = []
  for await (const text of stream.text()) {
    pieces.push(text)
    t.match(stream.snapshot(), { reply: pieces.join(''), finishReason: null })
  }
  t.same(pieces, ['a', 'b'])
})

test('who leaves the loop at the last event has it all, and the connection is kept', async t => {
  const { stream, upstream } = await open(t, sseText(write([created, say({ text: 'a' }), completed])))
  for await (const event of stream) if (event.type === 'message.completed') break
  t.match(await stream.final(), { reply: 'a', finishReason: 'stop' })
  t.equal(await upstream.last().closedEarly, false)
})

test('throws the failure that the stream ends in', async t => {
  const { stream } = await open(t, sseText(write([created, say({ text: 'Hel' }), failed])))
  const { events, error } = await drain(stream)
  t.equal(events.length, 2)
  t.ok(error instanceof ParlanceError)
  t.match(error, { message: 'It broke off.', code: 'upstream_cut', status: 200, requestId: 'req_7' })
  await t.rejects(stream.final(), error as Error)
})

test('a stream without its last event has broken off', async t => {
  for (const [name, behaviour] of [['cleanly', {}], ['by a cut', { cutAfter: 150 }]] as const) {
    const { stream } = await open(t, sseText(write([created, say({ text: 'Hel' }), say({ text: 'lo' })]), behaviour))
    t.match((await drain(stream)).error, { code: 'network' }, name)
  }
  const other = await open(t, json({ reply: 'hi' }))
  t.match((await drain(other.stream)).error, { code: 'bad_response' })
})

test('closes the connection at once when the loop is left', async t => {
  const text = write([created, say({ text: 'a' }), completed])
  const { stream, upstream } = await open(t, sseText(text, { stallAfter: text.indexOf('id: 3') }))
  for await (const { type } of stream) if (type === 'message.delta') break
  t.equal(await upstream.last().closedEarly, true)
  await t.rejects(stream.final(), { name: 'AbortError' })
})

const server = await startApp(t)
const client = createClient({ baseUrl: server.url, apiKey: adminKey })

test('a server replies, whole and streamed alike', async t => {
  const question = { message: '[echo] [delay 0] Grüße 🌍', model: 'demo/parlance' }
  const { data, info } = await client.chat.create(question).withResponse()
  t.match(data, { reply: 'Grüße 🌍', model: 'demo/parlance', provider: 'demo', finishReason: 'stop' })
  t.match(info, { provider: 'demo', model: 'parlance' })
  const { messageId: id, reasoning: _, toolCalls: __, costUsd, ...final } = await client.chat.stream(question).final()
  t.match(id, /^msg_/)
  t.strictSame({ ...final, ...costUsd !== undefined && { costUsd } }, data)
})

test('a server’s refusals are one typed error', async t => {
  const question = { message: 'hi', model: 'nobody/m' }
  const ways: (() => Promise<unknown>)[] = [() => client.chat.create(question), () => client.chat.stream(question).final()]
  for (const ask of ways) {
    await t.rejects(ask, { name: 'ParlanceError', code: 'model_not_found', status: 404, param: 'model' })
  }
})

test('aliases are made, listed, replaced and deleted', async t => {
  const made = await client.aliases.replace('fast', { targets: [{ model: 'demo/parlance' }] })
  t.match(made, { name: 'fast', strategy: 'ordered' })
  t.match(await client.aliases.replace('fast', { targets: [{ model: 'demo/parlance-mini' }], description: 'Quick.' }), { description: 'Quick.', createdAt: made.createdAt })
  const names: string[] = []
  for await (const { name } of client.aliases.all()) names.push(name)
  t.same(names, ['fast'])
  t.equal((await client.chat.create({ message: '[echo] hi', model: 'fast' })).reply, 'hi')
  await client.aliases.delete('fast')
  await t.rejects(client.aliases.get('fast'), { code: 'not_found' })
})
