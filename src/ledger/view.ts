import { emptySums, type UsageEvent, type UsageSums } from '../core/ledger.ts'
import { type Histogram, quantilesOf } from '../lib/histogram.ts'
import type { Percentiles, UsageRequest, UsageTotals } from '../schemas/analytics.ts'
import { toIso, toUsd } from './units.ts'

const shares = [0.5, 0.95, 0.99]
const round = (ms: number): number => Math.round(ms * 10) / 10

const toPercentiles = (histogram: Histogram): Percentiles | null => {
  const [p50 = 0, p95 = 0, p99 = 0] = quantilesOf(histogram, shares) ?? []
  return histogram.size === 0 ? null : { p50: round(p50), p95: round(p95), p99: round(p99) }
}

export const toTotals = ({ group: _, costNano, unpriced, latency, ttft, ...counts }: UsageSums): UsageTotals => ({
  ...counts,
  costUsd: toUsd(costNano),
  unpricedRequests: unpriced,
  latencyMs: toPercentiles(latency),
  timeToFirstTokenMs: toPercentiles(ttft),
})

/** All groups as one. */
export const addUp = (groups: readonly UsageSums[]): UsageSums => {
  const all = emptySums()
  for (const { group: _, latency, ttft, ...counts } of groups) {
    for (const [name, value] of Object.entries(counts)) all[name as keyof typeof counts] += value // Object.entries forgets the names
    for (const [bucket, count] of latency) all.latency.set(bucket, (all.latency.get(bucket) ?? 0) + count)
    for (const [bucket, count] of ttft) all.ttft.set(bucket, (all.ttft.get(bucket) ?? 0) + count)
  }
  return all
}

export const toRequest = (event: UsageEvent): UsageRequest => ({
  id: event.id,
  at: toIso(event.at),
  requestId: event.requestId ?? null,
  operation: event.operation,
  door: event.door,
  route: event.route,
  provider: event.provider ?? null,
  model: event.model,
  asked: event.asked,
  userId: event.userId ?? null,
  keyId: event.keyId ?? null,
  chatId: event.chatId ?? null,
  endUser: event.endUser ?? null,
  status: event.status,
  error: event.errorKind ?? null,
  stream: event.isStream,
  cache: event.cache ?? null,
  inputTokens: event.inputTokens ?? null,
  outputTokens: event.outputTokens ?? null,
  cacheReadTokens: event.cacheReadTokens ?? null,
  cacheWriteTokens: event.cacheWriteTokens ?? null,
  reasoningTokens: event.reasoningTokens ?? null,
  estimated: event.isEstimated,
  costUsd: event.costNano === undefined ? null : toUsd(event.costNano),
  pricing: event.pricing ?? null,
  latencyMs: event.latencyMs,
  timeToFirstTokenMs: event.timeToFirstTokenMs ?? null,
  attempts: event.attempts,
  failedAttempts: event.failedAttempts.map(({ costNano, ...failed }) => ({ ...failed, costUsd: costNano === undefined ? null : toUsd(costNano) })),
})
