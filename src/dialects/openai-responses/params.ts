import type { ChatParams } from '../../core/chat.ts'
import { isObject, list, text, type Wire } from '../wire.ts'
import { effortOf } from '../effort.ts'
import type { Teller } from './teller.ts'

/** Wire names of the settings that are the same in the house, and the type that they have. */
const plain = {
  temperature: ['temperature', 'number'],
  top_p: ['topP', 'number'],
  top_logprobs: ['topLogprobs', 'number'],
  max_output_tokens: ['maxOutputTokens', 'number'],
  parallel_tool_calls: ['parallelToolCalls', 'boolean'],
  metadata: ['metadata', 'object'],
  service_tier: ['serviceTier', 'string'],
} as const satisfies Record<string, readonly [keyof ChatParams, string]>

const isPlain = (name: string): name is keyof typeof plain => Object.hasOwn(plain, name)

const logprobsInclude = 'message.output_text.logprobs'
const reasoningInclude = 'reasoning.encrypted_content'

/** What every answer of this house is anyway. */
const isGiven = (name: string, value: unknown): boolean =>
  (name === 'truncation' && value === 'disabled') || ((name === 'store' || name === 'background') && value === false)

/** Sorts the fields of a request into canonical settings and the rest, by its wire name, dotted where it stands inside another. */
export function readParams (fields: Wire): { params: ChatParams; extras: Record<string, unknown> } {
  const params: Wire = {}
  const extras: Record<string, unknown> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value === null || value === undefined || isGiven(name, value)) continue
    const type: string = typeof value
    if (isPlain(name) && type === plain[name][1]) params[plain[name][0]] = value
    else if (name === 'text' && isObject(value)) readText(value, params, extras)
    else if (name === 'reasoning' && isObject(value)) readReasoning(value, params, extras)
    else if (name === 'include') readInclude(list(value), params, extras)
    // OpenAI replaces `user` by the other; who sends both gets both.
    else if (name === 'user' || (name === 'safety_identifier' && fields['user'] == null)) params['user'] = value
    else extras[name] = value
  }
  if (params['topLogprobs'] > 0) params['logprobs'] = true
  return { params: params as ChatParams, extras } // each field was checked against the table
}

const readText = ({ format, verbosity, ...rest }: Wire, params: Wire, extras: Wire): void => {
  const read = readFormat(format)
  if (read !== undefined) params['responseFormat'] = read
  else if (format !== undefined && format !== null) extras['text.format'] = format
  if (text(verbosity) !== undefined) params['verbosity'] = verbosity
  for (const field in rest) extras[`text.${field}`] = rest[field]
}

const readReasoning = ({ effort, ...rest }: Wire, params: Wire, extras: Wire): void => {
  if (text(effort) !== undefined) params['reasoningEffort'] = effort
  for (const field in rest) if (rest[field] !== null) extras[`reasoning.${field}`] = rest[field]
}

/** Sealed reasoning comes back from whoever has it, asked for or not. */
const readInclude = (include: unknown[], params: Wire, extras: Wire): void => {
  if (include.includes(logprobsInclude)) params['logprobs'] = true
  const rest = include.filter(what => what !== logprobsInclude && what !== reasoningInclude)
  if (rest.length > 0) extras['include'] = rest
}

type ResponseFormat = NonNullable<ChatParams['responseFormat']>

/** Undefined for a format that only its own dialect understands. */
const readFormat = (format: unknown): ResponseFormat | undefined => {
  if (!isObject(format)) return undefined
  if (format['type'] === 'text') return { type: 'text' }
  if (format['type'] === 'json_object') return { type: 'json' }
  if (format['type'] !== 'json_schema') return undefined
  return {
    type: 'json-schema',
    name: text(format['name']) ?? 'answer',
    schema: format['schema'] ?? {},
    ...(typeof format['strict'] === 'boolean' && { strict: format['strict'] }),
    ...(text(format['description']) !== undefined && { description: format['description'] }),
  }
}

const writeFormat = (format: ResponseFormat): Wire => {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const { type, strict = false, ...schema } = format
  return { type: 'json_schema', strict, ...schema }
}

// Settings that this dialect has no word for, and what OpenAI's clients call them.
const unsayable = {
  topK: 'top_k',
  stop: 'stop',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
} as const satisfies Partial<Record<keyof ChatParams, string>>

/** Writes the settings and, of the rest, what is of this dialect. Nothing is kept at the provider, whatever was asked. */
export function writeParams (params: ChatParams, extras: Readonly<Record<string, unknown>>, teller: Teller): Wire {
  const body: Wire = { store: false }
  for (const name in extras) writeExtra(name, extras[name], body, teller)
  for (const name in plain) {
    if (!isPlain(name)) continue
    const value = params[plain[name][0]]
    if (value !== undefined) body[name] = value
  }
  if (params.user !== undefined) body[body['safety_identifier'] === undefined ? 'safety_identifier' : 'user'] = params.user
  if (params.responseFormat !== undefined) body['text'] = { ...body['text'], format: writeFormat(params.responseFormat) }
  if (params.verbosity !== undefined) body['text'] = { ...body['text'], verbosity: params.verbosity }
  if (params.logprobs === true) body['include'] = [...list(body['include']), logprobsInclude]
  writeEffort(params, body, teller)
  for (const [name, wireName] of Object.entries(unsayable)) {
    const value = params[name as keyof typeof unsayable] // its own keys
    if (Array.isArray(value) ? value.length > 0 : value) teller.drop(wireName)
  }
  if (params.n !== undefined && params.n > 1) teller.drop('n')
  return body
}

// Fields of OpenAI's other dialect that mean the same in this one.
const shared = new Set(['prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'stream_options'])

const writeExtra = (name: string, value: unknown, body: Wire, teller: Teller): void => {
  if (name === 'store') {
    if (value === true) teller.drop('store', 'nothing is kept')
  } else if (!teller.isOwn && !shared.has(name)) teller.drop(name)
  else {
    const [outer, inner] = name.split('.') as [string, string?] // there is always a first piece
    body[outer] = inner === undefined ? value : { ...body[outer], [inner]: value }
  }
}

/** What a model thinks it gets back sealed in the next turn, or it would have to think again: nothing is kept for it. */
const writeEffort = ({ reasoningEffort, reasoningBudget }: ChatParams, body: Wire, teller: Teller): void => {
  const effort = reasoningEffort ?? (reasoningBudget === undefined ? undefined : effortOf(reasoningBudget))
  if (effort !== undefined) body['reasoning'] = { ...body['reasoning'], effort }
  if (reasoningEffort === undefined && effort !== undefined) teller.emulate('reasoning_budget', `reasoning.effort ${effort}`)
  if (body['reasoning'] !== undefined) body['include'] = [...list(body['include']), reasoningInclude]
}
