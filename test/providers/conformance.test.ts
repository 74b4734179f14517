import { Ajv } from 'ajv'
import { test } from 'tap'
import type { ChatRequest } from '../../src/core/chat.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'

const silent = { debug () {}, info () {}, warn () {}, error () {} }
const providers = await loadProviders([], silent)

/** Where each kind's vendor answers chats, and the path below the host that its base URL has. */
const real: Record<string, { base: string; chat: string }> = {
  openai: { base: '/v1', chat: '/v1/chat/completions' },
  'openai-compatible': { base: '/openai/v1', chat: '/openai/v1/chat/completions' },
  anthropic: { base: '/v1', chat: '/v1/messages' },
  ollama: { base: '', chat: '/api/chat' },
  huggingface: { base: '/v1', chat: '/v1/chat/completions' },
  gemini: { base: '/v1beta', chat: '/v1beta/models/org%2Fmodel%3Aprovider:generateContent' },
  mistral: { base: '/v1', chat: '/v1/chat/completions' },
  demo: { base: '/v1', chat: '/v1/chat/completions' },
}

const request: ChatRequest = { model: 'org/model:provider', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }], stream: false, params: {}, extras: {} }
const canary = 'sk-canary-0123456789'

test('every kind is here, and under test', async t => {
  t.same(providers.map(({ kind }) => kind), Object.keys(real).sort())
})

test('template ids are unique', async t => {
  const ids = providers.flatMap(({ templates }) => templates.map(({ id }) => id))
  t.equal(new Set(ids).size, ids.length)
})

for (const provider of providers) {
  const { kind, settings, templates, environment, speaks } = provider
  const takesKey = 'apiKey' in settings.properties

  test(`${kind}: settings are a sound schema`, async t => {
    const validate = new Ajv({ strict: true }).compile(JSON.parse(JSON.stringify(settings)))
    for (const [name, property] of Object.entries<any>(settings.properties)) {
      t.ok(property.title && property.description, `${name} explains itself`)
    }
    const { baseUrl } = settings.properties
    const complete = { baseUrl: baseUrl.default, ...(takesKey && { apiKey: canary }) }
    t.ok(validate(complete), 'the default base URL is valid')
    t.equal(baseUrl.default, templates[0].baseUrl, 'the first template has it')
    for (const bad of ['', 'example.com', 'ftp://example.com', 'https://user:password@example.com', 'https://example.com/?key=1', 'https:///v1', 'https://exa mple.com']) {
      t.notOk(validate({ ...complete, baseUrl: bad }), bad)
    }
    if (takesKey) t.ok(settings.properties.apiKey.writeOnly, 'the key is never shown')
  })

  test(`${kind}: templates lead somewhere`, async t => {
    for (const { id, displayName, baseUrl, docsUrl, requiresKey } of templates) {
      const url = new URL(baseUrl)
      t.ok(url.protocol === 'https:' || url.hostname === 'localhost', `${id}: ${baseUrl}`)
      t.notOk(baseUrl.endsWith('/'), 'without a slash')
      t.equal(new URL(docsUrl).protocol, 'https:')
      t.match(id, /^[a-z0-9-]+$/)
      t.ok(displayName)
      t.ok(!requiresKey || takesKey, 'a key that is required can be given')
    }
  })

  test(`${kind}: environment variables have names`, async t => {
    const { apiKey, baseUrl } = environment ?? {}
    for (const name of [apiKey, baseUrl]) if (name !== undefined) t.match(name, /^[A-Z][A-Z0-9_]+$/)
    t.ok(kind === 'openai-compatible' || kind === 'demo' || environment !== undefined)
  })

  test(`${kind}: a chat goes to the vendor’s real path, the key in a header`, async t => {
    const upstream = await startUpstream(t)
    upstream.on(() => true, json({}))
    const [{ dialect, path = dialect.path }] = speaks
    for (const base of [real[kind]?.base, `${real[kind]?.base}/`]) {
      const { url, headers } = provider.address({ baseUrl: upstream.url + base, apiKey: canary }, { path, model: request.model, stream: false })
      t.notMatch(url, canary)
      const { body } = dialect.writeRequest(request)
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
      t.equal(upstream.last().path, real[kind]?.chat)
      t.ok(`${decodeURIComponent(upstream.last().path)} ${upstream.last().body}`.includes(request.model), 'the model’s name is passed on whole')
      t.equal(JSON.stringify(upstream.last().headers).includes(canary), takesKey)
    }
  })

  test(`${kind}: an endpoint pasted as base URL is understood`, async t => {
    const [{ dialect, path = dialect.path }] = speaks
    const call = { path, model: request.model, stream: false }
    if (provider.answer !== undefined) return t.pass('nothing is sent anywhere')
    const given = provider.address({ baseUrl: `https://example.com${real[kind]?.chat}`, apiKey: canary }, call)
    t.equal(given.url, `https://example.com${real[kind]?.chat}`)
  })

  test(`${kind}: parameter rules are made for every model and address`, async t => {
    for (const { params, isRelayable } of speaks) {
      for (const { baseUrl } of [...templates, { baseUrl: 'not a url' }]) {
        if (typeof params === 'function') t.type(params('', { baseUrl }), 'object')
        if (typeof isRelayable === 'function') t.type(isRelayable('', { baseUrl }), 'boolean')
      }
    }
  })
}

test('Anthropic’s own way of writing the base URL works too', async t => {
  const anthropic = providers.find(({ kind }) => kind === 'anthropic')
  const url = (baseUrl: string) => anthropic?.address({ baseUrl, apiKey: canary }, { path: '/messages', model: 'm', stream: false }).url
  t.equal(url('https://api.anthropic.com'), 'https://api.anthropic.com/v1/messages')
  t.equal(url('https://gateway.example.com/anthropic'), 'https://gateway.example.com/anthropic/v1/messages')
})

test('Ollama is reached whichever of its addresses is given', async t => {
  const ollama = providers.find(({ kind }) => kind === 'ollama')
  for (const end of ['', '/', '/api', '/api/', '/api/chat', '/v1', '/v1/chat/completions']) {
    t.equal(ollama?.address({ baseUrl: 'http://localhost:11434' + end }, { path: '/api/chat', model: 'm', stream: false }).url, 'http://localhost:11434/api/chat', end)
  }
})
