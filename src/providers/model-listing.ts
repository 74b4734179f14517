import { GatewayError } from '../core/errors.ts'
import type { Capability, ModelInfo, Pricing } from '../core/provider.ts'

/** One model of a listing in OpenAI's form, with whatever the server adds to it. */
export type Entry = Record<string, any> // wire JSON

/**
 * The entries of a listing: `{ data: [...] }`, or a bare array (Together), or `{ models: [...] }` (LM Studio’s own API).
 * Throws GatewayError `upstream_bad_response` when it is none of them.
 */
export function readEntries (listing: unknown): Entry[] {
  const given = listing as any // wire JSON
  const entries = [given, given?.data, given?.models].find(Array.isArray)
  if (entries === undefined) throw new GatewayError('upstream_bad_response', 'The provider’s list of models has a form we do not know.')
  return entries.filter((entry: any) => typeof entry === 'object' && entry !== null)
}

/** Reads a listing in OpenAI's form, with the fields that well-known services add. Models that cannot chat are left out. */
export const readModels = (listing: unknown): ModelInfo[] => readEntries(listing).filter(canChat).flatMap(readModel)

/** No model when the entry has no id. */
export function readModel (entry: Entry): ModelInfo[] {
  const id = text(entry['id']) ?? text(entry['name'])
  if (id === undefined) return []
  const displayName = text(entry['display_name']) ?? text(entry['name'])
  const created = positive(entry['created'])
  const ownedBy = text(entry['owned_by']) ?? text(entry['organization'])
  const contextWindow = readContextWindow(entry)
  const maxOutputTokens = positive(entry['max_completion_tokens']) ?? positive(entry['top_provider']?.max_completion_tokens) ?? positive(entry['max_output_tokens'])
  const capabilities = readCapabilities(entry)
  const pricing = readPricing(entry['pricing'])
  return [{
    id,
    ...(displayName !== undefined && displayName !== id && { displayName }),
    ...(created !== undefined && { created: Math.floor(created) }),
    ...(ownedBy !== undefined && { ownedBy }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(pricing !== undefined && { pricing }),
  }]
}

const text = (value: unknown): string | undefined => typeof value === 'string' && value !== '' ? value : undefined
const positive = (value: unknown): number | undefined => typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined
const list = (value: unknown): unknown[] => Array.isArray(value) ? value : []

/** OpenRouter, Together, Fireworks · Groq · vLLM · Mistral, LM Studio · llama.cpp (what it runs with, or could). */
const readContextWindow = (entry: Entry): number | undefined => [
  entry['context_length'], entry['context_window'], entry['max_model_len'], entry['max_context_length'],
  entry['meta']?.n_ctx, entry['meta']?.n_ctx_train, entry['top_provider']?.context_length,
].map(positive).find(value => value !== undefined)

/** What each service calls a capability, wherever it says so. */
const words: Record<Exclude<Capability, 'streaming' | 'embeddings'>, readonly string[]> = {
  tools: ['tools', 'tool_use', 'function_calling', 'supports_tools'],
  vision: ['image', 'vision', 'supports_image_input', 'vlm'],
  json: ['response_format', 'structured_outputs', 'supports_structured_output'],
  reasoning: ['reasoning', 'include_reasoning', 'reasoning_effort'],
}

/** Empty when nothing is known. */
function readCapabilities (entry: Entry): Capability[] {
  const { capabilities, architecture, supported_parameters: parameters, input_modalities: modalities } = entry
  const said = new Set<unknown>([
    ...list(parameters), // OpenRouter
    ...list(architecture?.input_modalities), // OpenRouter, Hugging Face
    ...list(modalities), // xAI
    ...list(capabilities), // LM Studio
    ...trueKeys(capabilities), // Mistral, xAI
    ...trueKeys(entry).filter(key => key.startsWith('supports_')), // Fireworks
    entry['type'], // LM Studio
  ])
  const known = (Object.keys(words) as (keyof typeof words)[]).filter(capability => words[capability].some(word => said.has(word)))
  const isDescribed = parameters !== undefined || architecture !== undefined || capabilities !== undefined || modalities !== undefined || known.length > 0
  return isDescribed ? ['streaming', ...known] : []
}

const trueKeys = (value: unknown): string[] => typeof value === 'object' && value !== null && !Array.isArray(value)
  ? Object.entries(value).filter(([, is]) => is === true || (Array.isArray(is) && is.length > 0)).map(([key]) => key)
  : []

/** OpenRouter says dollars for one token, in text, and -1 for “it depends”; Together says dollars for a million, as numbers. */
export function readPricing (pricing: unknown): Pricing | undefined {
  if (typeof pricing !== 'object' || pricing === null) return undefined
  const { prompt, completion, input_cache_read: cacheRead, input_cache_write: cacheWrite, input, output, cached_input: cachedInput } = pricing as Record<string, unknown>
  const read = Object.entries({
    input: perToken(prompt) ?? perMillion(input),
    output: perToken(completion) ?? perMillion(output),
    cacheRead: perToken(cacheRead) ?? perMillion(cachedInput),
    cacheWrite: perToken(cacheWrite),
  }).filter(([, price]) => price !== undefined)
  return read.length === 0 ? undefined : Object.fromEntries(read)
}

const perToken = (price: unknown): number | undefined => {
  const dollars = typeof price === 'string' && price !== '' ? Number(price) : NaN
  return dollars >= 0 ? Number((dollars * 1e6).toPrecision(12)) : undefined
}

const perMillion = (price: unknown): number | undefined => typeof price === 'number' && price >= 0 ? price : undefined

const otherTypes = new Set(['image', 'embedding', 'embeddings', 'moderation', 'rerank', 'audio', 'transcribe', 'video'])
const otherNames = /embed|whisper|moderation|rerank|dall-e|gpt-image|sora|(?:^|[-/])tts(?:-|$)|-tts(?:-|$)|transcribe|-realtime|^(?:babbage|davinci)-/i

/** False for models that are known to do something else: a chat would be refused. */
function canChat (entry: Entry): boolean {
  if (otherTypes.has(entry['type']) || entry['active'] === false || entry['supports_chat'] === false) return false
  if (entry['capabilities']?.completion_chat === false) return false
  const outputs = entry['architecture']?.output_modalities
  if (Array.isArray(outputs) && !outputs.includes('text')) return false
  return !otherNames.test(String(entry['id'] ?? ''))
}
