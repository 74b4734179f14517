import { test } from 'tap'
import { admin, like, operator, startRegistry } from './setup.ts'

const key = 'gsk_0123456789abcdef'
const base = { name: 'groq', kind: 'acme', baseUrl: 'https://api.groq.example/v1', apiKey: key }

for (const baseUrl of ['https://evil.example/v1', 'http://api.groq.example/v1', 'https://api.groq.example:8443/v1', 'https://api.groq.example.evil.example/v1']) {
  test(`the key does not move to ${baseUrl} unless it is sent again`, async t => {
    const { registry } = await startRegistry(t)
    await registry.create(admin, base)
    await t.rejects(registry.update(admin, 'groq', { baseUrl }), like({ kind: 'invalid_request', more: { param: 'apiKey', details: [{ field: 'apiKey' }] } }))
    await t.rejects(registry.replace(admin, 'groq', { name: 'groq', kind: 'acme', baseUrl }), like({ more: { param: 'apiKey' } }))
    t.equal(registry.get('groq').settings.baseUrl, base.baseUrl)

    await registry.update(admin, 'groq', { baseUrl, apiKey: 'another-key' })
    t.match(registry.get('groq').settings, { baseUrl, apiKey: 'another-key' })
  })
}

test('going back to the default base URL is a move too', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, base)
  await t.rejects(registry.update(admin, 'groq', { baseUrl: null }), like({ more: { param: 'apiKey' } }))
})

test('another path on the same origin keeps the key', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, base)
  await registry.update(operator, 'groq', { baseUrl: 'https://API.groq.example:443/openai/v1/' })
  t.match(registry.get('groq').settings, { baseUrl: 'https://api.groq.example/openai/v1', apiKey: key })
})

test('clearing the key sets the address free', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, base)
  await registry.update(admin, 'groq', { baseUrl: 'https://other.example/v1', apiKey: null })
  t.equal(registry.get('groq').settings.apiKey, undefined)
})

test('headers are bound like the key, each by itself', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, { ...base, headers: { 'x-token': 'canary', 'x-team': 'a' } })
  const baseUrl = 'https://other.example/v1'
  await t.rejects(registry.update(admin, 'groq', { baseUrl, apiKey: 'new-key' }), like({ more: { param: 'headers.x-token' } }))
  await t.rejects(registry.update(admin, 'groq', { baseUrl, apiKey: 'new-key', headers: { 'X-Team': 'b' } }), like({ more: { details: [{ field: 'headers.x-token' }] } }))
  await t.rejects(registry.replace(admin, 'groq', { name: 'groq', kind: 'acme', baseUrl, apiKey: 'new-key' }), like({ more: { param: 'headers.x-token' } }))
  await registry.update(admin, 'groq', { baseUrl, apiKey: 'new-key', headers: { 'X-Team': 'b', 'x-token': null } })
  t.same(registry.get('groq').headers, { 'x-team': 'b' })
})

test('a setting that leads elsewhere is a move, and secret settings are bound too', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, { name: 'r', kind: 'regional', apiKey: 'secret-key-1', settings: { proof: 'p' } })
  await t.rejects(registry.update(admin, 'r', { settings: { region: 'eu' } }), like({ more: { details: [{ field: 'apiKey' }, { field: 'settings.proof' }] } }))
  await registry.update(admin, 'r', { apiKey: 'secret-key-2', settings: { region: 'eu', proof: 'q' } })
  t.match(registry.get('r').settings, { region: 'eu', proof: 'q' })
})

test('another kind may have places of its own, so the key is asked for again', async t => {
  const { registry } = await startRegistry(t)
  await registry.create(admin, base)
  const { apiKey, ...rest } = base
  await t.rejects(registry.replace(admin, 'groq', { ...rest, kind: 'silent' }), like({ more: { param: 'apiKey' } }))
  await registry.replace(admin, 'groq', { ...rest, kind: 'silent', apiKey })
  t.equal(registry.get('groq').kind, 'silent')
})
