import { GatewayError } from '../../core/errors.ts'
import type { FetchJson, ModelInfo } from '../../core/provider.ts'
import { withVersion } from '../base-url.ts'
import { readEntries, readModels, readPricing, type Entry } from '../model-listing.ts'

/** Lists the models of the router or of an endpoint. An endpoint may have no listing; then it says what it runs in another place, or not at all. */
export async function listModels (baseUrl: string, headers: Record<string, string>, fetchJson: FetchJson): Promise<ModelInfo[]> {
  const listing = await unlessMissing(fetchJson(withVersion(baseUrl) + '/models', { headers }))
  if (listing !== undefined) return readRouterModels(listing)
  const info = await unlessMissing(fetchJson(withVersion(baseUrl).replace(/\/v1$/, '/info'), { headers }))
  return readInfo(info)
}

const unlessMissing = (answer: Promise<unknown>): Promise<unknown> => answer.catch((thrown: unknown) => {
  if (thrown instanceof GatewayError && thrown.more.upstream?.status === 404) return undefined
  throw thrown
})

/** The one model of a server for text generation or embeddings. https://huggingface.co/docs/text-generation-inference/reference/api_reference */
const readInfo = (info: any): ModelInfo[] => { // wire JSON
  if (typeof info?.model_id !== 'string') return []
  const isEmbedding = info.model_type !== undefined
  const contextWindow = isEmbedding ? info.max_input_length : info.max_total_tokens
  return [{
    id: info.model_id,
    ...(contextWindow > 0 && { contextWindow }),
    ...(isEmbedding && { capabilities: ['embeddings'] }),
  }]
}

/**
 * Reads the router's listing: each model as its live providers have it between them, and where there are several, as each
 * of them has it, under `model:provider`. An endpoint's own listing names no providers and reads like OpenAI's.
 */
const readRouterModels = (listing: unknown): ModelInfo[] =>
  readModels(readEntries(listing).flatMap(entry => Array.isArray(entry['providers']) ? [...mergeProviders(entry, entry['providers'].filter(isLive))] : entry))

/** The status is `live` or `error`. https://huggingface.co/docs/inference-providers/hub-api */
const isLive = (provider: any): boolean => provider?.status !== 'error' && provider?.status !== 'staging'

function * mergeProviders (entry: Entry, providers: Entry[]): Generator<Entry> {
  if (providers.length === 0) return
  const contexts = providers.map(provider => provider['context_length']).filter(length => length > 0)
  yield {
    ...entry,
    ...(contexts.length > 0 && { context_length: Math.max(...contexts) }),
    supports_tools: providers.some(provider => provider['supports_tools'] === true),
    supports_structured_output: providers.some(provider => provider['supports_structured_output'] === true),
    pricing: commonPricing(providers),
  }
  if (providers.length === 1) return
  for (const { provider, ...own } of providers) {
    if (typeof provider === 'string') yield { ...entry, ...own, id: `${entry['id']}:${provider}` }
  }
}

/** The router picks the provider, so a price is known only when all ask the same. */
const commonPricing = (providers: Entry[]): unknown => {
  const prices = new Set(providers.map(({ pricing }) => JSON.stringify(readPricing(pricing))))
  return prices.size === 1 ? providers[0]?.['pricing'] : undefined
}
