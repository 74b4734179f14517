import type { Attempt, Receipt, Usage } from '../core/chat.ts'
import type { FailedAttempt, UsageEvent } from '../core/ledger.ts'
import type { Pricing } from '../core/provider.ts'
import { bucketOf } from '../lib/histogram.ts'
import { createId } from '../lib/ids.ts'
import { memoize } from '../lib/memoize.ts'
import { scrub } from '../lib/secrets.ts'

/**
 * What a receipt leaves in the ledger: the call, and each of its failed attempts that a provider has counted, because that
 * is billed too. Nothing of prompts or answers, and nothing that would keep them in memory. On the path of every request.
 */
export function toEvents (receipt: Receipt): UsageEvent[] {
  const { attempts, usage, isEstimated, costUsd, pricing, latencyMs, timeToFirstTokenMs: ttft, operation, status, stream } = receipt
  const call = {
    ...whoOf(receipt),
    attempt: 0,
    at: receipt.startedAt,
    requestId: receipt.requestId,
    operation,
    door: receipt.door,
    route: receipt.route,
    provider: receipt.provider,
    model: clean(receipt.model),
    asked: clean(receipt.asked),
    status,
    errorKind: receipt.error?.kind,
    isStream: stream,
    cache: receipt.reuse === 'replay' ? 'hit' : receipt.reuse,
    // counting is free of charge, and what was counted was not used
    ...operation === 'count-tokens' ? nothingSpent : spent(usage, costUsd, pricing),
    isEstimated,
    latencyMs: Math.round(latencyMs),
    timeToFirstTokenMs: ttft === undefined ? undefined : Math.round(ttft),
    latencyBucket: undefined as number | undefined,
    ttftBucket: undefined as number | undefined,
    attempts: 1,
    failedAttempts: none as readonly FailedAttempt[],
  }
  // how fast models answer is said by those who did: not by errors, counts and the cache
  if (operation !== 'count-tokens' && receipt.reuse !== 'hit' && receipt.reuse !== 'replay') {
    if (status === 'ok') call.latencyBucket = bucketOf(latencyMs)
    if (stream && ttft !== undefined) call.ttftBucket = bucketOf(ttft)
  }
  if (attempts.length === 0) return [call]
  const failed = attempts.filter(({ error }) => error !== undefined)
  call.failedAttempts = failed.map(summarize)
  // nothing was begun when the last attempt failed: it is among them
  call.attempts = failed.length + (status === 'failed' && ttft === undefined ? 0 : 1)
  return [call, ...failed.flatMap((attempt, at) => attempt.usage === undefined ? [] : [billed(call, attempt, at + 1)])]
}

const none: readonly FailedAttempt[] = []

/** A chat is ours when it came through our own door; elsewhere the client says what it likes. */
const whoOf = ({ caller, door, attribution }: Receipt) => {
  const isOurs = door === 'house'
  return {
    id: createId('use'),
    userId: caller?.userId,
    keyId: caller?.type === 'key' ? caller.id : undefined,
    chatId: isOurs ? attribution?.chat : undefined,
    endUser: isOurs || attribution?.user === undefined ? undefined : clean(attribution.user),
  }
}

const nothingSpent = { inputTokens: undefined, outputTokens: undefined, cacheReadTokens: undefined, cacheWriteTokens: undefined, reasoningTokens: undefined, costNano: undefined, pricing: undefined }

const spent = (usage: Partial<Usage> | undefined, costUsd: number | undefined, pricing: Pricing | undefined) => usage === undefined
  ? nothingSpent
  : {
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cacheReadTokens: usage.cacheReadTokens,
      cacheWriteTokens: usage.cacheWriteTokens,
      reasoningTokens: usage.reasoningTokens,
      costNano: toNano(costUsd),
      pricing,
    }

/** Billionths are finer than any price of a token is told; what is added up later is added exactly. */
const toNano = (costUsd: number | undefined): number | undefined => costUsd === undefined ? undefined : Math.round(costUsd * 1e9)

const summarize = ({ provider, model, latencyMs, error, costUsd }: Attempt): FailedAttempt =>
  ({ provider, model: clean(model), latencyMs: Math.round(latencyMs), error: error!, ...costUsd !== undefined && { costNano: toNano(costUsd)! } })

const billed = (call: UsageEvent, { provider, model, latencyMs, error, usage, costUsd, pricing }: Attempt, attempt: number): UsageEvent => ({
  ...call,
  id: createId('use'),
  attempt,
  provider,
  model: clean(model),
  status: 'failed',
  errorKind: error as UsageEvent['errorKind'], // noteAttempt writes kinds
  cache: undefined,
  ...spent(usage, costUsd, pricing),
  isEstimated: false,
  latencyMs: Math.round(latencyMs),
  timeToFirstTokenMs: undefined,
  latencyBucket: undefined,
  ttftBucket: undefined,
  attempts: 1,
  failedAttempts: none,
})

const longest = 200

/** Names are the client's words: short, without what looks like a credential and without what a database refuses. They are few, so each is cleaned once. */
const clean = memoize((text: string) => scrub(text.slice(0, longest)).replaceAll('\0', '').toWellFormed(), { keyOf: text => text, limit: 2000 })
