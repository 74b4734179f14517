import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'

const tiers = [{ above: 200_000, input: 6, output: 22.5 }]
const llama = { displayName: 'Our Llama', contextWindow: 131_072, maxOutputTokens: 8192, capabilities: ['streaming', 'tools'], pricing: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, tiers } }

const start = async (t: Parameters<typeof startApp>[0]) => {
  const [server, upstream] = [await startApp(t), await startUpstream(t)]
  upstream.on('/v1/models', json({ data: [{ id: 'org/llama', context_length: 4096 }, { id: 'listed', pricing: { prompt: '0.000001', completion: '0.000002' } }, { id: 'unknown' }] }))
  const added = await server.addProvider({ name: 'up', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, modelOverrides: { 'org/llama': llama } })
  return { ...server, added }
}

test('overrides come back with the provider and show in every list of models', async t => {
  const { added, call } = await start(t)
  t.strictSame(added.modelOverrides, { 'org/llama': llama })
  t.strictSame((await call('GET', '/api/v1/providers/up')).json.modelOverrides, { 'org/llama': llama })

  const shown = { display_name: 'Our Llama', contextWindow: 131_072, maxOutputTokens: 8192, capabilities: ['streaming', 'tools'], pricing: llama.pricing }
  const { json: { data } } = await call('GET', '/api/v1/models')
  const find = (id: string) => data.find((model: { id: string }) => model.id === id)
  t.match(find('up/org/llama'), shown)
  t.strictSame(find('up/listed').pricing, { input: 1, output: 2 })
  t.equal(find('up/unknown').pricing, null)
  t.match((await call('GET', '/api/v1/models/up/org/llama')).json, shown)
  const own = (await call('GET', '/api/v1/providers/up/models')).json.data
  t.strictSame(own.find((model: { id: string }) => model.id === 'org/llama'), { id: 'org/llama', allowed: true, ...llama })
})

test('a patch changes one rate, null takes away, a replacement starts anew', async t => {
  const { call, added } = await start(t)
  const patch = async (modelOverrides: unknown) => (await call('PATCH', '/api/v1/providers/up', { body: { modelOverrides } })).json.modelOverrides
  t.strictSame(await patch({ 'org/llama': { pricing: { output: 12, tiers: null } } }), { 'org/llama': { ...llama, pricing: { input: 3, output: 12, cacheRead: 0.3, cacheWrite: 3.75 } } })
  t.strictSame(await patch({ 'org/llama': { pricing: null, capabilities: null, displayName: null } }), { 'org/llama': { contextWindow: 131_072, maxOutputTokens: 8192 } })
  t.strictSame(await patch({ 'org/llama': null, other: { contextWindow: 10 } }), { other: { contextWindow: 10 } })
  t.strictSame(await patch(null), {})
  await patch({ other: { contextWindow: 10 } })
  const { json: replaced } = await call('PUT', '/api/v1/providers/up', { body: { name: 'up', kind: 'openai-compatible', baseUrl: added.baseUrl } })
  t.strictSame(replaced.modelOverrides, {})
})

const wrong: [unknown, string][] = [
  [{ 'org/m': { pricing: { input: -1 } } }, 'modelOverrides.org/m.pricing.input'],
  [{ m: { pricing: { output: 'cheap' } } }, 'modelOverrides.m.pricing.output'],
  [{ m: { pricing: { perToken: 1 } } }, 'modelOverrides.m.pricing.perToken'],
  [{ m: { pricing: { tiers: [{ above: 2 }, { above: 1 }] } } }, 'modelOverrides.m.pricing.tiers'],
  [{ m: { contextWindow: '128k' } }, 'modelOverrides.m.contextWindow'],
  [{ m: { capabilities: ['flying'] } }, 'modelOverrides.m.capabilities[0]'],
  [{ m: true }, 'modelOverrides.m'],
  [[], 'modelOverrides'],
]

for (const [modelOverrides, param] of wrong) {
  test(`${JSON.stringify(modelOverrides)} is refused with the name of the field`, async t => {
    const { call } = await start(t)
    const asked = [
      await call('POST', '/api/v1/providers', { body: { name: 'other', kind: 'ollama', modelOverrides } }),
      await call('PATCH', '/api/v1/providers/up', { body: { modelOverrides } }),
      await call('PUT', '/api/v1/providers/up', { body: { name: 'up', kind: 'ollama', modelOverrides } }),
    ]
    for (const { status, json: { error } } of asked) {
      t.equal(status, 400)
      t.match(error, { code: 'invalid_request', param, details: [{ field: param }] })
      t.match(error.message, param)
    }
    t.strictSame((await call('GET', '/api/v1/providers/up')).json.modelOverrides, { 'org/llama': llama })
  })
}
