import t, { test } from 'tap'
import { addAnswering, signature, texts } from '../helpers/answering-upstream.ts'
import { startApp } from '../helpers/app.ts'
import { openaiResponsesDoor } from '../helpers/doors/openai-responses.ts'
import { writtenCases } from '../helpers/fixtures.ts'
import { startUpstream } from '../helpers/replay-upstream.ts'
import { kinds } from '../helpers/voices.ts'

const server = await startApp(t)
const path = '/api/v1/responses'
const upstreams = Object.fromEntries(await Promise.all(kinds.map(async kind => [kind, await addAnswering(t, server, kind)] as const)))
const ask = (body: object, headers: Record<string, string> = {}) => server.call('POST', path, { body: { input: 'hello', ...body }, headers })

/** A provider of OpenAI's kind that answers a fixture, by the name of the model. */
const own = writtenCases.filter(one => one.kind === 'openai-responses')
const fixtures = await startUpstream(t)
fixtures.on('/v1/responses', ({ parsed }) => {
  const { bytes, status, isStream } = own.find(one => one.name === `openai-responses/${parsed.model}`)!
  return { status, headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json' }, body: bytes, splitAt: 97 }
})
await server.addProvider({ name: 'fixed', kind: 'openai', baseUrl: `${fixtures.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })

const weather = [{ type: 'function', name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } }, strict: false }]

for (const kind of kinds) {
  test(`${kind}: answers JSON with usage, and events by the rules`, async t => {
    const whole = await ask({ model: `${kind}/m`, instructions: 'Be brief.', temperature: 0.5 })
    t.equal(whole.status, 200)
    const told = openaiResponsesDoor.readWhole(whole.json)
    t.same(told.problems, [])
    t.match(told, { choices: [{ text: texts.plain, finish_reason: 'stop' }], tokens: { prompt: 11, completion: 7 } })
    const streamed = await ask({ model: `${kind}/m`, stream: true })
    t.equal(streamed.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    t.match(openaiResponsesDoor.readStream(streamed.text), { problems: { length: 0 }, choices: [{ text: texts.plain, finish_reason: 'stop' }], tokens: { prompt: 11, completion: 7 } })
    t.match(server.receipts.at(-1), { door: 'openai-responses', path: kind === 'openai' ? 'relay' : 'events', usage: { inputTokens: 11, outputTokens: 7 } })
  })

  for (const [what, fields, param] of [
    ['an earlier response', { previous_response_id: 'resp_1' }, 'previous_response_id'],
    ['a conversation', { conversation: 'conv_1' }, 'conversation'],
    ['work in the background', { background: true }, 'background'],
    ['a reference to an item', { input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input[0]'],
  ] as const) {
    test(`${kind}: ${what} is refused before the provider is asked`, async t => {
      const before = upstreams[kind]!.requests.length
      const { status, json } = await ask({ model: `${kind}/m`, ...fields })
      t.equal(status, 400)
      t.match(json, { error: { code: 'invalid_request', param, type: 'invalid_request_error', message: /not kept/, requestId: /^req_/ } })
      t.equal(upstreams[kind]!.requests.length, before)
    })
  }

  test(`${kind}: an error before the answer has its status and code, and one in it is told in band`, async t => {
    for (const stream of [false, true]) {
      const { status, json } = await ask({ model: `${kind}/m`, input: '[fail 503]', stream })
      t.equal(status, 503)
      t.match(json, { error: { code: 'upstream_overloaded', message: /as asked/ } })
    }
    const broken = await ask({ model: `${kind}/m`, input: '[break]', stream: true })
    const { problems, error, choices } = openaiResponsesDoor.readStream(broken.text)
    t.same(problems, [])
    t.match(error, { message: /GPU caught fire/ })
    t.match(choices, [{ text: /about/ }])
  })
}

test('a relay passes bytes on as they came, whole and streamed', async t => {
  for (const { name, bytes, expected, isStream } of own.filter(one => one.expected.error === undefined && one.expected.thrown === undefined && one.expected.streamError === undefined)) {
    const { text, status } = await ask({ model: `fixed/${name.split('/')[1]}`, stream: isStream })
    t.equal(status, 200, name)
    t.equal(text, bytes.toString(), name)
    t.match(server.receipts.at(-1), { path: 'relay', status: 'ok', usage: { outputTokens: expected.usage!.completion } })
  }
})

test('a relay sends the client’s own bytes, but asks that nothing be kept', async t => {
  const body = '{ "model" : "openai/some/model",\n "input":[{"role":"user","content":"hé"}],  "made_up": {"x":[1, 2]} }'
  await server.call('POST', path, { body })
  t.equal(upstreams['openai']!.last().body.toString(), body.replace('{ "model"', '{"store":false, "model"').replace('openai/some/model', 'some/model'))
  const kept = body.replace('{ "model"', '{"store":false, "model"')
  await server.call('POST', path, { body: kept })
  t.equal(upstreams['openai']!.last().body.toString(), kept.replace('openai/some/model', 'some/model'))
})

test('whoever asks that it be kept is told that it is not', async t => {
  const { headers } = await ask({ model: 'openai/m', store: true })
  t.match(headers.get('x-parlance-warnings'), /dropped store/)
  t.equal(upstreams['openai']!.last().parsed.store, false)
  const strict = await ask({ model: 'openai/m', store: true }, { 'x-strict': 'true' })
  t.match(strict.json, { error: { code: 'parameter_unsupported', param: 'store' } })
})

const asked: [model: string, body: object, expected: object][] = [
  ['gpt-5-mini', { include: ['x'] }, { include: ['x', 'reasoning.encrypted_content'] }],
  ['gpt-5.1', { temperature: 0.3 }, { include: ['reasoning.encrypted_content'], temperature: 0.3 }],
  ['o4-mini', { temperature: 0.3, top_logprobs: 2 }, { include: ['reasoning.encrypted_content'], temperature: 1, top_logprobs: undefined }],
  ['gpt-4o', { reasoning: { effort: 'low' } }, { include: undefined, reasoning: undefined }],
  ['gpt-5-chat-latest', { include: ['x'] }, { include: ['x'] }],
  ['something-new', { reasoning: { effort: 'low' } }, { include: undefined, reasoning: { effort: 'low' } }],
]
for (const [model, body, expected] of asked) {
  test(`${model} is asked for what it takes`, async t => {
    await ask({ model: `openai/${model}`, ...body })
    t.match(upstreams['openai']!.last().parsed, { model, store: false, ...expected })
  })
}

test('reasoning that OpenAI could not read again does not reach it', async t => {
  const sealed = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' }
  const { headers } = await ask({ model: 'openai/m', input: [{ ...sealed, encrypted_content: 'anthropic-messages#x' }, { ...sealed, encrypted_content: null }, sealed, { role: 'user', content: 'hello' }] })
  t.same(upstreams['openai']!.last().parsed.input, [sealed, { role: 'user', content: 'hello' }])
  t.match(headers.get('x-parlance-warnings'), /input/)
})

for (const kind of ['openai', 'anthropic', 'gemini'] as const) {
  test(`${kind}: what proves reasoning comes back to its provider in the next turn`, async t => {
    const input: object[] = [{ role: 'user', content: 'Paris or Rome? [think]' }]
    for (const stream of [false, true]) {
      const first = await ask({ model: `${kind}/m`, input, tools: weather, stream })
      const response = stream ? JSON.parse(first.text.slice(first.text.lastIndexOf('data: ') + 6)).response : first.json
      const results = response.output.filter(({ type }: any) => type === 'function_call').map(({ call_id }: any) => ({ type: 'function_call_output', call_id, output: 'fine' }))
      t.equal(results.length, 2)
      const second = await ask({ model: `${kind}/m`, input: [...input, ...response.output, ...results], tools: weather, stream })
      t.equal(second.status, 200)
      const sent = upstreams[kind]!.last().body.toString()
      t.ok(sent.includes(JSON.stringify(signature)), 'as its own provider wrote it')
      t.notMatch(sent, `${kind === 'anthropic' ? 'anthropic-messages' : kind}#`)
      t.equal(second.headers.get('x-parlance-warnings'), null)
      const elsewhere = await ask({ model: 'ollama/m', input: [...input, ...response.output, ...results], tools: weather })
      t.equal(elsewhere.status, 200)
      t.notMatch(upstreams['ollama']!.last().body.toString(), signature, 'and nobody else gets it')
    }
  })
}

