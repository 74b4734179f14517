import type { ChatParams, Warning } from '../../core/chat.ts'
import { effortOf } from '../effort.ts'
import { isObject, list, text, type Wire } from '../wire.ts'

/** Wire names of the settings that are the same in the house, and the type that they have. */
const plain = {
  temperature: ['temperature', 'number'],
  top_p: ['topP', 'number'],
  top_k: ['topK', 'number'],
  seed: ['seed', 'number'],
  presence_penalty: ['presencePenalty', 'number'],
  frequency_penalty: ['frequencyPenalty', 'number'],
  n: ['n', 'number'],
  logprobs: ['logprobs', 'boolean'],
  top_logprobs: ['topLogprobs', 'number'],
  parallel_tool_calls: ['parallelToolCalls', 'boolean'],
  reasoning_effort: ['reasoningEffort', 'string'],
  verbosity: ['verbosity', 'string'],
  user: ['user', 'string'],
  metadata: ['metadata', 'object'],
  service_tier: ['serviceTier', 'string'],
} as const satisfies Record<string, readonly [keyof ChatParams, string]>

const isPlain = (name: string): name is keyof typeof plain => Object.hasOwn(plain, name)

/** Sorts the fields of a request into canonical settings and the rest. Null means: not set. */
export function readParams (fields: Wire): { params: ChatParams; extras: Record<string, unknown> } {
  const params: Wire = {}
  const extras: Record<string, unknown> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value === null || value === undefined) continue
    const type: string = typeof value
    if (isPlain(name) && type === plain[name][1]) params[plain[name][0]] = value
    else if (name === 'max_completion_tokens') params['maxOutputTokens'] = value
    else if (name === 'max_tokens') params['maxOutputTokens'] ??= value
    else if (name === 'stop') params['stop'] = list([value].flat()).filter(stop => typeof stop === 'string')
    else extras[name] = value
  }
  return { params: params as ChatParams, extras } // each field was checked against the table
}

/** `max_tokens` is the name that every server knows; a provider that wants the newer one renames it. */
export function writeParams (params: ChatParams, warnings: Warning[]): Wire {
  const body: Wire = {}
  for (const name in plain) {
    if (!isPlain(name)) continue
    const value = params[plain[name][0]]
    if (value !== undefined) body[name] = value
  }
  if (params.maxOutputTokens !== undefined) body['max_tokens'] = params.maxOutputTokens
  if (params.stop !== undefined && params.stop.length > 0) body['stop'] = params.stop
  const effort = params.reasoningBudget === undefined || params.reasoningEffort !== undefined ? undefined : effortOf(params.reasoningBudget)
  if (effort !== undefined) {
    body['reasoning_effort'] = effort
    warnings.push({ param: 'reasoning_budget', action: 'emulated', detail: `reasoning_effort ${effort}` })
  }
  return body
}

type ResponseFormat = NonNullable<ChatParams['responseFormat']>

/** Undefined for a format that only its own dialect understands. */
export function readResponseFormat (format: unknown): ResponseFormat | undefined {
  if (!isObject(format)) return undefined
  if (format['type'] === 'text') return { type: 'text' }
  if (format['type'] === 'json_object') return { type: 'json' }
  const json = format['json_schema']
  if (format['type'] !== 'json_schema' || !isObject(json)) return undefined
  return {
    type: 'json-schema',
    name: text(json['name']) ?? 'answer',
    schema: json['schema'] ?? {},
    ...(typeof json['strict'] === 'boolean' && { strict: json['strict'] }),
    ...(text(json['description']) !== undefined && { description: json['description'] }),
  }
}

export function writeResponseFormat (format: ResponseFormat): Wire {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const { type, ...json } = format
  return { type: 'json_schema', json_schema: json }
}
