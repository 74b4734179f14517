import type { ModelInfo } from '../../core/provider.ts'
import { readEntries, readModels, readPricing, type Entry } from '../model-listing.ts'

/** Reads the router's listing, where each model names the providers that serve it. An endpoint's own listing has none and reads like OpenAI's. */
export const readRouterModels = (listing: unknown): ModelInfo[] => {
  const entries = readEntries(listing)
  return readModels(entries.flatMap(entry => Array.isArray(entry['providers']) ? mergeProviders(entry, entry['providers']) : entry))
}

/** A model as its live providers have it between them; none when nobody serves it. */
function mergeProviders (entry: Entry, providers: Entry[]): Entry[] {
  const live = providers.filter(provider => provider?.['status'] !== 'error' && provider?.['status'] !== 'staging')
  if (live.length === 0) return []
  const contexts = live.map(provider => provider['context_length']).filter(length => length > 0)
  return [{
    ...entry,
    ...(contexts.length > 0 && { context_length: Math.max(...contexts) }),
    supports_tools: live.some(provider => provider['supports_tools'] === true),
    supports_structured_output: live.some(provider => provider['supports_structured_output'] === true),
    pricing: commonPricing(live),
  }]
}

/** The router picks the provider, so a price is known only when all ask the same. */
const commonPricing = (providers: Entry[]): unknown => {
  const prices = new Set(providers.map(({ pricing }) => JSON.stringify(readPricing(pricing))))
  return prices.size === 1 ? providers[0]?.['pricing'] : undefined
}
