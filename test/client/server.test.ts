import t, { test } from 'tap'
import { type ClientOptions, createClient, ParlanceError } from '../../client/src/index.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { closedPort, json, sse, startUpstream } from '../helpers/replay-upstream.ts'

const ask = (content: string, more: object = {}) => ({ model: 'demo/parlance', messages: [{ role: 'user' as const, content }], ...more })

const server = await startApp(t)
const connect = (options: Partial<ClientOptions> = {}) => createClient({ baseUrl: server.url, apiKey: adminKey, ...options })
const client = connect()

const failure = async (call: Promise<unknown>): Promise<ParlanceError> => {
  const thrown = await call.then(() => undefined, (error: unknown) => error)
  if (thrown instanceof ParlanceError) return thrown
  throw new Error('no ParlanceError was thrown', { cause: thrown })
}

test('tells how the server fares, also when it cannot take requests', async t => {
  t.match(await client.health(), { status: 'ok' })
  t.match(await client.status(), { status: 'ok', providers: [{ name: 'demo' }] })
  t.match(await client.ready(), { status: 'ready' })
  server.app.isDraining = true
  const { data, info } = await client.ready().withResponse()
  t.match(data, { status: 'draining' })
  t.equal(info.status, 503)
  server.app.isDraining = false
})

test('asks a model and gets the whole answer', async t => {
  const completion = await client.chat.completions.create(ask('[echo] Grüße 🌍'))
  t.equal(completion.choices[0]?.message.content, 'Grüße 🌍')
  t.equal(completion.choices[0]?.finish_reason, 'stop')
})

test('tells what the headers say beside the answer', async t => {
  const { data, info, response } = await client.chat.completions.create(ask('[echo] hi'), { headers: { 'x-request-id': 'req-of-the-test' } }).withResponse()
  t.equal(data.object, 'chat.completion')
  t.equal(response.status, 200)
  t.match(info, { status: 200, requestId: 'req-of-the-test', provider: 'demo', model: 'parlance', warnings: [], rateLimit: undefined })
})

test('streams chunks, text and the whole', async t => {
  const stream = client.chat.completions.stream(ask('[length 20] [delay 0] hello'))
  let text = ''
  let count = 0
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? ''
    count++
  }
  t.ok(count > 20, `${count} chunks`)
  const final = await stream.final()
  t.equal(final.text, text)
  t.match(final, { finishReason: 'stop', usage: { completion_tokens: 20 } })
  t.match(await stream.info(), { provider: 'demo', model: 'parlance' })
})

test('collects reasoning and parallel tool calls', async t => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const tools = ['get_weather', 'get_time'].map(name => ({ type: 'function', function: { name, parameters } }))
  const final = await client.chat.completions.stream(ask('[reasoning] [tools 2] [delay 0]', { tools })).final()
  t.ok(final.reasoning.length > 0)
  t.equal(final.finishReason, 'tool_calls')
  t.same(final.toolCalls.map(({ name }) => name), ['get_weather', 'get_time'])
  for (const call of final.toolCalls) t.type(JSON.parse(call.arguments).city, 'string')
})

