import t, { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { anthropicMessagesDoor as client } from '../helpers/doors/anthropic-messages.ts'

const { call, url, receipts } = await startApp(t, { BODY_LIMIT: '100000' })
const hello = { model: 'demo/parlance', max_tokens: 500, messages: [{ role: 'user', content: 'hello' }] }
const ask = (body: unknown, options: { key?: string; headers?: Record<string, string> } = {}) => call('POST', '/api/v1/messages', { body, ...options })

test('a whole answer is Anthropic’s message', async t => {
  const { status, headers, json } = await ask(hello)
  t.equal(status, 200)
  t.match(headers.get('content-type'), 'application/json')
  t.match(json, { id: /^msg_/, type: 'message', role: 'assistant', model: 'demo/parlance', content: [{ type: 'text', text: /./ }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: Number, output_tokens: Number } })
  t.same(client.readWhole(json).problems, [])
  t.equal(headers.get('request-id'), headers.get('x-request-id'))
  t.equal(headers.get('x-parlance-provider'), 'demo')
  t.match(receipts.at(-1), { door: 'anthropic-messages', path: 'events', status: 'ok', finish: /./ })
})

test('a stream is Anthropic’s, and says the same', async t => {
  const { status, headers, text } = await ask({ ...hello, stream: true })
  t.equal(status, 200)
  t.equal(headers.get('content-type'), 'text/event-stream; charset=utf-8')
  t.equal(headers.get('request-id'), headers.get('x-request-id'))
  const told = client.readStream(text)
  t.same(told.problems, [])
  t.equal(told.choices[0]?.text, (await ask(hello)).json.content[0].text)
})

test('the key may come in either header, and the path in either form', async t => {
  for (const path of ['/v1/messages?beta=true', '/api/messages', '/api/v1/messages']) {
    for (const headers of [{ 'x-api-key': adminKey }, { authorization: `Bearer ${adminKey}` }]) {
      const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(hello) })
      t.equal(response.status, 200, path)
      await response.text()
    }
  }
})

const refused: Record<string, [fields: object, message: RegExp]> = {
  'no messages': [{ messages: undefined }, /^messages is missing/],
  'empty messages': [{ messages: [] }, /^messages must not be empty/],
  'a role that is none': [{ messages: [{ role: 'tool', content: 'x' }] }, /^messages\[0\]\.role must be one of/],
  'content that is a number': [{ messages: [{ role: 'user', content: 1 }] }, /^messages\[0\]\.content must be/],
  'text that is a number': [{ messages: [{ role: 'user', content: [{ type: 'text', text: 1 }] }] }, /^messages\[0\]\.content\[0\]\.text must be a string/],
  'text that is missing': [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, /^messages\[0\]\.content\[0\]\.text is missing/],
  'a result of no call': [{ messages: [{ role: 'user', content: [{ type: 'tool_result', content: 'x' }] }] }, /^messages\[0\]\.content\[0\]\.tool_use_id is missing/],
  'a result in wrong pieces': [{ messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 1 }] }] }] }, /content\[0\]\.content\[0\]\.text must be a string/],
  'a limit in words': [{ max_tokens: 'many' }, /^max_tokens must be an integer/],
  'a stream in words': [{ stream: 'yes' }, /^stream must be a boolean/],
  'a tool choice in a word': [{ tool_choice: 'auto' }, /^tool_choice must be an object/],
  'a tool choice of OpenAI’s': [{ tool_choice: { type: 'required' } }, /^tool_choice\.type must be/],
  'a tool without a name': [{ tools: [{ input_schema: {} }] }, /^tools\[0\]\.name is missing/],
  'stop sequences in a text': [{ stop_sequences: 'END' }, /^stop_sequences must be an array/],
  'a budget in words': [{ thinking: { type: 'enabled', budget_tokens: 'all' } }, /^thinking\.budget_tokens must be an integer/],
  'a system prompt in an object': [{ system: {} }, /^system must be/],
}
for (const [what, [fields, message]] of Object.entries(refused)) {
  test(`it is refused by name: ${what}`, async t => {
    const { status, headers, json } = await ask({ ...hello, ...fields })
    t.match({ status, json }, { status: 400, json: { type: 'error', error: { type: 'invalid_request_error', message }, request_id: headers.get('request-id') } })
    t.same(Object.keys(json), ['type', 'error', 'request_id'])
  })
}

test('fields that nobody knows are welcome, and null means not set', async t => {
  const { status } = await ask({ ...hello, system: null, tools: null, tool_choice: null, metadata: null, thinking: null, output_config: null, stop_sequences: null, temperature: null, unheard_of: { a: 1 } })
  t.equal(status, 200)
})

const failures: Record<string, [sent: Parameters<typeof ask>, status: number, type: string]> = {
  'no key': [[hello, { key: '' }], 401, 'authentication_error'],
  'a wrong key': [[hello, { key: 'plk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG' }], 401, 'authentication_error'],
  'no JSON': [['{"model":'], 400, 'invalid_request_error'],
  'a model that nobody serves': [[{ ...hello, model: 'claude-nobody-1' }], 404, 'not_found_error'],
  'a body that is too large': [[{ ...hello, system: 'x'.repeat(200_000) }], 413, 'request_too_large'],
  'another media type': [['<xml/>', { headers: { 'content-type': 'text/xml' } }], 415, 'invalid_request_error'],
}
for (const [what, [sent, status, type]] of Object.entries(failures)) {
  test(`it fails in Anthropic’s words: ${what}`, async t => {
    const answer = await ask(...sent)
    t.match(answer, { status, json: { type: 'error', error: { type, message: /./ } } })
    t.equal(answer.json.request_id, answer.headers.get('request-id'))
  })
}

test('a key without the scope is told so in Anthropic’s words', async t => {
  const { json: { secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'chats', scopes: ['chats'] } })
  t.match(await ask(hello, { key: secret }), { status: 403, json: { error: { type: 'permission_error' } } })
})

test('a limit that is used up is told in Anthropic’s words, with the time to wait', async t => {
  const { json: { secret } } = await call('POST', '/api/v1/api-keys', { body: { name: 'slow', scopes: ['inference'], limits: { requestsPerMinute: 1 } } })
  await ask(hello, { key: secret })
  const { status, headers, json } = await ask(hello, { key: secret })
  t.match({ status, json }, { status: 429, json: { error: { type: 'rate_limit_error' } } })
  t.ok(Number(headers.get('retry-after')) > 0)
})
