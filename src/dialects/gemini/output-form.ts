import type { ChatParams, ChatRequest } from '../../core/chat.ts'
import { isObject, text, type Wire } from '../wire.ts'
import { readGoogleSchema } from './google-schema.ts'
import { writeJsonSchema } from './json-schema.ts'
import type { Losses } from './losses.ts'
import { generationOf, isGemma } from './model-name.ts'

type ResponseFormat = NonNullable<ChatParams['responseFormat']>

/** What an answer must look like: as settings, or asked for in words where the model takes no settings. */
export type Form = { settings?: Wire; words?: string }

/** `hasTools`, `isForced`: whether the model may call tools, and whether it must. */
export function writeForm ({ model, params: { responseFormat: format } }: ChatRequest, tools: { hasTools: boolean; isForced: boolean }, { warnings, drop }: Losses): Form {
  if (format === undefined || format.type === 'text') return {}
  if (!takesForm(model, tools)) {
    warnings.push({ param: 'response_format', action: 'emulated', detail: 'asked for in words' })
    return { words: askFor(format) }
  }
  if (format.type === 'json') return { settings: { responseMimeType: json } }
  const { schema, dropped } = writeJsonSchema(format.schema)
  if (dropped.length > 0) drop('response_format.json_schema.schema', dropped.join(' '))
  const described = format.description !== undefined && isObject(schema) ? { description: format.description, ...schema } : schema
  return { settings: { responseMimeType: json, responseJsonSchema: described } }
}

const json = 'application/json'

/** Gemma takes none, Gemini before its third generation none beside tools, and none at all beside a forced call. */
const takesForm = (model: string, { hasTools, isForced }: { hasTools: boolean; isForced: boolean }): boolean => {
  if (isGemma(model)) return false
  const generation = generationOf(model)
  return !hasTools || generation === undefined || (generation >= 3 && !isForced)
}

const askFor = (format: ResponseFormat): string => {
  const plea = 'When you answer, answer with one JSON object and nothing else: no introduction, no Markdown.'
  return format.type === 'json-schema' ? `${plea} It must match this JSON Schema: ${JSON.stringify(format.schema)}` : plea
}

/** Reads the form from the settings; what of it only Gemini knows, such as one word of a list, is `rest`. */
export function readForm ({ responseMimeType: type, responseJsonSchema, responseSchema }: Wire): { format?: ResponseFormat; rest?: Wire } {
  if (text(type) === undefined || type === 'text/plain') return {}
  if (type !== json) return { rest: { responseMimeType: type, ...(responseSchema !== undefined && { responseSchema }) } }
  const schema = responseJsonSchema ?? readGoogleSchema(responseSchema)
  return { format: schema === undefined ? { type: 'json' } : { type: 'json-schema', name: text(schema?.title) ?? 'answer', schema } }
}
