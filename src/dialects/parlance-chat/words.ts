import type { FinishReason, Usage } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import type { FinishWord, ReplyUsage } from '../../schemas/reply.ts'

const finishes: Readonly<Record<Exclude<FinishReason, 'error'>, FinishWord>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'toolCalls',
  'content-filter': 'contentFilter',
  other: 'other',
}

/** The word for a reason. Throws for the one that says that there is no answer. */
export const writeFinish = (reason: FinishReason): FinishWord => {
  if (reason === 'error') throw new GatewayError('upstream_failed', 'The provider ended its answer with an error.')
  return finishes[reason]
}

/** The buckets, and their sum. Null when nothing was counted. */
export const writeUsage = (usage: Partial<Usage> | undefined): ReplyUsage | null => {
  if (usage === undefined) return null
  const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, totalTokens: inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens }
}
