import type { Capability, ModelInfo } from '../../core/provider.ts'
import { readEntries, type Entry } from '../model-listing.ts'

/** One page of Anthropic's listing; `next` is the id after which the next page begins. https://platform.claude.com/docs/en/api/models/list */
export function readPage (listing: unknown): { models: ModelInfo[]; next: string | undefined } {
  const entries = readEntries(listing)
  const { has_more: hasMore, last_id: lastId } = listing as Entry // readEntries let it pass
  return {
    models: entries.filter(({ id }) => typeof id === 'string').map(readModel),
    next: hasMore === true && typeof lastId === 'string' ? lastId : undefined,
  }
}

/** Every model that Anthropic lists streams, calls tools and sees. */
const common: readonly Capability[] = ['streaming', 'tools', 'vision']

const readModel = ({ id, display_name: displayName, created_at: createdAt, max_input_tokens: contextWindow, max_tokens: maxOutputTokens, capabilities }: Entry): ModelInfo => {
  const created = Date.parse(createdAt)
  return {
    id,
    ownedBy: 'anthropic',
    ...(typeof displayName === 'string' && { displayName }),
    // A release date that is not known is 1970.
    ...(created > 0 && { created: created / 1000 }),
    ...(contextWindow > 0 && { contextWindow }),
    ...(maxOutputTokens > 0 && { maxOutputTokens }),
    capabilities: [
      ...common,
      ...(capabilities?.structured_outputs?.supported === true ? ['json'] as const : []),
      ...(capabilities?.thinking?.supported === true ? ['reasoning'] as const : []),
    ],
  }
}
