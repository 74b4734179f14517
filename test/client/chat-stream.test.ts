import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import { ChatStream, createClient, ParlanceError } from '../../client/src/index.ts'
import { endless, json, type Reply, sse, sseText, startUpstream } from '../helpers/replay-upstream.ts'

const path = '/api/v1/chat/completions'
const body = { model: 'demo/parlance', messages: [{ role: 'user' as const, content: 'Hello' }] }
const chunk = (delta: object, more: object = {}) => ({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: null, ...more }] })
const pieces = ['Grü', 'ße', ' 🌍'].map(content => chunk({ content }))

const open = async (t: Test, reply: Reply, options: { timeoutMs?: number } = {}) => {
  const upstream = await startUpstream(t, { [path]: reply })
  const client = createClient({ baseUrl: upstream.url, maxRetries: 0, ...options })
  return { upstream, client, stream: client.chat.completions.stream(body) }
}

/** Reads to the end; what came, and the error that ended it. */
const drain = async (stream: ChatStream): Promise<{ text: string; error: unknown }> => {
  let text = ''
  try {
    for await (const piece of stream.text()) text += piece
    return { text, error: undefined }
  } catch (error) {
    return { text, error }
  }
}

test('reads chunks, split anywhere', async t => {
  for (const splitAt of [1, 7, 977]) {
    const { stream } = await open(t, sse([...pieces, chunk({}, { finish_reason: 'stop' }), '[DONE]'], { splitAt }))
    t.same(await drain(stream), { text: 'Grüße 🌍', error: undefined })
    t.match(await stream.final(), { id: 'chatcmpl-1', model: 'm', text: 'Grüße 🌍', finishReason: 'stop', toolCalls: [] })
  }
})

test('puts text, reasoning, refusal, tool calls and usage of every choice together', async t => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  const { stream } = await open(t, sse([
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning_content: 'hm' }),
    chunk({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }] }),
    chunk({ tool_calls: [{ index: 1, id: 'call_2', type: 'function', function: { name: 'time', arguments: '{}' } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: '"Bonn"}' } }] }),
    chunk({ refusal: 'no' }, { index: 1 }),
    chunk({}, { finish_reason: 'tool_calls' }),
    chunk({}, { index: 1, finish_reason: 'stop' }),
    { ...chunk({}), choices: [], usage },
    '[DONE]',
  ]))
  const final = await stream.final()
  t.match(final, { text: '', reasoning: 'hm', refusal: '', finishReason: 'tool_calls', usage })
  t.same(final.toolCalls, [{ id: 'call_1', name: 'weather', arguments: '{"city":"Bonn"}' }, { id: 'call_2', name: 'time', arguments: '{}' }])
  t.match(final.choices[1], { index: 1, refusal: 'no', finishReason: 'stop', toolCalls: [] })
})

test('shows what has come so far', async t => {
  const { stream } = await open(t, sse([...pieces, '[DONE]']))
  for await (const piece of stream.text()) if (piece !== '') break
  t.equal(stream.snapshot().text, 'Grü')
  t.equal(stream.snapshot().finishReason, null)
})

test('ends in an error when the stream ends without its end mark', async t => {
  for (const [name, behaviour] of [['cleanly', {}], ['by a cut', { cutAfter: 300 }]] as const) {
    const { stream } = await open(t, sse(pieces, behaviour))
    const { text, error } = await drain(stream)
    t.ok(text.startsWith('Grü'), name)
    t.match(error, { name: 'ParlanceError', code: 'network', status: 200 }, name)
    t.equal(await stream.final().catch((thrown: unknown) => thrown), error, `final() says the same: ${name}`)
  }
})

test('throws the error that the server sends in the middle', async t => {
  const error = { error: { message: 'The provider’s answer broke off.', type: 'upstream_error', param: null, code: 'upstream_cut' } }
  const { stream } = await open(t, sse([pieces[0]!, error, '[DONE]'], { headers: { 'x-request-id': 'req_1' } }))
  const seen = await drain(stream)
  t.equal(seen.text, 'Grü')
  t.ok(seen.error instanceof ParlanceError)
  t.match(seen.error, { message: error.error.message, code: 'upstream_cut', type: 'upstream_error', status: 200, requestId: 'req_1' })
})

