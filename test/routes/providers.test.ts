import { test } from 'tap'
import { answerAs } from '../helpers/answering-upstream.ts'
import { startApp, type TestApp } from '../helpers/app.ts'
import { closedPort, htmlError, json, startUpstream, type Upstream } from '../helpers/replay-upstream.ts'

const path = '/api/v1/providers'
const apiKey = 'sk-live-0123456789-wxyz'
const listing = (...ids: string[]) => json({ object: 'list', data: ids.map(id => ({ id, object: 'model', created: 1, owned_by: 'acme' })) })
const script = { '/v1/models': listing('small', 'large'), 'POST /v1/chat/completions': answerAs('openai') }
const form = ({ url }: Upstream, more: object = {}) => ({ name: 'acme', kind: 'openai-compatible', baseUrl: `${url}/v1`, apiKey, ...more })
const chat = (server: TestApp, model: string, prompt = 'hello', key?: string) =>
  server.call('POST', '/api/v1/chat/completions', { body: { model, messages: [{ role: 'user', content: prompt }] }, ...key !== undefined && { key } })

test('a provider is added, looked at by id and name, changed and listed, and its key never comes back', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t, script)]
  const created = await server.call('POST', path, { body: form(upstream, { headers: { 'X-Team': 'very-secret-team' } }) })
  t.equal(created.status, 201)
  t.match(created.json, { id: /^prv_/, name: 'acme', source: 'database', hasApiKey: true, apiKeyHint: 'wxyz', headerNames: ['x-team'], enabled: true, models: null })
  const byName = await server.call('GET', `${path}/acme`)
  const byId = await server.call('GET', `${path}/${created.json.id}`)
  const list = await server.call('GET', path)
  t.same(byName.json, created.json)
  t.same(byId.json, created.json)
  t.match(list.json.data.map((one: any) => one.name), ['acme', 'demo'])
  const changed = await server.call('PATCH', `${path}/acme`, { body: { timeoutMs: 5000, headers: { 'x-team': null } } })
  t.match(changed.json, { timeoutMs: 5000, headerNames: [], hasApiKey: true })
  t.match((await server.call('PATCH', `${path}/acme`, { body: { apiKey: 'sk-another-9876543210' } })).json, { apiKeyHint: '3210' })
  t.match((await chat(server, 'acme/small')).json, { choices: [{ message: { content: /./ } }] })
  t.equal(upstream.last().headers.authorization, 'Bearer sk-another-9876543210')
  for (const { text } of [created, byName, byId, list, changed]) t.notMatch(text, /sk-live|very-secret/)
})

test('a key is bound to the place that it was given for', async t => {
  const [server, upstream, other] = [await startApp(t), await startUpstream(t, script), await startUpstream(t, script)]
  await server.addProvider(form(upstream))
  for (const method of ['PATCH', 'PUT']) {
    const body = method === 'PATCH' ? { baseUrl: `${other.url}/v1` } : { name: 'acme', kind: 'openai-compatible', baseUrl: `${other.url}/v1` }
    const refused = await server.call(method, `${path}/acme`, { body })
    t.match(refused, { status: 400, json: { error: { code: 'invalid_request', param: 'apiKey', details: [{ field: 'apiKey' }] } } }, method)
  }
  t.match((await server.call('GET', `${path}/acme`)).json, { baseUrl: `${upstream.url}/v1` }, 'a refused change changes nothing')
  t.match(await server.call('PATCH', `${path}/acme`, { body: { baseUrl: `${upstream.url}/v1/` } }), { status: 200 }, 'another path at the same origin needs no key')
  t.match(await server.call('PATCH', `${path}/acme`, { body: { baseUrl: `${other.url}/v1`, apiKey: 'sk-for-the-other-place' } }), { status: 200, json: { apiKeyHint: 'lace' } })
  await chat(server, 'acme/small')
  t.equal(other.last().headers.authorization, 'Bearer sk-for-the-other-place')
  t.notMatch(JSON.stringify(other.requests.map(({ headers }) => headers)), /sk-live/)
})

