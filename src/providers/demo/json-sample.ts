/** Makes strings; asked with the name of the property that the string is for. */
export type MakeText = (property: string) => string

type Schema = Record<string, any> // JSON Schema as it comes in a request

/** Optional properties are filled in this deep; required ones as deep as they go. */
const maxDepth = 4
/** A schema may refer to itself many times over; after so many steps everything is null, {} or []. */
const maxSteps = 2000

const formats: Record<string, string> = {
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  time: '12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
}

/** A value that fits a JSON schema, the same every time: the common keywords and local references, but no `pattern`. */
export function sampleJson (root: unknown, makeText: MakeText): unknown {
  let steps = 0

  const sample = (given: unknown, property: string, depth: number): unknown => {
    const schema = resolve(given)
    if (steps > maxSteps) return null
    if ('const' in schema) return schema['const']
    if (Array.isArray(schema['enum'])) return schema['enum'][0]
    if ('default' in schema) return schema['default']
    if (Array.isArray(schema['examples']) && schema['examples'].length > 0) return schema['examples'][0]
    switch (typeOf(schema)) {
      case 'object': return sampleObject(schema, depth)
      case 'array': return sampleArray(schema, property, depth)
      case 'number': return sampleNumber(schema, false)
      case 'integer': return sampleNumber(schema, true)
      case 'boolean': return true
      case 'null': return null
      default: return fit(formats[schema['format']] ?? makeText(property), schema)
    }
  }

  const sampleObject = ({ properties = {}, required = [] }: Schema, depth: number) =>
    Object.fromEntries(Object.entries(properties)
      .filter(([name]) => steps <= maxSteps && (depth < maxDepth || required.includes(name)))
      .map(([name, schema]) => [name, sample(schema, name, depth + 1)]))

  const sampleArray = ({ items, prefixItems, minItems = 0, maxItems = Infinity }: Schema, property: string, depth: number) => {
    if (Array.isArray(prefixItems)) return prefixItems.map(schema => sample(schema, property, depth + 1))
    const length = Math.min(Math.max(minItems, depth < maxDepth ? 1 : 0), maxItems, 100)
    return Array.from({ length }, () => steps > maxSteps ? null : sample(items, property, depth + 1))
  }

  /** Follows local references, merges `allOf` and picks the first alternative. */
  const resolve = (given: unknown): Schema => {
    if (!isSchema(given) || ++steps > maxSteps) return {}
    if (typeof given['$ref'] === 'string') return resolve(lookUp(root, given['$ref']))
    if (Array.isArray(given['allOf'])) return given['allOf'].map(resolve).reduce(merge, given)
    const alternative = given['anyOf']?.[0] ?? given['oneOf']?.[0]
    return alternative === undefined ? given : merge(given, resolve(alternative))
  }

  return sample(root, '', 0)
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `#/$defs/Name` */
const lookUp = (root: unknown, pointer: string): unknown =>
  pointer.split('/').slice(1).reduce<unknown>((at, key) => isSchema(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined, root)

const merge = (whole: Schema, part: Schema): Schema => ({
  ...whole,
  ...part,
  properties: { ...whole['properties'], ...part['properties'] },
  required: [...whole['required'] ?? [], ...part['required'] ?? []],
})

const typeOf = (schema: Schema): unknown => {
  if (Array.isArray(schema['type'])) return schema['type'].find(type => type !== 'null') ?? 'null'
  if (schema['type'] !== undefined) return schema['type']
  if (Object.keys(schema['properties'] ?? {}).length > 0) return 'object'
  return 'items' in schema || 'prefixItems' in schema ? 'array' : 'string'
}

/** The first of a few likely numbers that keeps every rule. */
function sampleNumber ({ minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity, multipleOf }: Schema, isInteger: boolean): number {
  const low = Math.max(minimum, exclusiveMinimum)
  const high = Math.min(maximum, exclusiveMaximum)
  const step = multipleOf ?? 1
  const fits = (value: number) => Number.isFinite(value) && value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum &&
    (!isInteger || Number.isInteger(value)) && (multipleOf === undefined || Number.isInteger(value / multipleOf))
  const above = Math.ceil(low / step) * step
  const below = Math.floor(high / step) * step
  return [1, above, above + step, below, below - step, (low + high) / 2].find(fits) ?? step
}

const fit = (text: string, { minLength = 0, maxLength = Infinity }: Schema): string =>
  text.padEnd(Math.min(minLength, 10_000), '.').slice(0, maxLength)
