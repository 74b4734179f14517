import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, cpSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { createLineSink } from '../../src/lib/line-sink.ts'
import { makeKey } from '../limits/setup.ts'
import { canMount } from '../helpers/mounts.ts'
import { createDataDir, startProcess, until } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'
import { pickPort } from '../process/pick-port.ts'

const key = 'plk_the-admin-key-of-this-test'

/** Leaves no byte. */
const fill = (path: string): void => {
  const file = openSync(path, 'w')
  try {
    for (let size = 65_536; size >= 1;) {
      try {
        writeSync(file, Buffer.alloc(size))
      } catch {
        size = Math.floor(size / 2)
      }
    }
  } finally {
    closeSync(file)
  }
}

test('a full disk: what cannot be saved is refused whole, all else goes on, and with room all is as before', async t => {
  if (!canMount()) return reportSkip('a full disk', 'run the tests as root of a machine that lets them mount')
  const dataDir = await createDataDir(t)
  const server = await startProcess(t, { DATA_DIR: dataDir, ADMIN_API_KEY: key, AUTO_TITLE: 'words', LOG_LEVEL: 'warn' },
    'exec unshare -m sh -c \'mount -t tmpfs -o size=16m tmpfs "$DATA_DIR" && exec "$0" "$@"\' "$0" "$@";')
  // only that process sees what is mounted; it is reached through its root
  const inside = (name: string): string => join(`/proc/${server.pid}/root`, dataDir, name)
  const call: Parameters<typeof makeKey>[0]['call'] = async (method, path, { body, key: by = key } = {}) => server.call(path, { key: by, method, ...body !== undefined && { body } })
  const createChat = (title: string) => call('POST', '/api/v1/chats', { body: { title, model: 'demo/parlance' } })
  const ask = (by: string) => call('POST', '/api/v1/chat/completions', { key: by, body: { model: 'demo/parlance', max_tokens: 5, messages: [{ role: 'user', content: 'hello [length 3] [delay 0]' }] } })
  const { secret } = await makeKey({ call }, { budget: { usd: 1, period: 'day' } })

  const kept = [await createChat('before')]
  fill(inside('fill'))
  // what the log of the database has room for is saved
  let refused = await createChat('while')
  for (; refused.status === 201 && kept.length < 3000; refused = await createChat('while')) kept.push(refused)
  t.match(refused, { status: 503, json: { error: { code: 'unavailable', message: /^The disk of the database is full/ } } })
  t.equal(refused.headers.get('retry-after'), '10')
  const chatId: string = kept[0]!.json.id
  const message = await call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'hello '.repeat(20_000) } })
  t.match(message, { status: 503, json: { error: { message: /disk/ } } })

  t.equal((await call('GET', `/api/v1/chats/${chatId}`)).status, 200, 'reads go on')
  for (const by of [key, secret, key]) t.equal((await ask(by)).status, 200, 'models are asked')
  t.equal((await call('GET', '/api/v1/health')).status, 200)
  await sleep(500)

  rmSync(inside('fill'))
  const after = await until(() => createChat('after'), ({ status }) => status === 201)
  t.equal(after.status, 201, 'nobody had to help')
  t.equal((await call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'hello [length 3] [delay 0]' } })).status, 200)
  await until(() => call('GET', '/api/v1/status'), ({ json }) => json.ledger.waiting === 0)
  t.match((await call('GET', '/api/v1/status')).json, { ledger: { waiting: 0, dropped: 0 } }, 'no usage is lost')
  t.equal((await call('GET', '/api/v1/analytics/requests')).json.data.length >= 4, true)

  const copy = t.testdir({})
  for (const ending of ['', '-wal']) cpSync(inside(`parlance.db${ending}`), join(copy, `parlance.db${ending}`))
  const database = new DatabaseSync(join(copy, 'parlance.db'))
  t.teardown(() => database.close())
  t.same(database.prepare('pragma integrity_check').all().map(row => ({ ...row })), [{ integrity_check: 'ok' }])
  t.equal(database.prepare('select count(*) as n from chat').get()?.['n'], kept.length + 1, 'what was refused is not there')
  t.equal(database.prepare('select count(*) as n from message where chat_id = ?').get(chatId)?.['n'], 2, 'nor half of it')
})

test('a server whose log is on a full disk serves', async t => {
  const full = openSync('/dev/full', 'w')
  t.teardown(() => closeSync(full))
  const port = await pickPort()
  const child = spawn(process.execPath, [process.env['TEST_SERVER_MAIN'] ?? resolve(import.meta.dirname, '../../src/main.ts')], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], PORT: String(port), DATA_DIR: await createDataDir(t), ADMIN_API_KEY: key, LOG_LEVEL: 'debug' },
    stdio: ['ignore', full, full],
  })
  const ended = once(child, 'close')
  t.teardown(() => { child.kill('SIGKILL') })
  const health = () => fetch(`http://127.0.0.1:${port}/api/v1/health`).then(({ status }) => status, () => 0)
  t.equal(await until(async () => child.exitCode === null ? await health() : -1, status => status !== 0), 200)
  await sleep(500)
  t.equal(await health(), 200)
  child.kill('SIGTERM')
  t.strictSame(await ended, [0, null])
})

test('lines that cannot be written are counted, and told when there is room', async t => {
  const path = join(t.testdir({}), 'log')
  const full = openSync('/dev/full', 'w')
  const sink = createLineSink({ fd: full, maxWaitMs: 1 })
  for (let count = 0; count < 3; count++) sink.write('lost\n')
  await sleep(50)
  closeSync(full)
  // the next file takes its number: to the sink the disk has room again
  t.equal(openSync(path, 'w'), full)
  sink.write('kept\n')
  const text = await until(async () => readFileSync(path, 'utf8'), text => text.includes('dropped'), 10)
  t.match(text, /^kept\n\{"level":"warn","msg":"3 log lines were dropped: they could not be written"\}\n$/)
  closeSync(full)
})
