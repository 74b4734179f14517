import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { createDataDir, startProcess } from '../helpers/server-process.ts'

const key = 'plk_the-admin-key-of-this-test'
const mb = 1024 * 1024

/** What all sockets and buffers on the way may take before the upstream has to wait. */
const mostOnTheWay = 40 * mb
/** Mostly what the garbage collector has not looked at: three streams of 60 MB go through one server. */
const mostGrowth = 250 * mb

/** An upstream of OpenAI's dialect that says a thousand characters so many times, as fast as it is read. */
const startTalker = async (t: Test, pieces: number) => {
  const state = { written: 0, isStalled: false, isDone: false }
  const delta = (content: string, finish: string | null = null) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
  const talk = async (response: ServerResponse): Promise<void> => {
    Object.assign(state, { written: 0, isStalled: false, isDone: false })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let index = 0; index < pieces; index++) {
      const text = delta(`${index} `.padEnd(1000, 'x'))
      state.written += text.length
      if (response.write(text)) continue
      state.isStalled = true
      await once(response, 'drain')
      state.isStalled = false
    }
    response.end(`${delta('', 'stop')}data: [DONE]\n\n`)
    state.isDone = true
  }
  const server = createServer((request, response) => {
    request.resume()
    if (request.method === 'POST') void talk(response).catch(() => {})
    else response.writeHead(404).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return { state, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
}

const open = async (t: Test, pieces: number) => {
  const { state, baseUrl } = await startTalker(t, pieces)
  const server = await startProcess(t, { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, AUTO_TITLE: 'words', LOG_LEVEL: 'warn' })
  await server.call('/api/v1/providers', { key, method: 'POST', body: { name: 'up', kind: 'openai-compatible', baseUrl, models: ['m'] } })
  const resident = async (): Promise<number> => (await server.call('/api/v1/status', { key })).json.load.residentBytes
  return { server, state, resident }
}

/** Asks over a socket that reads nothing until it is told to. */
const askAndWait = async (t: Test, url: string, path: string, body: object) => {
  const text = JSON.stringify(body)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  socket.pause()
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`)
  /** Which pieces came, in order, and how the answer ended. */
  const readAll = async () => {
    let numbers = 0
    let isInOrder = true
    let rest = ''
    for await (const bytes of socket) {
      rest += String(bytes)
      let end = 0
      for (const match of rest.matchAll(/"(\d+) x+"/g)) {
        if (Number(match[1]) !== numbers++) isInOrder = false
        end = match.index + match[0].length
      }
      rest = rest.slice(end)
    }
    return { numbers, isInOrder, tail: rest }
  }
  const readText = async (): Promise<string> => {
    let text = ''
    for await (const bytes of socket) text += String(bytes)
    return text
  }
  return { readAll, readText }
}

/** Waits until nothing more is written for a second. */
const stillness = async (state: { written: number }): Promise<void> => {
  for (let before = -1; state.written === 0 || before !== state.written;) {
    before = state.written
    await sleep(1000)
  }
}

const message = { messages: [{ role: 'user', content: 'Go on.' }], model: 'up/m', stream: true }
const doors: [name: string, path: string, body: object, end: RegExp][] = [
  ['relayed', '/api/v1/chat/completions', message, /\[DONE\]/],
  ['translated', '/api/v1/messages', { ...message, max_tokens: 10 }, /message_stop/],
  ['at the house’s own door', '/api/v1/chat/stream', { message: 'Go on.', model: 'up/m' }, /message\.completed/],
]

test('a reader that does not read makes the upstream wait, memory does not grow, and it gets everything when it reads', async t => {
  const pieces = 50_000
  const { server, state, resident } = await open(t, pieces)
  const before = await resident()
  for (const [name, path, body, end] of doors) {
    await t.test(name, async t => {
      state.written = 0
      const { readAll } = await askAndWait(t, server.url, path, body)
      await stillness(state)
      t.equal(state.isStalled, true, 'the upstream waits')
      t.ok(state.written < mostOnTheWay, `after ${Math.round(state.written / mb)} MB`)
      await sleep(1100) // memory is looked at once a second
      const growth = await resident() - before
      t.ok(growth < mostGrowth, `the server holds ${Math.round(growth / mb)} MB more`)
      const { numbers, isInOrder, tail } = await readAll()
      t.strictSame({ numbers, isInOrder }, { numbers: pieces, isInOrder: true })
      t.match(tail, end)
      t.equal(state.isDone, true)
    })
  }
})

// what is in a chat is kept: its reader has no say in how fast it is written
test('an answer in a chat is written whether anybody reads or not, and its slow reader gets everything', async t => {
  const pieces = 2000
  const { server, state, resident } = await open(t, pieces)
  const chat = await server.call('/api/v1/chats', { key, method: 'POST', body: { model: 'up/m' } })
  const before = await resident()
  const { readText } = await askAndWait(t, server.url, `/api/v1/chats/${chat.json.id}/messages`, { content: 'Go on.', stream: true })
  while (!state.isDone) await sleep(100)
  await sleep(1100)
  const growth = await resident() - before
  t.ok(growth < mostGrowth, `the server holds ${Math.round(growth / mb)} MB more`)
  const told = await readText()
  t.match(told, /event: message\.completed/)
  const said = told.replaceAll(/\r\n[0-9a-f]+\r\n/g, '').matchAll(/^data: (\{"type":"message\.delta".*\})$/gm)
  const { json } = await server.call(`/api/v1/chats/${chat.json.id}/messages`, { key })
  const { text } = json.data[0].content[0]
  t.equal(text.length, pieces * 1000)
  t.ok([...said].map(([, data]) => JSON.parse(data!).text).join('') === text, 'every character was told')
})
