import type { ChatParams, ChatRequest, Tool } from '../../core/chat.ts'
import { compact, isObject, list, others, text, type Wire } from '../wire.ts'
import { readMessages } from './read-messages.ts'
import type { OllamaChatRequest } from './schema.ts'

const knownFields = new Set(['model', 'messages', 'stream', 'tools', 'format', 'think', 'options', 'logprobs', 'top_logprobs'])

/** Options that have a canonical slot; all are numbers. */
const plain = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  seed: 'seed',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
} as const satisfies Record<string, keyof ChatParams>

const isPlain = (name: string): name is keyof typeof plain => Object.hasOwn(plain, name)

/** Reads a request. What has no canonical slot stays in `extras`, options in a drawer of their own. Throws GatewayError `invalid_request`. */
export function readRequest (body: OllamaChatRequest): ChatRequest {
  const { options, rest } = readOptions(body.options ?? {})
  const tools = list(body.tools).map(readTool)
  return compact({
    model: body.model,
    messages: readMessages(body.messages),
    stream: body.stream !== false,
    tools: tools.length > 0 ? tools : undefined,
    params: compact({
      ...options,
      responseFormat: readFormat(body.format),
      reasoningEffort: readThink(body.think),
      logprobs: body.logprobs ?? undefined,
      topLogprobs: body.top_logprobs ?? undefined,
    }),
    extras: { ...others(body, knownFields), ...(Object.keys(rest).length > 0 && { options: rest }) },
  })
}

const readOptions = (given: Wire): { options: ChatParams; rest: Wire } => {
  const options: ChatParams = {}
  const rest: Wire = {}
  for (const name in given) {
    const value = given[name]
    if (value === null || value === undefined) continue
    if (isPlain(name) && typeof value === 'number') options[plain[name]] = value
    else if (name === 'stop') options.stop = [value].flat()
    else if (name !== 'num_predict') rest[name] = value
    // Below zero it says: no limit.
    else if (value > 0) options.maxOutputTokens = value
  }
  return { options, rest }
}

const readFormat = (format: unknown): ChatParams['responseFormat'] => {
  if (format === 'json') return { type: 'json' }
  return isObject(format) ? { type: 'json-schema', name: 'answer', schema: format } : undefined
}

/** Thinking is off, on, or on a level. */
const readThink = (think: unknown): string | undefined =>
  think === false ? 'none' : think === true ? 'medium' : text(think)

const readTool = (tool: Wire): Tool => {
  const { function: fn, type = 'function' } = tool
  if (!isObject(fn) || text(fn['name']) === undefined) return { type: 'extra', name: `ollama.${type}`, data: tool }
  return {
    type: 'function',
    name: fn['name'],
    ...(text(fn['description']) !== undefined && { description: fn['description'] }),
    ...(isObject(fn['parameters']) && { parameters: fn['parameters'] }),
  }
}
