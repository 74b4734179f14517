import type { ChatRequest } from '../../core/chat.ts'
import { compact, list, others, text, type Wire } from '../wire.ts'
import { camel } from './field-names.ts'
import { readGenerationConfig } from './generation-config.ts'
import { readContents, readSystem } from './read-contents.ts'
import type { GenerateContentRequest } from './schema.ts'
import { readToolChoice, readTools } from './tools.ts'

const readFields = new Set(['model', 'contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig', 'serviceTier'])

/** Reads a request. The model, and whether to stream, stand in its address, which its route knows. Throws GatewayError `invalid_request`. */
export function readRequest (body: GenerateContentRequest): ChatRequest {
  const wire = camel(body)
  const { params, rest } = readGenerationConfig(wire['generationConfig'])
  const tools = readTools(wire['tools'])
  const { functionCallingConfig, ...toolConfig } = camel(wire['toolConfig'])
  const toolChoice = readToolChoice(functionCallingConfig)
  if (toolChoice === undefined && functionCallingConfig !== undefined) toolConfig['functionCallingConfig'] = functionCallingConfig
  if (text(wire['serviceTier']) !== undefined) params.serviceTier = readServiceTier(wire['serviceTier'])
  return compact({
    model: text(wire['model'])?.replace(/^models\//, '') ?? '',
    messages: [...readSystem(wire['systemInstruction']), ...readContents(list(wire['contents']))],
    stream: false,
    tools: tools.length > 0 ? tools : undefined,
    toolChoice,
    params,
    extras: {
      ...others(wire, readFields),
      ...(Object.keys(rest).length > 0 && { generationConfig: rest }),
      ...(Object.keys(toolConfig).length > 0 && { toolConfig }),
    },
  })
}

/** `priority`, or as it was called first, `SERVICE_TIER_PRIORITY`. */
const readServiceTier = (tier: string): string => {
  const word = tier.toLowerCase().replace(/^service_tier_/, '')
  return word === 'standard' ? 'default' : word
}

/** Says who the model is, unless the request does. */
export const withSystem = (body: Wire, text: string): Wire | undefined =>
  camel(body)['systemInstruction'] === undefined ? { systemInstruction: { parts: [{ text }] } } : undefined
