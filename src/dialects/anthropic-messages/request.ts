import type { ChatRequest, Warning } from '../../core/chat.ts'
import type { Wire } from '../wire.ts'
import { dialectId } from './id.ts'
import { writeMessages } from './messages.ts'
import { decidesItself } from './models.ts'
import { writeOutputFormat } from './output-format.ts'
import { writeSampling } from './sampling.ts'
import { writeThinking } from './thinking.ts'
import { writeToolChoice, writeTools } from './tools.ts'

/** Anthropic wants `max_tokens`; this is what a request without one gets, on top of what the model may think. */
const defaultMaxTokens = 4096
/** What a model that decides itself may think. */
const roomForThinking = 16_384

// Fields of Anthropic's own, which a client of another dialect may name on purpose.
const ownFields = new Set(['thinking', 'output_config', 'context_management', 'container', 'mcp_servers', 'inference_geo', 'cache_control', 'speed', 'diagnostics'])
// Fields that say nothing to a provider of another dialect and change nothing when they are gone.
const silentFields = new Set(['stream_options', 'store'])

/** Writes a request in Anthropic's terms. What cannot be said in them is a warning, or `invalid_request` where it would change the meaning. */
export function writeRequest (request: ChatRequest): { body: Wire; warnings: Warning[] } {
  const { model, params, extras, extrasOf } = request
  const warnings: Warning[] = []
  const { system, messages } = writeMessages(request.messages, model, warnings)
  const body: Wire = { model, messages, stream: request.stream }
  if (system.length > 0) body['system'] = system
  for (const field in extras) {
    if (extrasOf === dialectId || ownFields.has(field)) body[field] = extras[field]
    else if (!silentFields.has(field)) warnings.push({ param: field, action: 'dropped' })
  }
  const tools = writeTools(request.tools ?? [], model, warnings)
  if (tools.length > 0) {
    body['tools'] = tools
    const choice = writeToolChoice(request.toolChoice, params.parallelToolCalls)
    if (choice !== undefined) body['tool_choice'] = choice
  }
  writeOutputFormat(params.responseFormat, body, warnings)
  body['max_tokens'] = params.maxOutputTokens ?? defaultMaxTokens + (decidesItself(model) ? roomForThinking : 0)
  writeThinking(params, body, warnings)
  writeSampling(params, body, warnings)
  return { body, warnings }
}
