import type { ChatRequest, Warning } from '../../core/chat.ts'
import type { Wire } from '../wire.ts'
import { writeMessages } from './messages.ts'
import { writeOutputFormat } from './output-format.ts'
import { writeSampling } from './sampling.ts'
import { writeThinking } from './thinking.ts'
import { writeToolChoice, writeTools } from './tools.ts'

/** Anthropic wants `max_tokens`; this is what a request without one gets, on top of what it may think. */
export const defaultMaxTokens = 4096

// Fields of Anthropic's own that a client of another dialect may name on purpose.
const ownFields = new Set(['thinking', 'output_config', 'context_management', 'container', 'mcp_servers', 'inference_geo', 'cache_control', 'speed'])
// Fields that say nothing to a provider of another dialect and change nothing when they are gone.
const silentFields = new Set(['stream_options', 'store'])

/** Writes a request in Anthropic's terms. What cannot be said in them is a warning, or `invalid_request` where it would change the meaning. */
export function writeRequest (request: ChatRequest): { body: Wire; warnings: Warning[] } {
  const warnings: Warning[] = []
  const { system, messages } = writeMessages(request.messages, warnings)
  const body: Wire = { model: request.model, messages, stream: request.stream }
  if (system.length > 0) body['system'] = system
  for (const field in request.extras) {
    if (ownFields.has(field)) body[field] = request.extras[field]
    else if (!silentFields.has(field)) warnings.push({ param: field, action: 'dropped' })
  }
  const tools = writeTools(request.tools ?? [], warnings)
  if (tools.length > 0) {
    body['tools'] = tools
    const choice = writeToolChoice(request.toolChoice, request.params.parallelToolCalls)
    if (choice !== undefined) body['tool_choice'] = choice
  }
  writeOutputFormat(request.params.responseFormat, body, warnings)
  body['max_tokens'] = request.params.maxOutputTokens ?? defaultMaxTokens
  writeThinking(request.params, body, warnings)
  writeSampling(request.params, body, warnings)
  return { body, warnings }
}
