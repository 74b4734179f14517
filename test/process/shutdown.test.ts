import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'tap'
import { startUpstream, json } from '../helpers/replay-upstream.ts'
import { createDataDir, startProcess, until } from '../helpers/server-process.ts'
import { readEvents } from '../helpers/two-paths.ts'

const key = 'plk_the-admin-key-of-this-test'
const environment = async (t: Parameters<typeof createDataDir>[0], more: Record<string, string> = {}) =>
  ({ DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, ...more })

/** Reads the first piece of a stream, so that it has begun; `rest` is everything after it. */
const begin = async (response: Response) => {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  const { value = '' } = await reader.read()
  const rest = async () => {
    let text = value
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value
    return text
  }
  return { rest }
}

test('a stop lets a running stream end, refuses new connections, and then exits with 0', async t => {
  const server = await startProcess(t, await environment(t, { SHUTDOWN_TIMEOUT_MS: '600000' }))
  const { rest } = await begin(await server.stream('hello [length 20] [delay 50]', key))
  const stopped = server.stop('SIGTERM')
  const text = rest()
  const knock = () => fetch(server.url + '/api/v1/health', { headers: { connection: 'close' } }).then(() => undefined, ({ cause }: Error) => (cause as NodeJS.ErrnoException).code)
  t.equal(await until(knock, code => code === 'ECONNREFUSED', 20), 'ECONNREFUSED')
  const events = readEvents(await text)
  t.equal(events.at(-1), '[DONE]')
  t.equal(JSON.parse(events.at(-2)!).choices[0].finish_reason, 'stop')
  t.match(await stopped, { code: 0, signal: null }, 'although the client keeps its connection')
  t.equal(server.stderr(), '')
})

test('a stop ends in an error what runs longer than SHUTDOWN_TIMEOUT_MS, streamed or whole, and aborts the upstream', async t => {
  const upstream = await startUpstream(t, { '/v1/chat/completions': json({}, { delayMs: 60_000 }) })
  const server = await startProcess(t, await environment(t, { SHUTDOWN_TIMEOUT_MS: '300' }))
  await server.call('/api/v1/providers', { key, method: 'POST', body: { name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1` } })
  const { rest } = await begin(await server.stream('hello [length 5000] [delay 50]', key))
  const whole = server.call('/api/v1/chat/completions', { key, method: 'POST', body: { model: 'up/m', messages: [{ role: 'user', content: 'hello' }] } })
  const request = await upstream.request(0)
  const stopped = server.stop('SIGTERM')

  const events = readEvents(await rest())
  t.match(JSON.parse(events.at(-2)!), { error: { code: 'unavailable', message: /shutting down/ } })
  t.equal(events.at(-1), '[DONE]')
  t.match(await whole, { status: 503, json: { error: { code: 'unavailable' } } })
  t.equal(await request.closedEarly, true)
  t.match(await stopped, { code: 0, signal: null })
})

test('a client that does not read cannot keep the process', async t => {
  const server = await startProcess(t, await environment(t, { SHUTDOWN_TIMEOUT_MS: '100' }))
  const body = JSON.stringify({ model: 'demo/parlance', stream: true, messages: [{ role: 'user', content: 'hello [length 20000] [delay 0]' }] })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  socket.write(`POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  await once(socket, 'readable')
  t.match(await server.stop('SIGTERM'), { code: 0, signal: null })
})

test('an idle server stops at once, on SIGINT too', async t => {
  const server = await startProcess(t, await environment(t, { SHUTDOWN_TIMEOUT_MS: '600000' }))
  t.equal((await server.call('/api/v1/health', {})).status, 200)
  t.match(await server.stop('SIGINT'), { code: 0, signal: null })
  t.match(server.stdout(), /"signal":"SIGINT","msg":"stopping"/, 'and what was logged last is written')
})
