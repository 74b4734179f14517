import { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { json } from '../helpers/replay-upstream.ts'
import { startPair, ways } from '../helpers/two-paths.ts'

const path = '/api/v1/chat'

for (const way of ways) {
  test(`${way.name === 'relay' ? 'openai' : 'anthropic'}: a message in, a reply out`, async t => {
    const { upstream, call, receipts } = await startPair(t, way)
    upstream.on(way.path, way.whole('Hello Ada!'))
    const { status, json, headers } = await call('POST', path, { body: { message: 'I am Ada.', model: 'up/m' } })
    t.equal(status, 200)
    t.strictSame(json, { reply: 'Hello Ada!', model: 'up/m', provider: 'up', usage: { inputTokens: 7, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, totalTokens: 10 }, finishReason: 'stop' })
    t.match(Object.fromEntries(headers), { 'content-type': /^application\/json/, 'x-parlance-provider': 'up', 'x-parlance-model': 'm' })
    t.match(receipts, [{ door: 'parlance-chat', path: 'events', status: 'ok', usage: { outputTokens: 3 } }])
  })

  test(`${way.name === 'relay' ? 'openai' : 'anthropic'}: history, system prompt and settings reach the provider`, async t => {
    const { upstream, call } = await startPair(t, way)
    upstream.on(way.path, way.whole('Ada.'))
    await call('POST', path, { body: { message: 'Who am I?', model: 'up/m', systemPrompt: 'Be brief.', history: [{ role: 'user', content: 'I am Ada.' }, { role: 'assistant', content: 'Hello!' }], temperature: 0.2, maxTokens: 50 } })
    const sent = upstream.last()
    t.match(sent.parsed, { model: 'm', temperature: 0.2, max_tokens: 50 })
    t.same(sent.body.toString().match(/Be brief\.|I am Ada\.|Hello!|Who am I\?/g)!.sort(), ['Be brief.', 'Hello!', 'I am Ada.', 'Who am I?'])
    t.match(JSON.stringify(sent.parsed.messages.at(-1)), /^\{"role":"user","content":.*Who am I\?/)
  })

  test(`${way.name === 'relay' ? 'openai' : 'anthropic'}: an error is told with its own status, in the envelope`, async t => {
    const { upstream, call } = await startPair(t, way)
    upstream.on(way.path, way.error(429, 'slow down', { headers: { 'retry-after': '7' } }))
    const { status, json, headers } = await call('POST', path, { body: { message: 'hi', model: 'up/m' } })
    t.equal(status, 429)
    t.match(json, { error: { code: 'upstream_rate_limited', type: 'rate_limit_error', param: null, requestId: headers.get('x-request-id') } })
    t.equal(headers.get('retry-after'), '7')
  })
}

const refused: [name: string, body: unknown, status: number, code: string, param: string][] = [
  ['no message', {}, 400, 'invalid_request', 'message'],
  ['an empty message', { message: '' }, 400, 'invalid_request', 'message'],
  ['a message that is a list', { message: [{ type: 'text', text: 'hi' }] }, 400, 'invalid_request', 'message'],
  ['a chatId, as chats are elsewhere', { message: 'hi', chatId: 'cht_1' }, 400, 'invalid_request', 'chatId'],
  ['an unknown field', { message: 'hi', stream: true }, 400, 'invalid_request', 'stream'],
  ['a vendor’s name for a field', { message: 'hi', max_tokens: 5 }, 400, 'invalid_request', 'max_tokens'],
  ['a temperature out of range', { message: 'hi', temperature: 3 }, 400, 'invalid_request', 'temperature'],
  ['no tokens', { message: 'hi', maxTokens: 0 }, 400, 'invalid_request', 'maxTokens'],
  ['an unknown role', { message: 'hi', history: [{ role: 'tool', content: 'x' }] }, 400, 'invalid_request', 'history[0].role'],
  ['a turn without content', { message: 'hi', history: [{ role: 'user', content: 'x' }, { role: 'assistant' }] }, 400, 'invalid_request', 'history[1].content'],
  ['an unknown field of a turn', { message: 'hi', history: [{ role: 'user', content: 'x', name: 'ada' }] }, 400, 'invalid_request', 'history[0].name'],
  ['an unknown model', { message: 'hi', model: 'nobody/m' }, 404, 'model_not_found', 'model'],
  ['an unknown provider', { message: 'hi', provider: 'nobody' }, 404, 'model_not_found', 'provider'],
  ['an unknown model of a provider', { message: 'hi', provider: 'demo', model: 'nothing' }, 404, 'model_not_found', 'model'],
]
for (const where of [path, `${path}/stream`]) {
  test(`${where} refuses what it does not know, and names the field`, async t => {
    const { call } = await startApp(t)
    for (const [name, body, status, code, param] of refused) t.match(await call('POST', where, { body }), { status, json: { error: { code, param, message: /\w/ } } }, name)
    t.match(await call('POST', where, { body: { message: 'hi' }, key: '' }), { status: 401, json: { error: { code: 'unauthorized' } } })
  })
}

test('the model is the one that is named, by itself or with its provider, or the default', async t => {
  const { call } = await startApp(t, { DEFAULT_MODEL: 'demo/parlance-mini' })
  const cases: [body: object, model: string][] = [
    [{}, 'demo/parlance-mini'],
    [{ model: 'demo/parlance' }, 'demo/parlance'],
    [{ model: 'parlance' }, 'parlance'],
    [{ provider: 'demo' }, 'demo/parlance'],
    [{ provider: 'demo', model: 'parlance-mini' }, 'demo/parlance-mini'],
    [{ provider: 'demo', model: 'demo/parlance-mini' }, 'demo/parlance-mini'],
  ]
  for (const [body, model] of cases) t.match((await call('POST', path, { body: { message: '[echo] hi', ...body } })).json, { reply: 'hi', provider: 'demo', model }, JSON.stringify(body))
})

test('a provider that lists nothing says so', async t => {
  const [openai] = ways as [typeof ways[0]]
  const { call } = await startPair(t, openai)
  t.match(await call('POST', path, { body: { message: 'hi', provider: 'up' } }), { status: 404, json: { error: { code: 'model_not_found', param: 'provider', message: /lists no model that can chat: name one as `model`/ } } })
})

test('defaults of the server apply to the simple chat; of the vendors’ doors only the system prompt', async t => {
  const [openai] = ways as [typeof ways[0]]
  const { upstream, call, ask } = await startPair(t, openai, { environment: { SYSTEM_PROMPT: 'You are {{model}} of {{provider}}.', TEMPERATURE: '0', MAX_TOKENS: '77' } })
  upstream.on(openai.path, openai.whole('hi'))
  const system = { role: 'system', content: 'You are m of up.' }
  await call('POST', path, { body: { message: 'hi', model: 'up/m' } })
  t.match(upstream.last().parsed, { temperature: 0, max_tokens: 77, messages: [system, { role: 'user' }] })
  await call('POST', path, { body: { message: 'hi', model: 'up/m', temperature: 1, maxTokens: 5, systemPrompt: 'Mine.' } })
  t.match(upstream.last().parsed, { temperature: 1, max_tokens: 5, messages: [{ role: 'system', content: 'Mine.' }, { role: 'user' }] })
  await ask()
  t.match(upstream.last().parsed, { temperature: undefined, max_tokens: undefined, messages: [system, { role: 'user' }] })
})

test('the cost is told where the price is known', async t => {
  const [openai] = ways as [typeof ways[0]]
  const { upstream, call } = await startPair(t, openai, { provider: { modelOverrides: { m: { pricing: { input: 1, output: 10 } } } } })
  upstream.on(openai.path, openai.whole('hi'))
  const { json, headers } = await call('POST', path, { body: { message: 'hi', model: 'up/m' } })
  t.equal(json.costUsd, 37e-6)
  t.equal(headers.get('x-parlance-cost-usd'), '0.000037')
})

test('the unversioned addresses lead to the same place', async t => {
  const { call } = await startApp(t)
  for (const alias of ['/api/chat', '/api/ai/chat', '/v1/chat', '/api/v1/chat/']) t.match(await call('POST', alias, { body: { message: '[echo] hi' } }), { status: 200, json: { reply: 'hi' } }, alias)
  for (const alias of ['/api/chat/stream', '/api/ai/chat/stream']) t.match(await call('POST', alias, { body: { message: '[echo] hi' } }), { status: 200, text: /event: message\.completed/ }, alias)
})

test('warnings are told, and x-strict makes them an error', async t => {
  const [openai] = ways as [typeof ways[0]]
  const { upstream, call } = await startPair(t, openai)
  upstream.on(openai.path, openai.whole('hi'))
  t.equal((await call('POST', path, { body: { message: 'hi', model: 'up/m' }, headers: { 'x-strict': 'true' } })).status, 200)
})

test('a client that goes away closes the upstream', async t => {
  const [openai] = ways as [typeof ways[0]]
  const { upstream, url, receipts } = await startPair(t, openai)
  upstream.on(openai.path, openai.whole('late', { delayMs: 60_000 }))
  const controller = new AbortController()
  const asked = fetch(url + path, { method: 'POST', signal: controller.signal, body: JSON.stringify({ message: 'hi', model: 'up/m' }), headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' } }).catch(() => {})
  const request = await upstream.request(0)
  controller.abort()
  t.equal(await request.closedEarly, true)
  await asked
  t.match(receipts, [{ status: 'aborted' }])
})

test('for a client that goes away while its model is looked up, no model is asked', async t => {
  const [openai] = ways as [typeof ways[0]]
  const { upstream, url, call, receipts } = await startPair(t, openai)
  upstream.on('GET /v1/models', json({ data: [{ id: 'm' }] }, { delayMs: 300 }))
  upstream.on(openai.path, openai.whole('hi'))
  const controller = new AbortController()
  const asked = fetch(url + path, { method: 'POST', signal: controller.signal, body: JSON.stringify({ message: 'never mind', provider: 'up' }), headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' } }).catch(() => {})
  t.equal((await upstream.request(0)).path, '/v1/models')
  controller.abort()
  await asked
  t.match((await call('POST', path, { body: { message: 'hello', provider: 'up' } })).json, { reply: 'hi' })
  t.same(upstream.requests.slice(1).map(({ parsed }) => parsed.messages.at(-1).content), ['hello'])
  t.equal(receipts.length, 1)
})
