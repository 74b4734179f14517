import type { ChatRequest, Warning } from '../../core/chat.ts'
import { compact, isObject, type Wire } from '../wire.ts'
import { writeContents } from './contents.ts'
import { writeGenerationConfig } from './generation-config.ts'
import { dialectId } from './id.ts'
import { createLosses, type Losses } from './losses.ts'
import { writeForm } from './output-form.ts'
import { writeToolChoice, writeTools } from './tools.ts'

// Fields of Gemini's own, which a client of another dialect may name on purpose.
const ownFields = new Set(['safetySettings', 'cachedContent', 'labels'])
// What stands in these is added to what is written.
const ownDrawers = new Set(['generationConfig', 'toolConfig'])
// Fields that say nothing to a provider of another dialect and change nothing when they are gone.
const silentFields = new Set(['stream_options', 'store'])

/** Writes a request in Gemini's terms. Its model, and whether to stream, stand in the address. What cannot be said is a warning. */
export function writeRequest (request: ChatRequest): { body: Wire; warnings: Warning[] } {
  const warnings: Warning[] = []
  const losses = createLosses(warnings)
  const tools = writeTools(request.tools ?? [], losses)
  const calling = tools.length > 0 ? writeToolChoice(request, losses) : undefined
  const form = writeForm(request, { hasTools: tools.length > 0, isForced: calling?.['mode'] === 'ANY' }, losses)
  const { system, contents } = writeContents(request, form.words, losses)
  const body = compact({
    ...writeExtras(request, losses),
    contents,
    systemInstruction: system.length > 0 ? { parts: system } : undefined,
    tools: tools.length > 0 ? tools : undefined,
    toolConfig: unlessEmpty({ ...(calling !== undefined && { functionCallingConfig: calling }), ...drawer(request, 'toolConfig') }),
    generationConfig: unlessEmpty({ ...form.settings, ...writeGenerationConfig(request, losses) }),
    serviceTier: writeServiceTier(request.params.serviceTier, losses),
  })
  dropRest(request, losses)
  return { body, warnings }
}

const unlessEmpty = (fields: Wire): Wire | undefined => Object.keys(fields).length > 0 ? fields : undefined

const drawer = ({ extras }: ChatRequest, name: string): Wire => isObject(extras[name]) ? extras[name] : {}

const writeExtras = ({ extras, extrasOf }: ChatRequest, { drop }: Losses): Wire => {
  const fields: Wire = {}
  for (const field in extras) {
    if (ownDrawers.has(field) || silentFields.has(field)) continue
    if (extrasOf === dialectId || ownFields.has(field)) fields[field] = extras[field]
    else drop(field)
  }
  return fields
}

const tiers: Readonly<Record<string, string | undefined>> = { auto: undefined, default: 'standard', standard: 'standard', flex: 'flex', priority: 'priority' }

const writeServiceTier = (tier: string | undefined, { drop }: Losses): string | undefined => {
  if (tier === undefined) return undefined
  if (!Object.hasOwn(tiers, tier)) drop('service_tier')
  return tiers[tier]
}

const dropRest = ({ params }: ChatRequest, { drop }: Losses): void => {
  if (params.parallelToolCalls === false) drop('parallel_tool_calls')
  if (params.verbosity !== undefined) drop('verbosity')
  if (params.user !== undefined) drop('user')
  if (params.metadata !== undefined) drop('metadata')
}
