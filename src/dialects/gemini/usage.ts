import type { Usage } from '../../core/chat.ts'
import { count, isObject } from '../wire.ts'

/**
 * Gemini's usage. `promptTokenCount` includes what came from a cache, `candidatesTokenCount` leaves out the thoughts, and
 * what its own tools read is counted apart. In a stream the numbers grow and the first ones say nothing of the answer:
 * only those that are there are returned, so that later ones win.
 */
export function readUsage (usage: unknown): Partial<Usage> | undefined {
  if (!isObject(usage)) return undefined
  const read: Partial<Usage> = { raw: usage }
  const prompt = count(usage['promptTokenCount'])
  const toolUse = count(usage['toolUsePromptTokenCount'])
  const answer = count(usage['candidatesTokenCount'])
  const thoughts = count(usage['thoughtsTokenCount'])
  if (prompt !== undefined || toolUse !== undefined) {
    read.cacheReadTokens = count(usage['cachedContentTokenCount']) ?? 0
    read.cacheWriteTokens = 0
    read.inputTokens = Math.max(0, (prompt ?? 0) - read.cacheReadTokens) + (toolUse ?? 0)
  }
  if (answer !== undefined || thoughts !== undefined) read.outputTokens = (answer ?? 0) + (thoughts ?? 0)
  if (thoughts !== undefined) read.reasoningTokens = thoughts
  return read
}

/** Of a whole answer, every bucket is known: what is not said is nothing. */
export function readWholeUsage (wire: unknown): Usage | undefined {
  const usage = readUsage(wire)
  return usage && { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, ...usage, raw: wire }
}

/** Usage as Gemini counts it, from whatever is known. */
export function writeUsage ({ inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0, reasoningTokens = 0 }: Partial<Usage>) {
  const prompt = inputTokens + cacheReadTokens + cacheWriteTokens
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: Math.max(0, outputTokens - reasoningTokens),
    totalTokenCount: prompt + outputTokens,
    ...(cacheReadTokens > 0 && { cachedContentTokenCount: cacheReadTokens }),
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
  }
}
