import type { Usage } from '../../core/chat.ts'
import { count, isObject, type Wire } from '../wire.ts'

/**
 * OpenAI's usage in four buckets that do not overlap: `prompt_tokens` includes what came from a cache and what was written
 * to one. DeepSeek counts hits beside it. xAI leaves reasoning out of `completion_tokens`, as its total gives away.
 */
export function readUsage (usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined
  const prompt = count(usage['prompt_tokens'])
  const completion = count(usage['completion_tokens'])
  if (prompt === undefined && completion === undefined) return undefined
  const details: Wire = usage['prompt_tokens_details'] ?? {}
  const cacheReadTokens = count(details['cached_tokens']) ?? count(usage['prompt_cache_hit_tokens']) ?? count(usage['cached_tokens']) ?? 0
  const cacheWriteTokens = count(details['cache_write_tokens']) ?? count(usage['cache_creation_input_tokens']) ?? 0
  const reasoningTokens = count(usage['completion_tokens_details']?.reasoning_tokens) ?? count(usage['reasoning_tokens'])
  const isReasoningApart = reasoningTokens !== undefined && reasoningTokens > 0 && usage['total_tokens'] === (prompt ?? 0) + (completion ?? 0) + reasoningTokens
  return {
    inputTokens: Math.max(0, (prompt ?? 0) - cacheReadTokens - cacheWriteTokens),
    cacheReadTokens,
    cacheWriteTokens,
    outputTokens: (completion ?? 0) + (isReasoningApart ? reasoningTokens : 0),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    raw: usage,
  }
}

/** The usage of a chunk or an answer, wherever this server puts it: Groq's older models say it only in `x_groq`. */
export const usageOf = (body: Wire): Usage | undefined => readUsage(body['usage']) ?? readUsage(body['x_groq']?.usage)

/** Usage as OpenAI counts it, from whatever is known. */
export function writeUsage ({ inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0, reasoningTokens }: Partial<Usage>) {
  const prompt = inputTokens + cacheReadTokens + cacheWriteTokens
  return {
    prompt_tokens: prompt,
    completion_tokens: outputTokens,
    total_tokens: prompt + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens, ...(cacheWriteTokens > 0 && { cache_write_tokens: cacheWriteTokens }) },
    ...(reasoningTokens !== undefined && { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
  }
}
