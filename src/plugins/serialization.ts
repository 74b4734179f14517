import fastJsonStringify, { type Schema } from 'fast-json-stringify'
import { reachable } from '../schemas/type.ts'

type Serialize = (value: unknown) => string
type SerializerRoute = { schema: object; httpStatus?: string }

/**
 * Answers are written by their schema, so a field that it does not name cannot leave. Each is compiled when it is first
 * needed, with only the schemas that it leads to: compiling all at the start would take most of it. Errors are made by
 * one function of ours and written as they are.
 */
export const buildSerializer = () => ({ schema, httpStatus = '200' }: SerializerRoute): Serialize => {
  if (Number(httpStatus) >= 400) return JSON.stringify
  let compiled: Serialize | undefined
  return value => (compiled ??= compile(schema))(value)
}

const compile = (schema: object): Serialize =>
  fastJsonStringify(schema as Schema, { schema: Object.fromEntries(reachable(schema)) as never }) // TypeBox's schemas are JSON Schema