test('a test says what is wrong and what to do, before a provider is added and after', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t)]
  const cases: [what: string, kind: string, hint: RegExp, body: object][] = [
    ['nobody listens', 'upstream_unreachable', /Nothing listens at this address/, { baseUrl: `${await closedPort()}/v1` }],
    ['a wrong key', 'upstream_auth_failed', /Check that the API key/, { baseUrl: `${upstream.url}/refusing` }],
    ['no key', 'upstream_auth_failed', /wants an API key/, { baseUrl: `${upstream.url}/refusing`, apiKey: undefined }],
    ['a web page', 'upstream_bad_response', /usually ends in \/v1/, { baseUrl: `${upstream.url}/website` }],
    ['no such path', 'upstream_', /no list of models here/, { baseUrl: `${upstream.url}/nowhere` }],
    ['a redirect', 'upstream_', /redirects elsewhere/, { baseUrl: `${upstream.url}/moved` }],
    ['a metadata address', 'egress_blocked', /never called/, { baseUrl: 'http://169.254.169.254/v1' }],
    ['TLS where there is none', 'upstream_', /http:\/\/|https:\/\//, { baseUrl: `${upstream.url.replace('http:', 'https:')}/v1` }],
  ]
  upstream.on('/refusing/models', json({ error: { message: `Incorrect API key provided: ${apiKey}` } }, { status: 401 }))
  upstream.on('/website/models', htmlError(200))
  upstream.on('/moved/models', { status: 302, headers: { location: 'https://example.com/' } })
  for (const [number, [what, kind, hint, more]] of cases.entries()) {
    const body = form(upstream, { name: `case-${number}`, ...more })
    const draft = await server.call('POST', `${path}/test`, { body })
    await server.addProvider(body)
    const stored = await server.call('POST', `${path}/case-${number}/test`)
    for (const { status, json: result, text } of [draft, stored]) {
      t.equal(status, 200, what)
      t.match(result, { ok: false, modelCount: null, error: { message: /./ }, hint }, what)
      t.ok(result.error.kind.startsWith(kind), `${what}: ${result.error.kind}`)
      t.notMatch(text, apiKey, what)
    }
  }
  upstream.on('/v1/models', listing('small', 'large'))
  t.match((await server.call('POST', `${path}/test`, { body: form(upstream) })).json, { ok: true, modelCount: 2, error: null, hint: null })
  t.equal((await server.call('GET', `${path}/acme`)).status, 404, 'and nothing was stored')
})

test('models are discovered, remembered and asked for again on demand', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t, script)]
  await server.addProvider(form(upstream))
  const first = await server.call('GET', `${path}/acme/models`)
  t.match(first.json, { data: [{ id: 'large', allowed: true }, { id: 'small', allowed: true }], fetchedAt: String, ageSeconds: 0, error: null })
  upstream.on('/v1/models', listing('newest'))
  t.match((await server.call('GET', `${path}/acme/models`)).json.data, [{ id: 'large' }])
  t.equal(upstream.requests.length, 1, 'the second answer came from memory')
  t.match((await server.call('POST', `${path}/acme/models/refresh`)).json, { data: [{ id: 'newest' }] })
  const ids = (await server.call('GET', '/api/v1/models')).json.data.map((one: any) => one.id)
  t.equal(ids[0], 'acme/newest')
  t.ok(ids.includes('demo/parlance'))

  upstream.on('/v1/models', json({ error: { message: 'loading' } }, { status: 503 }))
  t.match(await server.call('POST', `${path}/acme/models/refresh`), { status: 503, json: { error: { code: 'upstream_overloaded' } } })
  t.match((await server.call('GET', `${path}/acme/models`)).json, { data: [{ id: 'newest' }], error: { kind: 'upstream_overloaded' } }, 'the old list stays, and says why it is old')

  t.match((await server.call('PATCH', `${path}/acme`, { body: { models: ['newest', 'hidden'] } })).json, { models: ['newest', 'hidden'] })
  t.equal((await chat(server, 'acme/hidden')).status, 200, 'what is allowed need not be listed')
  t.match(await chat(server, 'acme/other'), { status: 404, json: { error: { code: 'model_not_found' } } })
})

