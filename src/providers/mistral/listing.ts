import type { Capability, ModelInfo } from '../../core/provider.ts'
import { readEntries, readModels } from '../model-listing.ts'

/** Reads Mistral's listing. A name and its aliases are a model each; what was archived cannot be asked any more. https://docs.mistral.ai/api/#tag/models */
export const readMistralModels = (listing: unknown): ModelInfo[] =>
  readModels(readEntries(listing).filter(entry => entry['archived'] !== true)).map(model => ({ ...model, capabilities: withJson(model.capabilities) }))

/** Every model that chats can be held to JSON, which the listing does not say. https://docs.mistral.ai/capabilities/structured_output */
const withJson = (said: readonly Capability[] = ['streaming']): Capability[] => {
  const before = said.filter(capability => capability !== 'reasoning')
  return [...before, 'json', ...said.includes('reasoning') ? ['reasoning'] as const : []]
}
