import { isObject, type Wire } from '../wire.ts'
import { camel } from './field-names.ts'

/** Google's own kind of schema, with types in capitals, as JSON Schema. */
export const readGoogleSchema = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(readGoogleSchema)
  if (!isObject(schema)) return schema
  const { nullable, ...read }: Wire = Object.fromEntries(Object.entries(camel(schema)).map(([word, value]) => [word, readWord(word, value)]))
  return nullable === true && typeof read['type'] === 'string' ? { ...read, type: [read['type'], 'null'] } : read
}

const readWord = (word: string, value: unknown): unknown => {
  if (word === 'type' && typeof value === 'string') return value.toLowerCase()
  if (word === 'properties' && isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, property]) => [name, readGoogleSchema(property)]))
  if (word === 'items' || word === 'anyOf') return readGoogleSchema(value)
  // Counts are 64-bit integers, which Google's JSON writes as text.
  return /^(?:min|max)(?:Items|Length|Properties)$/.test(word) && typeof value === 'string' ? Number(value) : value
}
