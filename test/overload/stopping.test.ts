import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { createDataDir, type ServerProcess, startProcess } from '../helpers/server-process.ts'

const key = 'plk_the-admin-key-of-this-test'
const start = async (t: Test, more: Record<string, string>) => startProcess(t, { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, AUTO_TITLE: 'words', ...more })

const headers = `host: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n`
const posting = (path: string, body: object): string => {
  const text = JSON.stringify(body)
  return `POST ${path} HTTP/1.1\r\n${headers}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}
const question = { model: 'demo/parlance', messages: [{ role: 'user', content: 'hello [length 12] [delay 100]' }], stream: true }

/** A connection of which all that comes is kept. */
const open = async (t: Test, server: ServerProcess) => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  const connection = { socket, text: '', ended: once(socket, 'close') }
  socket.on('data', bytes => { connection.text += bytes })
  return connection
}

const seen = async (connection: { text: string }, what: RegExp): Promise<void> => {
  while (!what.test(connection.text)) await sleep(10)
}

test('what was sent before the stop is answered, what comes after it on the same connection is told to go elsewhere, and connections close', async t => {
  const server = await start(t, { SHUTDOWN_TIMEOUT_MS: '30000' })
  const stream = await open(t, server)
  // a connection that never rests: its second request is on its way when the first is answered
  stream.socket.write(posting('/api/v1/chat/completions', question))
  const busy = await open(t, server)
  busy.socket.write(posting('/api/v1/chat/completions', question))
  await Promise.all([stream, busy].map(each => seen(each, /data: /)))
  const stopped = server.stop('SIGTERM')
  await sleep(200)
  busy.socket.write(posting('/api/v1/chat/completions', question))

  await Promise.all([stream.ended, busy.ended])
  t.match(stream.text, /"finish_reason":"stop"[^]*data: \[DONE\]/, 'nothing is cut')
  t.match(busy.text, /"finish_reason":"stop"[^]*data: \[DONE\][^]*HTTP\/1\.1 503 [^]*connection: close[^]*"code":"unavailable"/i)
  t.match(await stopped, { code: 0, signal: null })
})

test('an answer in a chat that outlives SHUTDOWN_TIMEOUT_MS is marked, and its reader can go on where it was after the next start', async t => {
  const dataDir = await createDataDir(t)
  const environment = { DATA_DIR: dataDir, SHUTDOWN_TIMEOUT_MS: '500' }
  const first = await start(t, environment)
  const chat = await first.call('/api/v1/chats', { key, method: 'POST', body: { model: 'demo/parlance' } })
  const reader = await open(t, first)
  reader.socket.write(posting(`/api/v1/chats/${chat.json.id}/messages`, { content: 'hello [length 2000] [delay 20]', stream: true }))
  await seen(reader, /event: message\.delta[^]*event: message\.delta/)
  t.match(await first.stop('SIGTERM'), { code: 0, signal: null })
  await reader.ended

  const second = await start(t, environment)
  const { json } = await second.call(`/api/v1/chats/${chat.json.id}/messages`, { key })
  const answer = json.data.find(({ role }: { role: string }) => role === 'assistant')
  const text: string = answer.content.map(({ text }: { text: string }) => text).join('')
  const said = [...reader.text.matchAll(/^data: (\{"type":"message\.delta".*\})\r?$/gm)].map(([, data]) => JSON.parse(data!).text ?? '').join('')
  t.match(answer.status, /interrupted|failed/)
  t.ok(said.length > 10 && text.startsWith(said), 'nothing that was told is lost')
})
