import { test } from 'tap'
import { writeJsonSchema } from '../../../src/dialects/gemini/json-schema.ts'

const cases: Record<string, [given: unknown, written: unknown, dropped?: string[]]> = {
  'what Gemini understands stays as it is': [
    { type: 'object', properties: { a: { type: ['string', 'null'], enum: ['x'], format: 'date' }, b: { type: 'array', items: { type: 'number', minimum: 0 }, maxItems: 3 } }, required: ['a'], additionalProperties: false, propertyOrdering: ['b', 'a'] },
    { type: 'object', properties: { a: { type: ['string', 'null'], enum: ['x'], format: 'date' }, b: { type: 'array', items: { type: 'number', minimum: 0 }, maxItems: 3 } }, required: ['a'], additionalProperties: false, propertyOrdering: ['b', 'a'] },
  ],
  'remarks go unsaid': [{ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'string', default: 'a', examples: ['b'], deprecated: true }, { type: 'string' }],
  'other words go, and are named once': [
    { type: 'object', properties: { a: { type: 'string', pattern: '^a', minLength: 1 }, b: { type: 'string', minLength: 2 } }, patternProperties: {}, not: {} },
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } }, ['pattern', 'minLength', 'patternProperties', 'not'],
  ],
  'properties may be called like words': [{ properties: { pattern: { type: 'string' }, default: { type: 'string' }, const: { type: 'string' } } }, { properties: { pattern: { type: 'string' }, default: { type: 'string' }, const: { type: 'string' } } }],
  'a constant is a list of one': [{ anyOf: [{ const: 'a' }, { const: null }] }, { anyOf: [{ enum: ['a'] }, { enum: [null] }] }],
  'open ends of integers are closed': [{ type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 }, { type: 'integer', minimum: 1, maximum: 9 }],
  'of two ends the narrower counts': [{ type: 'integer', minimum: 5, exclusiveMinimum: 0 }, { type: 'integer', minimum: 5 }],
  'open ends of numbers cannot be said': [{ type: 'number', exclusiveMinimum: 0 }, { type: 'number' }, ['exclusiveMinimum']],
  'definitions have their newer name': [
    { definitions: { A: { type: 'string', title: 'A' } }, properties: { a: { $ref: '#/definitions/A' } } },
    { $defs: { A: { type: 'string', title: 'A' } }, properties: { a: { $ref: '#/$defs/A' } } },
  ],
  'beside a reference stands nothing': [{ properties: { a: { $ref: '#/$defs/A', description: 'An A.' }, b: { $ref: '#/$defs/A' } } }, { properties: { a: { description: 'An A.', anyOf: [{ $ref: '#/$defs/A' }] }, b: { $ref: '#/$defs/A' } } }],
  'one schema of which all must hold is that schema': [{ allOf: [{ $ref: '#/$defs/A' }], description: 'x' }, { description: 'x', anyOf: [{ $ref: '#/$defs/A' }] }],
  'several of which all must hold cannot be said': [{ allOf: [{}, {}] }, {}, ['allOf']],
  'schemas that are only true or false stay': [{ items: true, additionalProperties: false }, { items: true, additionalProperties: false }],
  'what is no schema is left alone': ['x', 'x'],
}
for (const [name, [given, written, dropped = []]] of Object.entries(cases)) {
  test(name, async t => {
    t.same(writeJsonSchema(given), { schema: written, dropped })
  })
}

test('a schema that is given stays as it was', async t => {
  const schema = { type: 'object', properties: { a: { const: 1, $ref: '#/definitions/A' } }, definitions: {} }
  const before = structuredClone(schema)
  writeJsonSchema(schema)
  t.same(schema, before)
})
