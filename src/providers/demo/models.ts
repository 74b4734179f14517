import type { ModelInfo } from '../../core/provider.ts'
import { outputLimit } from './question.ts'

const capabilities = ['streaming', 'tools', 'vision', 'json'] as const
const made = { ownedBy: 'parlance', created: 1_767_225_600, pricing: { input: 0, output: 0 } }
const shared = { ...made, contextWindow: 128_000, maxOutputTokens: outputLimit }

const chatModels: ModelInfo[] = [
  { ...shared, id: 'parlance', displayName: 'Parlance demo', capabilities },
  { ...shared, id: 'parlance-reasoning', displayName: 'Parlance demo, thinking first', capabilities: [...capabilities, 'reasoning'] },
  { ...shared, id: 'parlance-mini', displayName: 'Parlance demo, one sentence', capabilities },
]

const embeddingModel: ModelInfo = { ...made, id: 'embedding', displayName: 'Parlance demo, vectors', capabilities: ['embeddings'] }

/** What the demo provider can be asked for. */
export const models: ModelInfo[] = [...chatModels, embeddingModel]

export const isModel = (id: string): boolean => chatModels.some(model => model.id === id)
export const isEmbeddingModel = (id: unknown): boolean => id === embeddingModel.id
