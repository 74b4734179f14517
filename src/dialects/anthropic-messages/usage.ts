import type { Usage } from '../../core/chat.ts'
import { count, isObject } from '../wire.ts'

/**
 * Anthropic's usage. `input_tokens` leaves out what was read from or written to the cache. In `message_delta` the numbers
 * are cumulative and may be fewer than at the start: only those that are there are returned, so that later ones win.
 */
export function readUsage (usage: unknown): Partial<Usage> | undefined {
  if (!isObject(usage)) return undefined
  const read: Partial<Usage> = { raw: usage }
  const inputTokens = count(usage['input_tokens'])
  const outputTokens = count(usage['output_tokens'])
  const cacheReadTokens = count(usage['cache_read_input_tokens'])
  const cacheWriteTokens = count(usage['cache_creation_input_tokens'])
  const reasoningTokens = count(usage['output_tokens_details']?.thinking_tokens)
  if (inputTokens !== undefined) read.inputTokens = inputTokens
  if (outputTokens !== undefined) read.outputTokens = outputTokens
  if (cacheReadTokens !== undefined) read.cacheReadTokens = cacheReadTokens
  if (cacheWriteTokens !== undefined) read.cacheWriteTokens = cacheWriteTokens
  if (reasoningTokens !== undefined) read.reasoningTokens = reasoningTokens
  return read
}

/** Usage as Anthropic counts it, from whatever is known. */
export function writeUsage ({ inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0, reasoningTokens }: Partial<Usage>) {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cacheReadTokens,
    output_tokens: outputTokens,
    ...(reasoningTokens !== undefined && { output_tokens_details: { thinking_tokens: reasoningTokens } }),
  }
}