test('an upstream that is cut ends in an error, never politely', async t => {
  const { text } = await ask({ model: 'fixed/cut', stream: true })
  t.match(openaiResponsesDoor.readStream(text), { problems: { length: 0 }, error: { code: 'upstream_cut' } })
  t.ok(text.startsWith(own.find(one => one.name.endsWith('/cut'))!.bytes.toString()))
})

test('an error inside a 200 can still fall back', async t => {
  const { text, headers } = await ask({ model: 'fixed/error-first', models: ['anthropic/m'], stream: true })
  t.match(openaiResponsesDoor.readStream(text), { problems: { length: 0 }, choices: [{ text: texts.plain }] })
  t.match(headers.get('x-parlance-attempts'), /fixed\/error-first upstream_quota_exhausted/)
  t.equal(headers.get('x-parlance-provider'), 'anthropic')
})

const mistakes: [string, object, string][] = [
  ['a wrong type', { temperature: 'hot' }, 'temperature'],
  ['an item of no type', { input: [{ content: 'x' }] }, 'input[0].type'],
  ['no input', { input: undefined }, 'input'],
]
for (const [what, body, param] of mistakes) {
  test(`${what} is a clear error in OpenAI’s envelope`, async t => {
    const { status, json } = await ask({ model: 'anthropic/m', ...body })
    t.equal(status, 400)
    t.match(json, { error: { type: 'invalid_request_error', code: 'invalid_request', param } })
  })
}
