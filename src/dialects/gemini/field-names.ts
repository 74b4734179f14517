import { isObject, type Wire } from '../wire.ts'

/**
 * An object with its own fields in camelCase: Google's APIs take `inline_data` for `inlineData`, too. What stands inside
 * the fields is left alone: it may be the client's. Not an object: none of them.
 */
export function camel (wire: unknown): Wire {
  if (!isObject(wire)) return {}
  if (!Object.keys(wire).some(name => name.includes('_'))) return wire
  return Object.fromEntries(Object.entries(wire).map(([name, value]) => [name.replace(/(?!^)_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]))
}