test('ends the upstream call when a stream is left, aborted or its signal says so', async t => {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: null }] }
  const upstream = await startUpstream(t, { '/v1/chat/completions': sse([chunk, chunk], { stallAfter: 280 }) })
  await server.addProvider({ name: 'slow', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1` })
  const body = { ...ask('hello'), model: 'slow/m' }

  for await (const piece of client.chat.completions.stream(body).text()) if (piece !== '') break
  t.equal(await (await upstream.request(0)).closedEarly, true, 'the loop was left')

  const aborted = client.chat.completions.stream(body)
  await aborted.info()
  aborted.abort()
  t.equal(await (await upstream.request(1)).closedEarly, true, 'abort()')

  const controller = new AbortController()
  const signalled = client.chat.completions.stream(body, { signal: controller.signal })
  await signalled.info()
  controller.abort()
  await t.rejects(signalled.final(), { name: 'AbortError' })
  t.equal(await (await upstream.request(2)).closedEarly, true, 'the signal')

  const whole = new AbortController()
  upstream.on('/v1/chat/completions', json({}, { delayMs: 60_000 }))
  const answer = client.chat.completions.create(body, { signal: whole.signal })
  const asked = await upstream.request(3)
  whole.abort()
  await t.rejects(answer, { name: 'AbortError' })
  t.equal(await asked.closedEarly, true, 'a whole answer')
})

test('throws one typed error for whatever the server refuses', async t => {
  const client = connect({ maxRetries: 0 })
  const stranger = createClient({ baseUrl: server.url, apiKey: 'plk_nobody' })
  t.match(await failure(stranger.models.list()), { status: 401, code: 'unauthorized', type: 'authentication_error' })
  t.match(await failure(client.chat.completions.create({ ...ask('hi'), model: 'nobody/nothing' })), { status: 404, code: 'model_not_found', param: 'model' })

  const invalid = await failure(client.chat.completions.create({ messages: [] }))
  t.match(invalid, { status: 400, code: 'invalid_request', param: 'messages' })
  t.ok(invalid.details.some(({ field }) => field === 'messages'))
  t.ok(invalid.requestId)

  const limited = await failure(client.chat.completions.create(ask('[fail 429]')))
  t.match(limited, { status: 429, code: 'upstream_rate_limited' })
  t.equal(limited.retryAfterMs, 2000)
  t.match(await failure(client.chat.completions.create(ask('[fail 401]'))), { status: 502, code: 'upstream_auth_failed', upstream: { status: 401 } })
  t.match(await failure(client.chat.completions.stream(ask('[fail context]')).final()), { status: 400, code: 'context_length_exceeded' })
})

test('throws from the middle of a stream when the provider fails there', async t => {
  for (const word of ['fail midstream', 'cut']) {
    const stream = client.chat.completions.stream(ask(`[${word}] [delay 0] hello`))
    const error = await failure(stream.final())
    t.equal(error.status, 200, word)
    t.match(error.code, /^upstream_/, word)
    t.equal(error.requestId, (await stream.info()).requestId, word)
  }
})

test('says that there is no server', async t => {
  const client = connect({ baseUrl: await closedPort(), maxRetries: 0 })
  t.match(await failure(client.health()), { status: 0, code: 'network', requestId: undefined })
})

test('lists models and finds one, slashes and all', async t => {
  const { data } = await client.models.list()
  t.ok(data.some(({ id }) => id === 'demo/parlance'))
  t.match(await client.models.get('demo/parlance'), { id: 'demo/parlance', provider: 'demo' })
  t.match(await failure(client.models.get('demo/../providers')), { code: 'model_not_found' })
})

test('adds, changes, tests and removes providers', async t => {
  const upstream = await startUpstream(t, { '/v1/models': json({ object: 'list', data: [{ id: 'small', object: 'model' }] }) })
  const templates = await client.providers.templates()
  t.ok(templates.data.some(({ kind }) => kind === 'openai-compatible'))

  const input = { name: 'mine', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-0123456789' }
  t.match(await client.providers.testInput(input), { ok: true })
  const provider = await client.providers.create(input)
  t.match(provider, { name: 'mine', hasApiKey: true, apiKeyHint: '6789' })
  t.match(await failure(client.providers.create(input)), { status: 409, code: 'conflict', param: 'name' })

  t.match(await client.providers.get(provider.id), { name: 'mine' })
  t.match(await client.providers.test('mine'), { ok: true, modelCount: 1 })
  t.same((await client.providers.refreshModels('mine')).data.map(({ id }) => id), ['small'])
  t.same((await client.providers.models('mine')).data.map(({ id }) => id), ['small'])
  t.type((await client.providers.health('mine')).state, 'string')
  t.match(await client.providers.update('mine', { timeoutMs: 5000 }), { timeoutMs: 5000 })
  t.match(await client.providers.replace('mine', { name: 'mine', kind: 'openai-compatible', baseUrl: input.baseUrl }), { timeoutMs: null, hasApiKey: true })

  const names: string[] = []
  for await (const { name } of client.providers.all()) names.push(name)
  t.same(names, (await client.providers.list()).data.map(({ name }) => name))
  t.equal(await client.providers.delete('mine'), undefined)
  t.match(await failure(client.providers.get('mine')), { status: 404, code: 'not_found' })
  t.match(await failure(client.providers.get('')), { status: 0, code: 'invalid_request', param: 'providerId' })
})

test('makes, limits, rotates and revokes keys, and goes through them page by page', async t => {
  const { key, secret } = await client.apiKeys.create({ name: 'web shop', scopes: ['inference'], limits: { requestsPerMinute: 2 } })
  const shop = createClient({ baseUrl: server.url, apiKey: async () => secret, maxRetries: 0 })

  const { info } = await shop.models.list().withResponse()
  t.match(info.rateLimit, { limit: 2, remaining: 1 })
  t.match(await shop.rateLimit(), { requests: [{ window: 'minute', limit: 2, used: 1 }] })
  await shop.models.list()
  const limited = await failure(shop.models.list())
  t.match(limited, { status: 429, code: 'rate_limited' })
  t.ok(limited.retryAfterMs! > 0)
  t.match(await failure(shop.apiKeys.list()), { status: 403, code: 'forbidden' })

  t.match(await client.apiKeys.update(key.id, { name: 'shop', limits: null }), { name: 'shop', limits: null })
  const rotated = await client.apiKeys.rotate(key.id)
  t.not(rotated.secret, secret)
  t.match(await failure(shop.models.list()), { status: 401 })
  t.type((await client.apiKeys.revoke(key.id)).revokedAt, 'string')
  t.match(await client.apiKeys.get(key.id), { id: key.id })

  for (const name of ['b', 'c']) await client.apiKeys.create({ name, scopes: ['inference'] })
  const page = await client.apiKeys.list({ limit: 1 })
  t.type(page.nextCursor, 'string')
  t.equal((await client.apiKeys.list({ cursor: page.nextCursor! })).data.some(({ id }) => id === page.data[0]?.id), false)
  const names: string[] = []
  for await (const { name } of client.apiKeys.all()) names.push(name)
  t.same(names.slice(0, 3), ['c', 'b', 'shop'])
  t.same((await client.apiKeys.list({ userId: 'usr_nobody' })).data, [], 'those of one account')
})

test('takes the server’s address with what the API’s paths begin with', async t => {
  for (const end of ['/', '/api', '/api/v1/']) t.match(await createClient({ baseUrl: server.url + end }).health(), { status: 'ok' }, end)
})

test('has every operation, typed, below http', async t => {
  const client = connect({ maxRetries: 0 })
  const { data, error } = await client.http.GET('/api/v1/providers/{providerId}', { params: { path: { providerId: 'demo' } } })
  t.equal(data?.name, 'demo')
  t.equal(error, undefined)
  const missing = await client.http.GET('/api/v1/providers/{providerId}', { params: { path: { providerId: 'nobody' } } })
  t.equal(missing.error?.error.code, 'not_found')
})