test('health follows the calls that are made', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t, script)]
  await server.addProvider(form(upstream))
  const health = async () => (await server.call('GET', `${path}/acme/health`)).json
  t.match(await health(), { state: 'unknown', lastCheckedAt: null, history: [] })
  await chat(server, 'acme/small')
  t.match(await health(), { state: 'up', latencyMs: Number, lastError: null, history: [{ ok: true }] })
  await chat(server, 'acme/small', '[fail 400]')
  t.match(await health(), { state: 'up' }, 'the user’s own mistake is not the provider’s')
  await chat(server, 'acme/small', '[fail 500]')
  t.match(await health(), { state: 'degraded', lastError: 'upstream_failed' })
  for (let failures = 1; failures < 3; failures++) await chat(server, 'acme/small', '[fail 401]')
  t.match(await health(), { state: 'down', lastError: 'upstream_auth_failed', history: [{ ok: false, error: 'upstream_auth_failed' }] })
  const { json: status } = await server.call('GET', '/api/v1/status')
  t.equal(status.status, 'degraded')
  t.match(status.providers.find((one: any) => one.name === 'acme'), { state: 'down' })
  await chat(server, 'acme/small')
  t.match(await health(), { state: 'degraded' })
})

test('a provider that is switched off or removed serves nothing from then on', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t, script)]
  const { id } = await server.addProvider(form(upstream))
  t.equal((await chat(server, 'acme/small')).status, 200)
  await server.call('PATCH', `${path}/acme`, { body: { enabled: false } })
  t.match(await chat(server, 'acme/small'), { status: 404, json: { error: { code: 'model_not_found', param: 'model', message: /disabled/ } } })
  await server.call('PATCH', `${path}/acme`, { body: { enabled: true } })
  t.equal((await chat(server, 'acme/small')).status, 200)

  t.match(await server.call('DELETE', `${path}/${id}`), { status: 204, text: '' })
  t.match(await chat(server, 'acme/small'), { status: 404, json: { error: { code: 'model_not_found', param: 'model' } } })
  for (const [method, to] of [['GET', id], ['DELETE', 'acme'], ['PATCH', 'acme']] as const) {
    t.match(await server.call(method, `${path}/${to}`, method === 'PATCH' ? { body: { enabled: true } } : {}), { status: 404, json: { error: { code: 'not_found', param: 'providerId' } } }, method)
  }
  await server.addProvider(form(upstream))
  t.equal((await chat(server, 'acme/small')).status, 200, 'the name is free again')
})

test('a provider of the environment is there by itself and read-only', async t => {
  const upstream = await startUpstream(t, script)
  const server = await startApp(t, { OPENAI_API_KEY: 'sk-environment-0123456789', OPENAI_BASE_URL: `${upstream.url}/v1` })
  t.match((await server.call('GET', `${path}/openai`)).json, { name: 'openai', source: 'environment', hasApiKey: true, apiKeyHint: '6789' })
  t.equal((await chat(server, 'openai/small')).status, 200)
  for (const name of ['openai', 'demo']) {
    for (const [method, body] of [['PATCH', { enabled: false }], ['PUT', form(upstream)], ['DELETE', undefined]] as const) {
      t.match(await server.call(method, `${path}/${name}`, { body }), { status: 403, json: { error: { code: 'forbidden', message: /read-only/ } } }, `${method} ${name}`)
    }
    t.match(await server.call('POST', path, { body: form(upstream, { name }) }), { status: 409, json: { error: { code: 'conflict', param: 'name' } } })
  }
})

test('a key with the scope `providers` alone cannot lead the server into its own network', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t, script)]
  const { json: { secret: key } } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'helper', scopes: ['providers', 'inference'] } })
  const body = form(upstream)
  t.match((await server.call('POST', `${path}/test`, { body, key })).json, { ok: false, error: { kind: 'egress_blocked' }, hint: /only for providers that an admin made/ })
  t.equal((await server.call('POST', path, { body, key })).status, 201)
  t.match((await server.call('POST', `${path}/acme/test`, { key })).json, { ok: false, error: { kind: 'egress_blocked' } })
  t.match(await chat(server, 'acme/small', 'hello', key), { status: 502, json: { error: { code: 'egress_blocked' } } })
  t.match(await chat(server, 'acme/small'), { status: 502 }, 'for an admin’s call neither: it matters who made it')
  await server.call('PATCH', `${path}/acme`, { body: { timeoutMs: 1000 } })
  t.match(await chat(server, 'acme/small'), { status: 502 }, 'nor after an admin changed something else')
  t.equal(upstream.requests.length, 0, 'nothing was sent')

  await server.addProvider(form(upstream, { name: 'house' }))
  t.match(await server.call('PATCH', `${path}/house`, { body: { timeoutMs: 1000 }, key }), { status: 200 })
  t.equal((await chat(server, 'house/small')).status, 200, 'an admin’s provider keeps what the admin allowed')
})

