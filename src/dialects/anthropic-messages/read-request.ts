import type { ChatParams, ChatRequest } from '../../core/chat.ts'
import { compact, isObject, list, others, text, type Wire } from '../wire.ts'
import { invalid, unsupportedThread } from './invalid.ts'
import { readMessages } from './read-messages.ts'
import type { MessagesRequest } from './schema.ts'
import { readTool, readToolChoice } from './tools.ts'

/** Reads a request. What has no canonical slot stays in `extras` by its wire name. Throws GatewayError `invalid_request`. */
export function readRequest (body: MessagesRequest): ChatRequest {
  const {
    model, messages, system, stream, tools, tool_choice: choice, max_tokens: maxOutputTokens, temperature, top_p: topP, top_k: topK,
    stop_sequences: stop, metadata, service_tier: tier, thinking, output_config: output, output_format: oldFormat, thread, ...rest
  } = body as Wire
  if (isObject(thread)) throw unsupportedThread()
  const { toolChoice, parallelToolCalls } = isObject(choice) ? readToolChoice(choice) : {}
  const params = { maxOutputTokens, temperature, topP, topK, stop, parallelToolCalls, user: metadata?.user_id, serviceTier: tier === 'standard_only' ? 'default' : tier }
  const extras = others({ ...rest, metadata: isObject(metadata) ? others(metadata, userField) : undefined, output_config: isObject(output) ? others(output, outputFields) : undefined }, none) ?? {}
  return compact({
    model: text(model) ?? '',
    messages: readMessages(system, list(messages)),
    stream: stream === true,
    tools: list(tools).length > 0 ? list(tools).map(readTool) : undefined,
    toolChoice,
    params: { ...others(params, none), ...readThinking(thinking, output?.effort, extras), ...readFormat(output?.format ?? oldFormat) } as ChatParams, // the schema has looked at each
    extras,
  })
}

const none: ReadonlySet<string> = new Set()
const userField = new Set(['user_id'])
const outputFields = new Set(['effort', 'format'])

/** Effort without thinking is about how much is written; only its own provider has that. */
const readThinking = (thinking: unknown, effort: unknown, extras: Wire): ChatParams => {
  const type = isObject(thinking) ? thinking['type'] : undefined
  const isThinking = type === 'adaptive' || type === 'enabled'
  const level = text(effort)
  if (level !== undefined && !isThinking) extras['output_config'] = { ...extras['output_config'], effort: level }
  if (isObject(thinking) && !isThinking && type !== 'disabled') extras['thinking'] = thinking
  return {
    ...(type === 'enabled' && { reasoningBudget: budgetOf(thinking as Wire) }), // it has a type
    ...(type === 'disabled' && { reasoningBudget: 0 }),
    ...(isThinking && level !== undefined && { reasoningEffort: level }),
  }
}

const budgetOf = ({ budget_tokens: budget }: Wire): number => {
  if (typeof budget !== 'number') throw invalid('thinking.budget_tokens', 'is missing')
  return budget
}

const readFormat = (format: unknown): Pick<ChatParams, 'responseFormat'> => {
  if (!isObject(format)) return {}
  if (format['type'] !== 'json_schema' || !isObject(format['schema'])) throw invalid('output_config.format', 'must be a JSON Schema with the type "json_schema"')
  return { responseFormat: { type: 'json-schema', name: text(format['name']) ?? 'answer', schema: format['schema'] } }
}

/** Puts a system prompt in front, unless there is one. */
export const withSystem = ({ system, messages }: MessagesRequest, text: string): Wire | undefined =>
  (system ?? '').length > 0 || messages.some(({ role }) => role === 'system') ? undefined : { system: text }
