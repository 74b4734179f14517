import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { createDataDir, startProcess, until } from '../helpers/server-process.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'

const key = 'plk_the-admin-key-of-this-test'

/** Of a process, in milliseconds of all its threads; a tick is a hundredth of a second. */
const cpuOf = async (pid: number): Promise<number> => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

test('a server that has no descriptor left neither ends nor spins, says so, and answers when some are free', async t => {
  const answer = json({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }] })
  const upstream = await startUpstream(t, { '/v1/chat/completions': answer })
  const server = await startProcess(t, { DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, UPSTREAM_RETRIES: '0', UPSTREAM_CIRCUITS: 'off' }, 'ulimit -n 96;')
  await server.call('/api/v1/providers', { key, method: 'POST', body: { name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, models: ['m'] } })
  const question = { model: 'up/m', messages: [{ role: 'user', content: 'Hi' }] }
  const ask = () => server.call('/api/v1/chat/completions', { key, method: 'POST', body: question }).then(({ status, json }) => ({ status, code: json?.error?.code }), () => ({ status: 0, code: undefined }))

  // a client who is connected already
  const client = connect(Number(new URL(server.url).port), '127.0.0.1')
  t.teardown(() => client.destroy())
  await once(client, 'connect')
  const sockets: Socket[] = []
  const knock = (): void => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.on('error', () => {})
    sockets.push(socket)
  }
  t.teardown(() => { for (const socket of sockets) socket.destroy() })
  for (let count = 0; count < 300; count++) knock()
  await until(async () => (await readdir(`/proc/${server.pid}/fd`)).length, open => open >= 94)

  const before = await cpuOf(server.pid)
  await sleep(3000)
  const spent = await cpuOf(server.pid) - before
  t.ok(spent < 1500, `${spent} ms of work in three seconds`)
  const body = JSON.stringify(question)
  client.write(`POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  const [said] = await once(client, 'data')
  t.match(String(said), /^HTTP\/1\.1 503 [^]*retry-after: 1\r[^]*"code":"unavailable"/i, 'the server is to blame, not the provider')

  for (const socket of sockets) socket.destroy()
  t.strictSame(await until(ask, ({ status }) => status === 200), { status: 200, code: undefined })
  t.match(await server.call('/api/v1/chats', { key, method: 'POST', body: {} }), { status: 201 })
  t.notMatch(server.stdout(), /"level":"fatal"/)
  t.match(await server.stop('SIGTERM'), { code: 0, signal: null })
})
