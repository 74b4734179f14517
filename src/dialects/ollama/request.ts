import type { ChatParams, ChatRequest, Warning } from '../../core/chat.ts'
import { isObject, list, type Wire } from '../wire.ts'
import { writeMessages } from './messages.ts'
import { writeTools } from './tools.ts'

// Fields of Ollama's own that a client of another dialect may name on purpose.
const ownFields = new Set(['keep_alive', 'think', 'format', 'truncate', 'shift'])
// Fields that say nothing to a provider of another dialect and change nothing when they are gone.
const silentFields = new Set(['stream_options', 'store'])

/** Writes a request in Ollama's terms. What cannot be said in them is a warning. */
export function writeRequest (request: ChatRequest): { body: Wire; warnings: Warning[] } {
  const { params, extras } = request
  const warnings: Warning[] = []
  const body: Wire = { model: request.model, messages: writeMessages(request.messages, warnings), stream: request.stream }
  const options = writeOptions(params)
  if (isObject(extras['options'])) Object.assign(options, extras['options'])
  if (Object.keys(options).length > 0) body['options'] = options
  for (const field in extras) {
    if (ownFields.has(field)) body[field] = extras[field]
    else if (field !== 'options' && !silentFields.has(field)) warnings.push({ param: field, action: 'dropped' })
  }
  const tools = writeTools(request, warnings)
  if (tools.length > 0) body['tools'] = tools
  writeFormat(params.responseFormat, body)
  writeThink(params, body, warnings)
  if (params.logprobs === true) body['logprobs'] = true
  if (params.topLogprobs !== undefined) body['top_logprobs'] = params.topLogprobs
  warnOfRest(params, warnings)
  if (hasCacheMarks(request)) warnings.push({ param: 'cache_control', action: 'dropped' })
  return { body, warnings }
}

/** Puts a system prompt in front, unless there is one. */
export const withSystem = ({ messages }: Wire, text: string): Wire | undefined =>
  list(messages).some(message => message?.role === 'system')
    ? undefined
    : { messages: [{ role: 'system', content: text }, ...list(messages)] }

/** Ollama caches by itself and takes no hints. */
const hasCacheMarks = ({ messages, tools = [] }: ChatRequest): boolean =>
  [...messages, ...messages.flatMap(({ content }): object[] => content), ...tools].some(place => 'cacheControl' in place && place.cacheControl !== undefined)

const writeOptions = (params: ChatParams): Wire => {
  const options: Wire = {
    temperature: params.temperature,
    num_predict: params.maxOutputTokens,
    top_p: params.topP,
    top_k: params.topK,
    seed: params.seed,
    stop: params.stop,
    presence_penalty: params.presencePenalty,
    frequency_penalty: params.frequencyPenalty,
  }
  for (const name in options) if (options[name] === undefined) delete options[name]
  return options
}

const writeFormat = (format: ChatParams['responseFormat'], body: Wire): void => {
  if (format?.type === 'json') body['format'] = 'json'
  if (format?.type === 'json-schema') body['format'] = format.schema
}

const levels: Readonly<Record<string, boolean | string>> = { none: false, minimal: 'low', low: 'low', medium: 'medium', high: 'high', xhigh: 'high', max: 'high' }

/** Thinking is on, off, or one of three levels. A model that cannot think refuses the question, so it is asked only on request. */
const writeThink = ({ reasoningEffort: effort, reasoningBudget: budget }: ChatParams, body: Wire, warnings: Warning[]): void => {
  if (body['think'] !== undefined) return
  if (effort !== undefined) {
    body['think'] = levels[effort] ?? true
    if (body['think'] !== false && body['think'] !== effort) warnings.push({ param: 'reasoning_effort', action: 'emulated', detail: `think ${body['think']}` })
  } else if (budget !== undefined) {
    body['think'] = budget > 0
    warnings.push({ param: 'reasoning_budget', action: 'emulated', detail: `think ${body['think']}` })
  }
}

const warnOfRest = (params: ChatParams, warnings: Warning[]): void => {
  if (params.n !== undefined && params.n > 1) warnings.push({ param: 'n', action: 'dropped' })
  if (params.user !== undefined) warnings.push({ param: 'user', action: 'dropped' })
  if (params.metadata !== undefined) warnings.push({ param: 'metadata', action: 'dropped' })
  if (params.verbosity !== undefined) warnings.push({ param: 'verbosity', action: 'dropped' })
  if (params.serviceTier !== undefined && params.serviceTier !== 'auto' && params.serviceTier !== 'default') warnings.push({ param: 'service_tier', action: 'dropped' })
}
