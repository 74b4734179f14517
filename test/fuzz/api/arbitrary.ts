// Values by JSON Schema: such as it takes, and such as it must refuse.
import fc, { type Arbitrary } from 'fast-check'

export type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
  examples?: unknown[]
  example?: unknown
}

export type Find = (pointer: string) => Schema

const few = 3
/** Shapes that hold themselves end here. */
const deepest = 6

/** What a schema takes, or nearly: examples often, so that something happens, and what nobody would think of. */
export function arbitraryOf (schema: Schema, find: Find, depth = 0): Arbitrary<unknown> {
  if (schema.$ref !== undefined) return arbitraryOf(find(schema.$ref), find, depth)
  const examples = [...schema.examples ?? [], ...schema.example === undefined ? [] : [schema.example]]
  const made = make(schema, find, depth)
  return examples.length === 0 ? made : fc.oneof({ weight: depth > few ? 20 : 1, arbitrary: fc.constantFrom(...examples) }, { weight: 2, arbitrary: made })
}

const make = (schema: Schema, find: Find, depth: number): Arbitrary<unknown> => {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(one => arbitraryOf(one, find, depth + 1)))
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map(type => make({ ...schema, type }, find, depth)))
  switch (schema.type) {
    case 'object': return makeObject(schema, find, depth)
    case 'array': return depth > deepest ? fc.constant([]) : fc.array(arbitraryOf(schema.items ?? {}, find, depth + 1), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? few, Math.max(few, schema.minItems ?? 0)) })
    case 'string': return makeString(schema)
    case 'integer': return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1_000_000 })
    case 'number': return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1_000_000, noNaN: true })
    case 'boolean': return fc.boolean()
    case 'null': return fc.constant(null)
    default: return fc.jsonValue({ maxDepth: 2 })
  }
}

const makeObject = ({ properties = {}, required = [], additionalProperties }: Schema, find: Find, depth: number): Arbitrary<unknown> => {
  const taken = Object.entries(properties).filter(([name]) => depth <= deepest || required.includes(name))
  const known = fc.record(Object.fromEntries(taken.map(([name, schema]) => [name, arbitraryOf(schema, find, depth + 1)])), { requiredKeys: required })
  if (additionalProperties === undefined || additionalProperties === false) return known
  const others = fc.dictionary(fc.string({ maxLength: 8 }), additionalProperties === true ? fc.jsonValue({ maxDepth: 1 }) : arbitraryOf(additionalProperties, find, depth + 1), { maxKeys: 2 })
  return fc.tuple(others, known).map(([more, object]) => ({ ...more, ...object }))
}

const makeString = ({ minLength = 0, maxLength = 40, pattern, format }: Schema): Arbitrary<unknown> => {
  if (format === 'date-time') return fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map(date => date.toISOString())
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'))
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) })
}

const junk: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 0, -1, 1e308, 2 ** 53, [], {}, [null], '\u0000', '\ud800', '__proto__', '../../etc/passwd', 'x'.repeat(5000), { $ref: '#' }, { __proto__: null, constructor: 1 }),
  fc.jsonValue({ maxDepth: 3 })
)

/** Something in it is not as it should be: a value of another kind, a field too few, one too many. */
export const spoiled = (value: Arbitrary<unknown>): Arbitrary<unknown> => fc.oneof(
  { weight: 1, arbitrary: junk },
  { weight: 6, arbitrary: fc.tuple(value, junk, fc.nat(), fc.constantFrom('replace', 'remove', 'add')).map(([whole, odd, at, how]) => spoil(structuredClone(whole), odd, at, how)) }
)

function spoil (whole: unknown, odd: unknown, at: number, how: string): unknown {
  const places = placesIn(whole)
  const place = places[at % Math.max(1, places.length)]
  if (place === undefined) return odd
  const { parent, key } = place
  if (how === 'remove' && !Array.isArray(parent)) delete parent[key]
  else if (how === 'add' && !Array.isArray(parent)) parent['unheardOf'] = odd
  else parent[key] = odd
  return whole
}

type Holder = Record<string, unknown>

function placesIn (value: unknown): { parent: Holder; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const parent = value as Holder // arrays have keys too
  return Object.entries(parent).flatMap(([key, inner]) => [{ parent, key }, ...placesIn(inner)])
}

/** Every text in it, by the name of its field. */
export function mapTexts (value: unknown, change: (text: string, name: string) => string, name = ''): unknown {
  if (typeof value === 'string') return change(value, name)
  if (Array.isArray(value)) return value.map(inner => mapTexts(inner, change, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change, key)]))
}
