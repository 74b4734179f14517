// How soon a provider sees that a client went away: on a stream and on a plain call, relayed and translated.
//   npm run bench:abort        prints milliseconds from the client's abort to the close at the provider
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const rounds = 40
const adminKey = 'plk_' + randomBytes(24).toString('base64url')
const begin = {
  '/v1/chat/completions': 'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":null}]}\n\n',
  '/v1/messages': 'event: message_start\ndata: {"type":"message_start","message":{"id":"1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}\n\n',
}

/** A provider that begins to answer and never ends; a plain call gets nothing at all. */
let onRequest = () => {}
const provider = createServer(async (request, response) => {
  let body = ''
  for await (const bytes of request) body += bytes
  const closed = new Promise(resolve => response.once('close', () => resolve(performance.now())))
  if (JSON.parse(body || '{}').stream) response.writeHead(200, { 'content-type': 'text/event-stream' }).write(begin[request.url])
  onRequest({ closed })
}).listen(0, '127.0.0.1')
await new Promise(resolve => provider.once('listening', resolve))
const upstream = `http://127.0.0.1:${provider.address().port}`

const dataDir = mkdtempSync(join(tmpdir(), 'parlance-abort-'))
const port = 20_000 + Math.floor(Math.random() * 20_000)
const server = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], { stdio: 'ignore', env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, ADMIN_API_KEY: adminKey, LOG_LEVEL: 'error' } })
const post = (path, body, signal) => fetch(`http://127.0.0.1:${port}/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }, body: JSON.stringify(body), signal })
while (!await fetch(`http://127.0.0.1:${port}/api/v1/health`).catch(() => undefined)) await sleep(20)
await post('/providers', { name: 'relay', kind: 'openai-compatible', baseUrl: `${upstream}/v1`, apiKey: 'x' })
await post('/providers', { name: 'events', kind: 'anthropic', baseUrl: `${upstream}/v1`, apiKey: 'x' })

const once = async (way, stream) => {
  const arrived = new Promise(resolve => { onRequest = resolve })
  const controller = new AbortController()
  const answer = post('/chat/completions', { model: `${way}/m`, stream, messages: [{ role: 'user', content: 'x' }] }, controller.signal).catch(() => {})
  const { closed } = await arrived
  if (stream) await (await answer).body.getReader().read()
  const at = performance.now()
  controller.abort()
  await answer
  return await closed - at
}

console.log('| path | call | p50 ms | max ms |\n| --- | --- | --- | --- |')
for (const way of ['relay', 'events']) {
  for (const stream of [true, false]) {
    const taken = []
    for (let round = 0; round < rounds; round++) taken.push(await once(way, stream))
    taken.sort((a, b) => a - b)
    console.log(`| ${way} | ${stream ? 'stream' : 'plain'} | ${taken[rounds / 2].toFixed(1)} | ${taken.at(-1).toFixed(1)} |`)
  }
}
server.kill()
await new Promise(resolve => server.once('exit', resolve))
provider.closeAllConnections()
provider.close()
rmSync(dataDir, { recursive: true })
