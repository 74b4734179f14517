import type { Capability, ModelInfo } from '../../core/provider.ts'
import { readEntries, type Entry } from '../model-listing.ts'

/** One page of Google's listing; `next` is the token of the next one. https://ai.google.dev/api/models */
export function readPage (listing: unknown): { models: ModelInfo[]; next: string | undefined } {
  const entries = readEntries(listing)
  const { nextPageToken: next } = listing as Entry // readEntries let it pass
  return { models: entries.flatMap(readModel), next: typeof next === 'string' && next !== '' ? next : undefined }
}

/** Models that only make pictures, films or speech, or talk live, are left out. */
function readModel ({ name, displayName, inputTokenLimit: contextWindow, outputTokenLimit: maxOutputTokens, supportedGenerationMethods: methods, thinking }: Entry): ModelInfo[] {
  if (typeof name !== 'string' || !Array.isArray(methods)) return []
  const id = name.replace(/^models\//, '')
  const canChat = methods.includes('generateContent') && !/-tts(?:-|$)/.test(id)
  const capabilities = [...canChat ? chatCapabilities(id, thinking === true) : [], ...methods.includes('embedContent') ? ['embeddings'] as const : []]
  if (capabilities.length === 0) return []
  return [{
    id,
    ownedBy: 'google',
    ...(typeof displayName === 'string' && { displayName }),
    ...(contextWindow > 0 && { contextWindow }),
    ...(canChat && maxOutputTokens > 0 && { maxOutputTokens }),
    capabilities,
  }]
}

/** Every Gemini sees, calls tools and keeps to a schema; those that draw call none, and what the open models can differs. */
const chatCapabilities = (id: string, thinks: boolean): Capability[] => [
  'streaming',
  ...(!id.startsWith('gemini-') ? [] : id.includes('-image') ? ['vision'] as const : ['tools', 'vision', 'json'] as const),
  ...(thinks ? ['reasoning'] as const : []),
]
