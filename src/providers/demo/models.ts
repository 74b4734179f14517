import type { ModelInfo } from '../../core/provider.ts'
import { outputLimit } from './question.ts'

const capabilities = ['streaming', 'tools', 'vision', 'json'] as const
const shared = { ownedBy: 'parlance', created: 1_767_225_600, contextWindow: 128_000, maxOutputTokens: outputLimit, pricing: { input: 0, output: 0 } }

/** What the demo provider can be asked for. */
export const models: ModelInfo[] = [
  { ...shared, id: 'parlance', displayName: 'Parlance demo', capabilities },
  { ...shared, id: 'parlance-reasoning', displayName: 'Parlance demo, thinking first', capabilities: [...capabilities, 'reasoning'] },
  { ...shared, id: 'parlance-mini', displayName: 'Parlance demo, one sentence', capabilities },
]

export const isModel = (id: string): boolean => models.some(model => model.id === id)
