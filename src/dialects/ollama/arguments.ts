import { isObject, parseJson, type Wire } from '../wire.ts'

/** Ollama's arguments are an object, not the text of one. What is no object is wrapped in one. */
export function readArguments (json: string): { value: Wire; isWrapped: boolean } {
  const value = json.trim() === '' ? {} : parseJson(json)
  return isObject(value) ? { value, isWrapped: false } : { value: { arguments: json }, isWrapped: true }
}
