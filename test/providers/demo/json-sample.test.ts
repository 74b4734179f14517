import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { test } from 'tap'
import { sampleJson } from '../../../src/providers/demo/json-sample.ts'

const makeText = (property: string) => `demo ${property}`
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false, ...more })

const schemas: Record<string, object> = {
  'simple types': object({ a: { type: 'string' }, b: { type: 'integer' }, c: { type: 'number' }, d: { type: 'boolean' }, e: { type: 'null' } }),
  'several types': object({ a: { type: ['null', 'string'] }, b: { type: ['integer', 'null'] } }),
  'closed values': object({ a: { enum: ['x', 'y'] }, b: { const: 7 }, c: { type: 'string', default: 'z' } }),
  lengths: object({ a: { type: 'string', minLength: 30 }, b: { type: 'string', maxLength: 3 } }),
  ranges: object({ a: { type: 'integer', minimum: 5, maximum: 6 }, b: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 }, c: { type: 'integer', exclusiveMinimum: 9, multipleOf: 5 }, d: { type: 'number', maximum: -3 }, e: { type: 'integer', exclusiveMaximum: 0 } }),
  formats: object({ a: { type: 'string', format: 'date-time' }, b: { type: 'string', format: 'email' }, c: { type: 'string', format: 'uuid' }, d: { type: 'string', format: 'uri' }, e: { type: 'string', format: 'date' } }),
  arrays: object({ a: { type: 'array', items: { type: 'string' } }, b: { type: 'array', items: object({ x: { type: 'integer' } }), minItems: 3 }, c: { type: 'array', maxItems: 0 }, d: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }] } }),
  references: { $defs: { Step: object({ text: { type: 'string' } }) }, ...object({ steps: { type: 'array', items: { $ref: '#/$defs/Step' } }, last: { $ref: '#/$defs/Step' } }) },
  recursion: { $defs: { Node: { type: 'object', properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/Node' } } }, required: ['name'] } }, $ref: '#/$defs/Node' },
  alternatives: object({ a: { anyOf: [{ type: 'integer' }, { type: 'string' }] }, b: { oneOf: [{ type: 'boolean' }, { type: 'null' }] }, c: { allOf: [{ type: 'object', properties: { x: { type: 'string' } }, required: ['x'] }, { properties: { y: { type: 'integer' } }, required: ['y'] }] } }),
  'no type': { properties: { a: { type: 'string' } }, required: ['a'] },
}

test('makes a value that fits', async t => {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  for (const [name, schema] of Object.entries(schemas)) {
    const value = sampleJson(schema, makeText)
    t.ok(ajv.validate(schema, value), `${name}: ${JSON.stringify(value)} ${ajv.errorsText()}`)
  }
})

test('makes the same value every time', async t => {
  for (const schema of Object.values(schemas)) t.same(sampleJson(schema, makeText), sampleJson(schema, makeText))
})

test('comes to an end with a schema that refers to itself many times over', async t => {
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
  const all = { type: 'object', properties: Object.fromEntries(names.map(name => [name, { $ref: '#' }])), required: names }
  t.ok(JSON.stringify(sampleJson(all, makeText)).length < 1_000_000)
  t.ok(JSON.stringify(sampleJson({ allOf: names.map(() => ({ $ref: '#' })) }, makeText)).length < 1_000_000)
  t.same(sampleJson({ $ref: '#' }, makeText), null)
})

test('makes something of what is no schema', async t => {
  for (const schema of [undefined, null, true, 'text', [], { $ref: '#/nowhere' }, { $ref: 'https://example.com/schema' }, { type: 'array', items: null }]) {
    t.doesNotThrow(() => sampleJson(schema, makeText))
  }
})
