// What calls to models came to, and sums of it: the vocabulary of the ledger and of analytics.
import type { Histogram } from '../lib/histogram.ts'
import type { Operation } from './dialect.ts'
import type { Receipt } from './chat.ts'
import type { ErrorKind } from './errors.ts'
import type { Pricing } from './provider.ts'

/** An attempt that another one followed, or that was the last. `costNano`: in billionths of a dollar, when it cost anything. */
export type FailedAttempt = { provider: string; model: string; latencyMs: number; error: string; costNano?: number }

/** One row of the ledger. Nothing of prompts or answers. Times are milliseconds, cost is billionths of a US dollar. */
export type UsageEvent = {
  id: string
  /** When the request came. */
  at: number
  /** 0 for the call; of a failed attempt that cost something, which it was, from 1. Such a row is no request of its own. */
  attempt: number
  requestId: string | undefined
  operation: Operation
  door: string
  route: string
  provider: string | undefined
  model: string
  asked: string
  userId: string | undefined
  keyId: string | undefined
  chatId: string | undefined
  /** The end user as the client names them. */
  endUser: string | undefined
  status: Receipt['status']
  errorKind: ErrorKind | undefined
  isStream: boolean
  cache: 'hit' | 'miss' | undefined
  /** The four buckets do not overlap; reasoning is inside output. Undefined: the provider did not say. */
  inputTokens: number | undefined
  outputTokens: number | undefined
  cacheReadTokens: number | undefined
  cacheWriteTokens: number | undefined
  reasoningTokens: number | undefined
  /** Whether they were estimated, because the provider did not come to count. */
  isEstimated: boolean
  /** Undefined when nobody knows the price. */
  costNano: number | undefined
  /** The prices by which that was reckoned. */
  pricing: Pricing | undefined
  latencyMs: number
  timeToFirstTokenMs: number | undefined
  /** Where the two stand in a histogram; undefined where they say nothing of how fast models answer. */
  latencyBucket: number | undefined
  ttftBucket: number | undefined
  attempts: number
  failedAttempts: readonly FailedAttempt[]
}

/** Which events and sums are meant. */
export type UsageFilter = { userId?: string | undefined; keyId?: string | undefined; provider?: string | undefined; model?: string | undefined; asked?: string | undefined }

export const usageGroupings = ['model', 'provider', 'asked', 'user', 'key', 'day', 'hour'] as const
export type UsageGrouping = typeof usageGroupings[number]

/** `group` is empty where nobody or nothing is meant: a key of the house has no user, a call to an unknown model no provider. */
export type UsageSums = {
  group: string
  requests: number
  errors: number
  aborted: number
  cacheHits: number
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  reasoningTokens: number
  costNano: number
  /** Rows with tokens whose price nobody knew. */
  unpriced: number
  latency: Histogram
  ttft: Histogram
}

/** From `from` up to, but without, `to`: milliseconds. Of sums both are whole hours. */
export type UsagePeriod = { from: number; to: number }

/** Nothing yet. */
export const emptySums = (group = ''): UsageSums => ({
  group, requests: 0, errors: 0, aborted: 0, cacheHits: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, costNano: 0, unpriced: 0, latency: new Map(), ttft: new Map(),
})

export type EventQuery = UsagePeriod & { filter: UsageFilter & { status?: Receipt['status'] | undefined; chatId?: string | undefined }; limit: number; cursor?: string | undefined }

/** Takes rows in and gives them out again. */
export type LedgerStore = {
  /** Writes all of them or none. A batch that was written before, by its id, is not written again. */
  append(batch: { id: string; events: readonly UsageEvent[]; at: number }): Promise<void>
  /** Requests, newest first, without the rows of attempts. A page may be short, even empty, before the last: so much is looked at for one. */
  list(query: EventQuery): Promise<{ data: UsageEvent[]; nextCursor: string | undefined }>
  /** Takes a user's name off everything; the sums of all stay. */
  anonymize(userId: string): Promise<void>
}

/** Adds up what was written. Any number of processes may; the claim only keeps them from doing the same work. */
export type RollupStore = {
  claim(holder: string, until: number, now: number): Promise<boolean>
  release(holder: string): Promise<void>
  /** Adds the oldest batches that wait to the sums, so many at the most, in one transaction. Returns how many; 0 when there are none. */
  roll(limit: number): Promise<number>
  /** Removes events from before `before` that the sums have. Returns how many; 0 when there are none. */
  prune(what: { before: number; now: number; limit: number }): Promise<number>
}

export type AnalyticsStore = {
  /** Sums of everything that is written at this moment, one a group, in no order. */
  sums(query: UsagePeriod & { by: UsageGrouping | undefined; filter: UsageFilter }): Promise<UsageSums[]>
  /** What users or keys are called, by id. */
  names(of: 'user' | 'key', ids: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** Stands for those whose accounts are gone. */
export const erasedUser = 'usr_erased'
export const erasedKey = 'key_erased'