test('a field that is wrong is named', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t, script)]
  await server.addProvider(form(upstream))
  const wrong: [fields: string[], method: string, to: string, body: object][] = [
    [['colour'], 'POST', path, form(upstream, { name: 'b', colour: 'red' })],
    [['colour'], 'PATCH', `${path}/acme`, { colour: 'red' }],
    [['colour'], 'POST', `${path}/test`, form(upstream, { colour: 'red' })],
    [['kind'], 'POST', path, form(upstream, { name: 'b', kind: 'openia' })],
    [['name'], 'POST', path, form(upstream, { name: 'Not A Slug' })],
    [['name'], 'POST', path, form(upstream, { name: 'templates' })],
    [['baseUrl'], 'POST', path, form(upstream, { name: 'b', baseUrl: 'localhost:8000' })],
    [['baseUrl'], 'POST', path, form(upstream, { name: 'b', baseUrl: 'http://user:pass@host/v1' })],
    [['apiKey'], 'POST', path, { name: 'b', kind: 'openai' }],
    [['apiKey'], 'POST', path, form(upstream, { name: 'b', apiKey: 'sk-pasted…with-an-ellipsis' })],
    [['settings.region'], 'POST', path, form(upstream, { name: 'b', settings: { region: 'eu' } })],
    [['headers.host'], 'POST', path, form(upstream, { name: 'b', headers: { Host: 'x' } })],
    [['timeoutMs'], 'PATCH', `${path}/acme`, { timeoutMs: -1 }],
    [['maxConcurrency'], 'PUT', `${path}/acme`, form(upstream, { maxConcurrency: 0 })],
  ]
  for (const [fields, method, to, body] of wrong) {
    const { status, json: { error }, text } = await server.call(method, to, { body })
    t.equal(status, 400, text)
    t.equal(error.code, 'invalid_request')
    t.same(error.details.map((detail: any) => detail.field), fields, text)
    t.equal(error.param, fields[0])
    t.notMatch(text, /sk-/)
  }
  t.match(await server.call('POST', path, { body: form(upstream) }), { status: 409, json: { error: { code: 'conflict', param: 'name' } } })
  t.match((await server.call('GET', path)).json.data.map((one: any) => one.name), ['acme', 'demo'])
})

test('the templates are forms for every kind, and lists come in pages', async t => {
  const [server, upstream] = [await startApp(t), await startUpstream(t, script)]
  const { json: { data } } = await server.call('GET', `${path}/templates`)
  for (const kind of ['openai', 'anthropic', 'ollama', 'huggingface', 'openai-compatible', 'demo']) t.ok(data.some((one: any) => one.kind === kind), kind)
  t.match(data.find((one: any) => one.id === 'groq'), { kind: 'openai-compatible', baseUrl: /groq/, requiresKey: true, settings: { properties: { apiKey: {} } } })

  for (const name of ['a', 'b', 'c']) await server.addProvider(form(upstream, { name }))
  const first = await server.call('GET', `${path}?limit=3`)
  t.same(first.json.data.map((one: any) => one.name), ['a', 'b', 'c'])
  const second = await server.call('GET', `${path}?limit=3&cursor=${first.json.nextCursor}`)
  t.same(second.json.data.map((one: any) => one.name), ['demo'])
  t.equal(second.json.nextCursor, null)
})

test('a key of Ollama alone makes no provider; its address does', async t => {
  const named = async (environment: Record<string, string>) => {
    const { call } = await startApp(t, environment)
    return (await call('GET', '/api/v1/providers')).json.data.map(({ name }: { name: string }) => name)
  }
  t.notOk((await named({ OLLAMA_API_KEY: 'ollama-key-0123456789' })).includes('ollama'))
  t.ok((await named({ OLLAMA_API_URL: 'http://127.0.0.1:11434' })).includes('ollama'))
})
