import type { ChatRequest, Warning } from '../../core/chat.ts'
import { compact, list, type Wire } from '../wire.ts'
import { invalid } from './invalid.ts'
import { readParams, writeParams } from './params.ts'
import { readInput } from './read-input.ts'
import type { ResponsesRequest } from './schema.ts'
import { assertStateless } from './stateless.ts'
import { createTeller } from './teller.ts'
import { readTools, writeToolChoice, writeTools } from './tools.ts'
import { writeInput } from './write-input.ts'

/** Reads a request. What has no canonical slot stays in `extras` by its wire name. Throws GatewayError `invalid_request`. */
export function readRequest (body: ResponsesRequest): ChatRequest {
  assertStateless(body)
  // `models` is the gateway's own; the three in the middle are refused or say nothing.
  const { model, models, input, instructions, stream, previous_response_id: _previous, conversation: _conversation, prompt, tools: wireTools, tool_choice: choice, ...rest } = body as Wire
  if (prompt !== undefined && prompt !== null) throw invalid('prompt', 'names a template that only OpenAI has')
  const { params, extras } = readParams(rest)
  const { tools, toolChoice, foreign } = readTools(wireTools, choice)
  if (foreign !== undefined) extras['tool_choice'] = foreign
  const messages = readInput(input)
  if (typeof instructions === 'string' && instructions !== '') messages.unshift({ role: 'system', content: [{ type: 'text', text: instructions }] })
  return compact({ model: model ?? '', messages, stream: stream === true, tools, toolChoice, params, extras })
}

/** Writes a request for a provider. */
export function writeRequest (request: ChatRequest): { body: Wire; warnings: Warning[] } {
  const warnings: Warning[] = []
  const teller = createTeller(warnings, request.extrasOf)
  const body: Wire = {
    model: request.model,
    ...writeInput(request.messages, teller),
    stream: request.stream,
    ...writeParams(request.params, request.extras, teller),
  }
  const tools = writeTools(request.tools ?? [], teller)
  if (tools.length > 0) body['tools'] = tools
  if (request.toolChoice !== undefined) body['tool_choice'] = writeToolChoice(request.toolChoice)
  return { body, warnings }
}

/** Sets a system prompt, unless there is one. */
export const withSystem = ({ instructions, input }: Wire, text: string): Wire | undefined => {
  const hasOwn = (typeof instructions === 'string' && instructions !== '') || list(input).some(item => item?.role === 'system' || item?.role === 'developer')
  return hasOwn ? undefined : { instructions: text }
}
