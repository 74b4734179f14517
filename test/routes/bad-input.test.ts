import { connect } from 'node:net'
import { test } from 'tap'
import { startApp } from '../helpers/app.ts'

const path = '/api/v1/chat/completions'
const message = { role: 'user', content: 'hi' }

const cases: [name: string, body: unknown, status: number, code: string, param?: string][] = [
  ['malformed JSON', '{"model":"demo/parlance",', 400, 'invalid_json'],
  ['an empty body', '', 400, 'invalid_json'],
  ['JSON that is no object', '[1,2]', 400, 'invalid_request'],
  ['invalid UTF-8', Buffer.concat([Buffer.from('{"model":"demo/parlance","messages":[{"role":"user","content":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}]}')]), 400, 'invalid_json'],
  ['brackets nested a hundred thousand deep', `{"model":"demo/parlance","messages":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 400, 'invalid_json'],
  ['no messages', { model: 'demo/parlance' }, 400, 'invalid_request', 'messages'],
  ['an empty message list', { model: 'demo/parlance', messages: [] }, 400, 'invalid_request', 'messages'],
  ['messages of the wrong type', { model: 'demo/parlance', messages: 'hello' }, 400, 'invalid_request', 'messages'],
  ['a content of the wrong type', { model: 'demo/parlance', messages: [message, { role: 'user', content: 42 }] }, 400, 'invalid_request', 'messages[1].content'],
  ['a message without a role', { model: 'demo/parlance', messages: [{ content: 'hi' }] }, 400, 'invalid_request', 'messages[0].role'],
  ['a temperature that is text', { model: 'demo/parlance', messages: [message], temperature: 'hot' }, 400, 'invalid_request', 'temperature'],
  ['a stream flag that is text', { model: 'demo/parlance', messages: [message], stream: 'true' }, 400, 'invalid_request', 'stream'],
  ['a model that is a number', { model: 7, messages: [message] }, 400, 'invalid_request', 'model'],
  ['an unknown model', { model: 'demo2/none', messages: [message] }, 404, 'model_not_found', 'model'],
  ['an unknown bare model', { model: 'gpt-nothing', messages: [message] }, 404, 'model_not_found', 'model'],
]

test('bad input gets an envelope that names the field, and the server lives', async t => {
  const { call } = await startApp(t)
  for (const [name, body, status, code, param] of cases) {
    const answer = await call('POST', path, { body })
    t.equal(answer.status, status, `${name}: ${answer.text}`)
    t.match(answer.json, { error: { code, type: 'invalid_request_error', message: /\w/, param: param ?? null, requestId: answer.headers.get('x-request-id') } }, name)
  }
  t.equal((await call('GET', '/api/v1/health')).status, 200)
})

test('a null where a number may be is taken as absent, and content may be null', async t => {
  const { call } = await startApp(t)
  const body = { model: 'demo/parlance', temperature: null, messages: [message, { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'c', content: 'done' }] }
  t.equal((await call('POST', path, { body })).status, 200)
})

test('20 MB bodies are refused, one after the other, and the memory comes back', async t => {
  const { call } = await startApp(t)
  const body = JSON.stringify({ model: 'demo/parlance', messages: [{ role: 'user', content: 'x'.repeat(20 * 1024 * 1024) }] })
  const before = process.memoryUsage().rss
  for (let round = 0; round < 10; round++) {
    const answer = await call('POST', path, { body })
    t.equal(answer.status, 413)
    t.match(answer.json, { error: { code: 'body_too_large' } })
  }
  t.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024)
})

test('other content types are refused by name', async t => {
  const { call } = await startApp(t)
  const answer = await call('POST', path, { body: 'model=demo', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  t.equal(answer.status, 415)
  t.match(answer.json, { error: { code: 'unsupported_media_type', message: /application\/json/ } })
})

test('there is an envelope for paths that do not exist and for addresses that cannot be read', async t => {
  const { call } = await startApp(t)
  t.match((await call('GET', '/api/v1/nothing')).json, { error: { code: 'not_found' } })
  t.match((await call('GET', '/api/v1/models/%zz')).json, { error: { code: 'invalid_request' } })
  t.match((await call('DELETE', '/api/v1/health')).json, { error: { code: 'not_found' } })
})

const raw = (url: string, text: string) => new Promise<string>((resolve, reject) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(text))
  let answer = ''
  socket.on('data', bytes => { answer += bytes.toString() })
  socket.on('error', reject)
  socket.on('close', () => resolve(answer))
})

test('a header bomb gets 431 and what is no HTTP gets 400, in an envelope with a request id', async t => {
  const { url, call } = await startApp(t)
  const bomb = await raw(url, `GET /api/v1/health HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 2000 }, (_, index) => `x-${index}: ${'y'.repeat(50)}`).join('\r\n')}\r\n\r\n`)
  t.match(bomb, /^HTTP\/1.1 431 [\s\S]*x-request-id: [\s\S]*"code":"headers_too_large"/)
  const nonsense = await raw(url, 'hello there\r\n\r\n')
  t.match(nonsense, /^HTTP\/1.1 400 [\s\S]*"code":"invalid_request"/)
  t.equal((await call('GET', '/api/v1/health')).status, 200)
})

test('keeps a harmless x-request-id and replaces any other', async t => {
  const { call } = await startApp(t)
  const kept = await call('GET', '/api/v1/health', { headers: { 'x-request-id': 'trace-42' } })
  t.equal(kept.headers.get('x-request-id'), 'trace-42')
  const replaced = await call('GET', '/api/v1/health', { headers: { 'x-request-id': '"><script>' } })
  t.match(replaced.headers.get('x-request-id'), /^req_/)
})
