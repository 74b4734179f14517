import type { ChatRequest, Warning } from '../../core/chat.ts'
import { compact, isObject, list, type Wire } from '../wire.ts'
import { readMessages, writeMessages } from './messages.ts'
import { toOwnWords } from './own-words.ts'
import { readParams, readResponseFormat, writeParams, writeResponseFormat } from './params.ts'
import type { ChatCompletionRequest } from './schema.ts'
import { readTool, readToolChoice, writeTool, writeToolChoice } from './tools.ts'

/** Reads a request. What has no canonical slot stays in `extras` by its wire name. Throws GatewayError `invalid_request`. */
export function readRequest (body: ChatCompletionRequest): ChatRequest {
  // `models` is the gateway's own. Usage is always asked for, so that part of stream_options is nobody else's business.
  const { model, models, messages, stream, stream_options: streamOptions, tools, tool_choice: wireChoice, response_format: wireFormat, ...rest } = body as Wire
  const { params, extras } = readParams(rest)
  const toolChoice = readToolChoice(wireChoice)
  if (toolChoice === undefined && wireChoice !== undefined && wireChoice !== null) extras['tool_choice'] = wireChoice
  const responseFormat = readResponseFormat(wireFormat)
  if (responseFormat !== undefined) params.responseFormat = responseFormat
  else if (wireFormat !== undefined && wireFormat !== null) extras['response_format'] = wireFormat
  if (isObject(streamOptions)) {
    const { include_usage: _, ...others } = streamOptions
    if (Object.keys(others).length > 0) extras['stream_options'] = others
  }
  return compact({
    model: model ?? '',
    messages: readMessages(messages),
    stream: stream === true,
    tools: Array.isArray(tools) && tools.length > 0 ? tools.map(readTool) : undefined,
    toolChoice,
    params,
    extras,
  })
}

/** Writes a request for a provider. Usage is not asked for here: see askForUsage. */
export function writeRequest (given: ChatRequest): { body: Wire; warnings: Warning[] } {
  const warnings: Warning[] = []
  const request = toOwnWords(given, warnings)
  const body: Wire = {
    ...request.extras,
    ...writeParams(request.params, warnings),
    model: request.model,
    messages: writeMessages(request.messages, warnings),
    stream: request.stream,
  }
  if (list(request.tools).length > 0) body['tools'] = request.tools?.map(writeTool)
  if (request.toolChoice !== undefined) body['tool_choice'] = writeToolChoice(request.toolChoice)
  if (request.params.responseFormat !== undefined) body['response_format'] = writeResponseFormat(request.params.responseFormat)
  return { body, warnings }
}

/** Has usage reported at the end of a stream, unless it is already. */
export const askForUsage = (body: Wire): Wire | undefined => {
  const options = body['stream_options']
  if (isObject(options) && options['include_usage'] === true) return undefined
  return { stream_options: { ...options, include_usage: true } }
}

/** Puts a system prompt in front, unless there is one. */
export const withSystem = ({ messages }: Wire, text: string): Wire | undefined =>
  list(messages).some(message => message?.role === 'system' || message?.role === 'developer')
    ? undefined
    : { messages: [{ role: 'system', content: text }, ...list(messages)] }
