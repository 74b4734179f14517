import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { createLoad } from '../../src/limits/index.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'
import { createDataDir, type ServerProcess, startProcess, until } from '../helpers/server-process.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { dial } from '../realtime/sockets.ts'

const completion = { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }] }
const question = { model: 'up/m', messages: [{ role: 'user', content: 'Hi' }] }

test('beyond OVERLOAD_CALLS what asks a model is told to come again, at every door, and nothing else is', async t => {
  const upstream = await startUpstream(t)
  const held: (() => void)[] = []
  upstream.on('/v1/chat/completions', () => new Promise(resolve => { held.push(() => resolve(json(completion))) }))
  const server = await startApp(t, { OVERLOAD_CALLS: '2' })
  await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, models: ['m'] })
  const ask = (path: string, body: object) => server.call('POST', path, { body })
  const running = [1, 2].map(() => ask('/api/v1/chat/completions', question))
  await upstream.request(1)

  const refused = await ask('/api/v1/chat/completions', question)
  t.match(refused, { status: 503, json: { error: { code: 'overloaded', type: 'server_error' } } })
  t.match(refused.headers.get('retry-after'), /^[123]$/)
  t.ok(Number(refused.headers.get('retry-after-ms')) >= 1000)
  t.match(await ask('/api/v1/messages', { ...question, max_tokens: 5 }), { status: 529, json: { type: 'error', error: { type: 'overloaded_error' } } })
  for (const [path, body] of [['responses', { model: 'up/m', input: 'Hi' }], ['embeddings', { model: 'up/m', input: 'Hi' }], ['chat', question]] as const) {
    t.match(await ask(`/api/v1/${path}`, body), { status: 503, json: { error: { code: 'overloaded' } } }, path)
  }
  const chat = await ask('/api/v1/chats', { model: 'up/m' })
  t.equal(chat.status, 201, 'a chat is made')
  t.match(await ask(`/api/v1/chats/${chat.json.id}/messages`, { content: 'Hi' }), { status: 503, json: { error: { code: 'overloaded' } } })
  const line = dial(t, server, adminKey)
  t.match(await line.say('chat-message', { chatId: chat.json.id, content: 'Hi' }), { error: { code: 'overloaded' } })
  t.notOk((await line.say('join-chat', { chatId: chat.json.id })).error)
  for (const path of ['health', 'ready', 'models', 'providers', 'chats', 'api-keys', 'analytics/summary']) t.equal((await server.call('GET', `/api/v1/${path}`)).status, 200, path)
  t.match((await server.call('GET', '/api/v1/status')).json, { status: 'degraded', activeCalls: 2, load: { isShedding: true, shed: 7 } })
  t.match((await server.call('GET', '/metrics')).text, /parlance_overloaded 1\n[^]*parlance_shed_total\{reason="calls"\} 7\n/)
  t.equal(held.length, 2, 'nobody was asked for those')

  for (const release of held) release()
  for (const answer of await Promise.all(running)) t.equal(answer.status, 200)
  t.match(await until(async () => (await server.call('GET', '/api/v1/status')).json, ({ load }) => !load.isShedding), { status: 'ok' })
  const next = ask('/api/v1/chat/completions', question)
  await until(async () => held.length, count => count === 3, 10)
  held[2]!()
  t.equal((await next).status, 200)
})

test('a single stall refuses nobody, an event loop that stays late does, and lets in again when it is better', async t => {
  const load = createLoad({ limits: { lagMs: 50 }, calls: { active: 1 }, log: silentLog })
  load.start()
  t.teardown(() => load.stop())
  const stall = async (ms: number) => {
    const end = performance.now() + ms
    while (performance.now() < end); // nothing else runs
    await new Promise(setImmediate)
  }
  await stall(400)
  t.equal(load.refuse(), undefined)
  for (let count = 0; count < 6; count++) await stall(300)
  t.equal(load.refuse(), undefined, 'one until the next look: it goes on')
  t.match(load.refuse(), { kind: 'overloaded', more: { retryAfterMs: Number } })
  t.equal(load.state.shed.lag, 1)
  await until(async () => Array.from({ length: 50 }, () => load.refuse()), refused => refused.every(each => each === undefined), 50)
  t.equal(load.refuse(), undefined)
})

test('short of memory one call runs at a time, so that it cannot refuse for ever', async t => {
  const calls = { active: 0 }
  const given: number[] = []
  const load = createLoad({ limits: { residentBytes: 1 }, calls, memory: { bytes: 4, readResident: () => 2 }, giveBack: () => { given.push(1) }, log: silentLog })
  load.start()
  t.teardown(() => load.stop())
  await until(async () => load.state.residentBytes, bytes => bytes === 2, 20)
  t.equal(load.refuse(), undefined)
  calls.active = 1
  t.match(load.refuse(), { kind: 'overloaded', message: /memory/ })
  t.equal(given.length, 1, 'what is not needed was given back')
})

/** Asks over one connection, again and again: what takes the server ten milliseconds costs the asker next to nothing. */
const ask = async (socket: Socket, bytes: Buffer, isOver: () => boolean, statuses: Map<string, number>, retries: Set<string | undefined>): Promise<void> => {
  while (!isOver()) {
    socket.write(bytes)
    const [head] = await once(socket, 'data') as [Buffer]
    const text = head.toString('latin1')
    const status = text.slice(9, 12)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (status === '503') {
      retries.add(/retry-after: (\d)\r/i.exec(text)?.[1])
      await sleep(20)
    }
  }
}

const flood = async (t: Test, server: ServerProcess, key: string, ms: number) => {
  const body = JSON.stringify({ model: 'demo/parlance', messages: [...Array.from({ length: 4000 }, (_, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content: 'x' })), { role: 'user', content: 'hello [length 3] [delay 0]' }] })
  const bytes = Buffer.from(`POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  const statuses = new Map<string, number>()
  const retries = new Set<string | undefined>()
  const end = performance.now() + ms
  const sockets = await Promise.all(Array.from({ length: 60 }, async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    t.teardown(() => socket.destroy())
    await once(socket, 'connect')
    return socket
  }))
  await Promise.all(sockets.map(socket => ask(socket, bytes, () => performance.now() > end, statuses, retries)))
  for (const socket of sockets) socket.destroy()
  return { statuses, retries }
}

test('a flood: some are answered, the rest is told when to come again, health answers, and then all is well', async t => {
  const key = 'plk_the-admin-key-of-this-test'
  const server = await startProcess(t, { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, OVERLOAD_LAG_MS: '30' })
  const flooding = flood(t, server, key, 4000)
  const health: number[] = []
  for (let count = 0; count < 3; count++) {
    await sleep(1000)
    health.push((await server.call('/api/v1/health', {})).status)
  }
  const { statuses, retries } = await flooding
  t.comment(Object.fromEntries(statuses))
  t.strictSame(health, [200, 200, 200])
  t.ok((statuses.get('200') ?? 0) > 10, 'some are answered')
  t.ok((statuses.get('503') ?? 0) > 10, 'others are refused')
  t.strictSame([...statuses.keys()].toSorted(), ['200', '503'])
  t.notOk(retries.has(undefined), 'each with a time')
  t.match(server.stdout(), /"lag":[1-9][^\n]*overloaded/)

  const status = await until(() => server.call('/api/v1/status', { key }), ({ json }) => json.load.isShedding === false)
  t.ok(status.json.load.shed > 10)
  t.equal((await server.stream('hello', key)).status, 200)
})
