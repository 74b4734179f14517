import { type Static, type TSchema, type SchemaOptions, Type } from '@sinclair/typebox'

const named = new Map<string, TSchema>()

/** Points at a schema by its `$id`. The schema itself is registered with the server when a route first mentions it. */
export const ref = <T extends TSchema>(schema: T) => {
  const id = schema.$id
  if (id === undefined) throw new Error('a schema without $id cannot be pointed at')
  if ((named.get(id) ?? schema) !== schema) throw new Error(`two schemas are called ${id}`)
  named.set(id, schema)
  return Type.Unsafe<Static<T>>({ $ref: `${id}#` })
}

/** Every named schema that `schema` leads to, by way of other named ones too. */
export function reachable (schema: unknown, found = new Map<string, TSchema>()): Map<string, TSchema> {
  if (typeof schema !== 'object' || schema === null) return found
  for (const [key, value] of Object.entries(schema)) {
    if (key !== '$ref' || typeof value !== 'string') {
      reachable(value, found)
      continue
    }
    const id = value.slice(0, -1)
    const target = named.get(id)
    if (target === undefined || found.has(id)) continue
    found.set(id, target)
    reachable(target, found)
  }
  return found
}

/** A string with a closed set of values, which OpenAPI shows as one `enum`. */
export const StringEnum = <const T extends readonly string[]>(values: T, options: SchemaOptions = {}) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options })

/** The value or null, as OpenAPI 3.1 says it. */
export const Nullable = <T extends TSchema>(schema: T, options: SchemaOptions = {}) => Type.Union([schema, Type.Null()], options)
