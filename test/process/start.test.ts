import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { startUpstream, json } from '../helpers/replay-upstream.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'

const whole = json({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'from upstream', refusal: null }, logprobs: null, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } })
const provider = (baseUrl: string) => ({ name: 'mine', kind: 'openai-compatible', baseUrl, apiKey: 'sk-provider-key-0123456789' })
const question = { model: 'mine/m', messages: [{ role: 'user', content: 'hello' }] }

test('the first start prints an admin key once; later starts, tidy or not, know it and the providers', async t => {
  const upstream = await startUpstream(t, { '/v1/chat/completions': whole })
  const DATA_DIR = await createDataDir(t)

  const first = await startProcess(t, { DATA_DIR })
  const key = first.adminKey
  t.match(key, /^plk_/)
  t.match(first.stdout(), /curl http:\/\/127\.0\.0\.1:\d+\/api\/v1\/chat\/completions/, 'and shows how to use it')
  t.notMatch(first.url, /:0$/, 'the address is the one that PORT=0 picked')
  t.equal((await first.call('/api/v1/models', { key })).status, 200)
  t.equal((await first.call('/api/v1/providers', { key, method: 'POST', body: provider(`${upstream.url}/v1`) })).status, 201)
  for (const file of ['parlance.db', 'encryption-key']) t.equal((await stat(join(DATA_DIR, file))).mode & 0o077, 0, `${file} is for the owner only`)
  t.match(await first.stop(), { code: 0, signal: null })
  t.equal(first.stderr(), '')
  t.equal(first.stdout().split(key!).length - 1, 2, 'the key is told in the greeting and its example, and in no log line')

  const second = await startProcess(t, { DATA_DIR })
  t.equal(second.adminKey, undefined)
  t.notMatch(second.stdout(), /plk_/)
  t.equal((await second.call('/api/v1/models', { key })).status, 200)
  t.match((await second.call('/api/v1/providers/mine', { key })).json, { name: 'mine', hasApiKey: true, apiKeyHint: '6789' })
  const created = await second.call('/api/v1/api-keys', { key, method: 'POST', body: { name: 'app', scopes: ['inference'] } })
  t.match(await second.stop('SIGKILL'), { signal: 'SIGKILL' })

  const third = await startProcess(t, { DATA_DIR })
  t.equal((await third.call('/api/v1/models', { key: created.json.secret })).status, 200, 'what was answered before a crash is kept')
  t.match((await third.call('/api/v1/chat/completions', { key: created.json.secret, method: 'POST', body: question })).json, { choices: [{ message: { content: 'from upstream' } }] })
  t.equal(upstream.last().headers.authorization, 'Bearer sk-provider-key-0123456789', 'the stored credential can still be opened')
})

test('ADMIN_API_KEY is accepted, never printed and makes no other key', async t => {
  const ADMIN_API_KEY = 'plk_an-admin-key-of-my-own'
  const server = await startProcess(t, { DATA_DIR: await createDataDir(t), ADMIN_API_KEY })
  t.equal((await server.call('/api/v1/providers', { key: ADMIN_API_KEY })).status, 200)
  t.match((await server.call('/api/v1/api-keys', { key: ADMIN_API_KEY })).json, { data: [] })
  t.match(server.stdout(), /Admin key +the one in ADMIN_API_KEY/)
  t.notMatch(server.stdout() + server.stderr(), ADMIN_API_KEY)
})
