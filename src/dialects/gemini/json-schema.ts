import { isObject, list, type Wire } from '../wire.ts'

/** What Gemini understands of JSON Schema. https://ai.google.dev/api/generate-content#GenerationConfig (responseJsonSchema) */
const understood = new Set([
  '$id', '$defs', '$ref', '$anchor', 'type', 'format', 'title', 'description', 'enum', 'items', 'prefixItems', 'minItems', 'maxItems',
  'minimum', 'maximum', 'anyOf', 'oneOf', 'properties', 'additionalProperties', 'required', 'propertyOrdering',
])

/** Words that constrain nothing: nobody misses them. */
const remarks = new Set(['$schema', '$comment', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'])

const schemasByName = new Set(['properties', '$defs'])
const schemas = new Set(['items', 'prefixItems', 'anyOf', 'oneOf', 'additionalProperties'])

/** A JSON Schema in the words that Gemini understands, and those that it does not and that are gone. */
export function writeJsonSchema (schema: unknown): { schema: unknown; dropped: string[] } {
  const dropped = new Set<string>()

  const write = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(write)
    if (!isObject(given)) return given
    const wire = reword(given)
    const written: Wire = {}
    for (const word in wire) {
      const value = wire[word]
      if (schemasByName.has(word)) written[word] = isObject(value) ? mapValues(value, write) : value
      else if (schemas.has(word)) written[word] = write(value)
      else if (understood.has(word)) written[word] = value
      else if (!remarks.has(word)) dropped.add(word)
    }
    return isolateReference(written)
  }
  return { schema: write(schema), dropped: [...dropped] }
}

/** Says what has another form in Gemini's words in that form. */
const reword = ({ const: only, exclusiveMinimum: above, exclusiveMaximum: below, definitions, allOf, ...wire }: Wire): Wire => {
  const whole = wire['type'] === 'integer'
  if (only !== undefined) wire['enum'] = [only]
  if (whole && Number.isInteger(above)) wire['minimum'] = Math.max(above + 1, wire['minimum'] ?? -Infinity)
  else if (above !== undefined) wire['exclusiveMinimum'] = above
  if (whole && Number.isInteger(below)) wire['maximum'] = Math.min(below - 1, wire['maximum'] ?? Infinity)
  else if (below !== undefined) wire['exclusiveMaximum'] = below
  if (isObject(definitions)) wire['$defs'] = { ...definitions, ...wire['$defs'] }
  if (typeof wire['$ref'] === 'string') wire['$ref'] = wire['$ref'].replace(/^#\/definitions\//, '#/$defs/')
  // One schema of which all must hold is that schema.
  if (list(allOf).length === 1 && wire['anyOf'] === undefined) wire['anyOf'] = allOf
  else if (allOf !== undefined) wire['allOf'] = allOf
  return wire
}

/** Beside a reference Gemini takes nothing but what begins with `$`. */
const isolateReference = (wire: Wire): Wire => {
  const { $ref, ...others } = wire
  const isAlone = Object.keys(others).every(word => word.startsWith('$'))
  return $ref === undefined || isAlone || others['anyOf'] !== undefined ? wire : { ...others, anyOf: [{ $ref }] }
}

const mapValues = (wire: Wire, map: (value: unknown) => unknown): Wire =>
  Object.fromEntries(Object.entries(wire).map(([name, value]) => [name, map(value)]))
