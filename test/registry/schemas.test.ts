import { type TSchema } from '@sinclair/typebox'
import { Ajv } from 'ajv'
import formatsModule from 'ajv-formats'
import { type Test, test } from 'tap'
import * as override from '../../src/schemas/model-override.ts'
import * as provider from '../../src/schemas/provider.ts'
import * as state from '../../src/schemas/provider-state.ts'
import { Pricing, PricingTier } from '../../src/schemas/model.ts'
import { admin, startRegistry, startUpstream } from './setup.ts'

const schemas = Object.entries<TSchema>({ Pricing, PricingTier, ...override, ...provider, ...state }).filter(([, schema]) => schema.$id !== undefined)
const ajv = new Ajv({ strict: true, allErrors: true })
formatsModule.default(ajv)
for (const [, schema] of schemas) ajv.addSchema(schema)

const assertValid = (t: Test, name: string, value: unknown) =>
  t.ok(ajv.validate(`${name}#`, JSON.parse(JSON.stringify(value))), `${name}: ${ajv.errorsText(ajv.errors)}`)

for (const [name, schema] of schemas) {
  test(`${name} is named, described, closed and shown by a valid example`, async t => {
    t.equal(schema.$id, name)
    t.match(schema.description, /\.$/)
    t.equal(schema.additionalProperties, false)
    t.ok(schema.examples.length > 0)
    for (const example of schema.examples) assertValid(t, name, example)
  })
}

test('what the registry answers fits its schemas', async t => {
  const upstream = await startUpstream(t, ['a'])
  const { registry } = await startRegistry(t, { environment: { ACME_API_KEY: 'sk-0123456789abcdef' } })
  await registry.create(admin, { name: 'local', kind: 'regional', baseUrl: upstream.url, apiKey: 'secret-key-1', models: ['a'], settings: { weight: 2 } })
  await registry.create(admin, { name: 'broken', kind: 'acme', baseUrl: 'http://127.0.0.1:9' })
  for (const record of registry.list()) assertValid(t, 'Provider', registry.toProvider(record))
  assertValid(t, 'ProviderTemplatePage', { data: registry.templates(), nextCursor: null })
  for (const name of ['local', 'broken', 'demo']) {
    assertValid(t, 'ProviderTest', await registry.test(name))
    assertValid(t, 'ProviderModels', await registry.models(name))
    assertValid(t, 'ProviderHealth', registry.health(name))
  }
  for (const status of registry.status()) assertValid(t, 'ProviderStatus', status)
})