test('calls an answer that is no stream by its name', async t => {
  const { stream } = await open(t, json({ hello: 'there' }))
  t.match((await drain(stream)).error, { code: 'bad_response', status: 200 })
  const garbage = await open(t, sseText('data: {"choices":[\n\n'))
  t.match((await drain(garbage.stream)).error, { code: 'bad_response' })
})

test('gives up on a stream that falls silent, and closes it', async t => {
  const { stream, upstream } = await open(t, sse(pieces, { stallAfter: 400 }), { timeoutMs: 300 })
  t.match((await drain(stream)).error, { code: 'timeout' })
  t.equal(await upstream.last().closedEarly, true)
})

test('closes the connection at once when the loop is left', async t => {
  const { stream, upstream } = await open(t, sse(pieces, { stallAfter: 300 }))
  for await (const { choices } of stream) if (choices.length > 0) break
  t.equal(await upstream.last().closedEarly, true)
  await t.rejects(stream.final(), { name: 'AbortError' })
})

test('aborts with abort() and with the caller’s signal, in the middle of silence', async t => {
  const { stream, upstream, client } = await open(t, sse(pieces, { stallAfter: 200 }))
  const aborted = drain(stream)
  const first = await upstream.request(0)
  await stream.info()
  stream.abort()
  t.match((await aborted).error, { name: 'AbortError' })
  t.equal(await first.closedEarly, true)

  const controller = new AbortController()
  const other = client.chat.completions.stream(body, { signal: controller.signal })
  const stopped = drain(other)
  await other.info()
  const reason = new Error('the page was left')
  controller.abort(reason)
  t.equal((await stopped).error, reason)
  t.equal(await upstream.last().closedEarly, true)

  const never = client.chat.completions.stream(body, { signal: controller.signal })
  await t.rejects(never.final(), reason)
  t.equal(upstream.requests.length, 2, 'what is aborted already is not asked')
})

test('can be read once, and says so', async t => {
  const { stream } = await open(t, sse([...pieces, '[DONE]']))
  await stream.final()
  t.throws(() => stream[Symbol.asyncIterator](), { name: 'TypeError' })
})

test('reads no faster than its reader', async t => {
  const { stream, upstream } = await open(t, endless(index => `data: ${JSON.stringify(chunk({ content: `${index} ${'x'.repeat(10_000)}` }))}\n\n`))
  const chunks = stream[Symbol.asyncIterator]()
  await chunks.next()
  let before = -1
  while (before !== upstream.last().accepted) {
    before = upstream.last().accepted
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  t.ok(before < 50_000_000, `${before} bytes fit between the two, then it waits`)
  await chunks.return()
  t.equal(await upstream.last().closedEarly, true)
})

test('keeps the connection for the next request after a complete stream', async t => {
  let connections = 0
  let isOver: Promise<unknown> = Promise.resolve()
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write('data: [DONE]\n\n')
    isOver = once(response, 'finish')
    setTimeout(() => response.end(), 50)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close().closeAllConnections())
  const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }) // a TCP server's address is never a string
  for (let call = 0; call < 3; call++) {
    await client.chat.completions.stream(body).final()
    await isOver
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  t.equal(connections, 1)
})

test('does not wait for a server that stays open after the end mark', async t => {
  const done = [...pieces.map(piece => `data: ${JSON.stringify(piece)}\n\n`), 'data: [DONE]\n\n'].join('')
  const { stream, upstream } = await open(t, sseText(done + ': and so on\n', { stallAfter: Buffer.byteLength(done) }))
  t.equal((await stream.final()).text, 'Grüße 🌍')
  t.equal(await upstream.last().closedEarly, true, 'and hangs up in the end')
})

test('asks for usage, unless it is told not to', async t => {
  const { upstream, client, stream } = await open(t, sse(['[DONE]']))
  await stream.final()
  t.match(upstream.last().parsed, { stream: true, stream_options: { include_usage: true } })
  await client.chat.completions.stream({ ...body, stream_options: { include_usage: false } }).final()
  t.match(upstream.last().parsed, { stream_options: { include_usage: false } })
})
