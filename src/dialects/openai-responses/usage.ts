import type { Usage } from '../../core/chat.ts'
import { count, isObject } from '../wire.ts'

/** Usage in four buckets that do not overlap: `input_tokens` includes what came from a cache and what was written to one. */
export function readUsage (usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const input = count(usage['input_tokens'])
  const output = count(usage['output_tokens'])
  if (input === undefined && output === undefined) return undefined
  const cacheReadTokens = count(usage['input_tokens_details']?.cached_tokens) ?? 0
  const cacheWriteTokens = count(usage['input_tokens_details']?.cache_write_tokens) ?? 0
  const reasoningTokens = count(usage['output_tokens_details']?.reasoning_tokens)
  return {
    inputTokens: Math.max(0, (input ?? 0) - cacheReadTokens - cacheWriteTokens),
    cacheReadTokens,
    cacheWriteTokens,
    outputTokens: output ?? 0,
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    raw: usage,
  }
}

/** Usage as OpenAI counts it here, from whatever is known. */
export function writeUsage ({ inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0, reasoningTokens = 0 }: Partial<Usage>) {
  const input = inputTokens + cacheReadTokens + cacheWriteTokens
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: input + outputTokens,
  }
}
