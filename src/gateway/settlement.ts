import type { Usage } from '../core/chat.ts'
import type { Passage } from '../core/dialect.ts'
import type { Pricing } from '../core/provider.ts'
import { costOf } from './cost.ts'

/** `whole`: answered to its end. `cut`: the client went away, or the answer broke off after its first byte. `failed`: given up before it began. */
export type CallEnd = 'whole' | 'cut' | 'failed'

/** What can be told of a call without its provider, in tokens. Kept by a stream in place of its request. */
export type Guess = { prompt: number; mostOutput: number; bytesPerToken: number }

/** `progress`: of a stream that was read. `sentBytes`: of the answer, as it went to the client. */
export type Ended = { end: CallEnd; usage: Partial<Usage> | undefined; finish: string | undefined; progress: Passage['progress'] | undefined; sentBytes: number }

/**
 * What a call to a target came to: once, for budgets, the ledger and the receipt alike. `usage` is what the provider counted
 * (`reported`), or an estimate where it did not come to that.
 */
export type Settlement = { usage: Partial<Usage> | undefined; reported: Partial<Usage> | undefined; isEstimated: boolean; costUsd: number | undefined; pricing: Pricing | undefined }

/** Of words and JSON that were read, as of prompts: see core/prompt-size.ts. */
const saidBytesPerToken = 3
/** Of a whole answer, whose words stand in an envelope. */
const wholeBytesPerToken = 4

/** `guess` is asked only when the provider did not say enough. */
export function settle (ended: Ended, guess: () => Guess | undefined, pricing: Pricing | undefined): Settlement {
  const { usage: reported } = ended
  const guessed = isTold(ended) ? undefined : guess()
  const usage = guessed === undefined ? reported : estimateUsage(ended, guessed)
  return { usage, reported, isEstimated: guessed !== undefined, costUsd: usage && pricing && costOf(usage, pricing), pricing }
}

/** A provider that was cut off may have told the prompt already, and the answer as far as it was: that is no count of it before its end. */
const isTold = ({ end, usage, finish }: Ended): boolean => {
  if (end === 'failed') return true
  if (usage?.inputTokens === undefined) return false
  return end === 'whole' || (finish !== undefined && usage.outputTokens !== undefined)
}

const estimateUsage = ({ usage, progress, sentBytes }: Ended, { prompt, mostOutput, bytesPerToken }: Guess): Partial<Usage> => {
  const sent = progress === undefined
    ? sentBytes / wholeBytesPerToken
    : progress.saidBytes === undefined ? sentBytes / bytesPerToken : progress.saidBytes / saidBytesPerToken
  return {
    ...usage,
    inputTokens: usage?.inputTokens ?? prompt,
    outputTokens: Math.max(usage?.outputTokens ?? 0, Math.min(mostOutput, Math.ceil(sent))),
  }
}
