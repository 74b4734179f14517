import { queryOptions } from '@tanstack/react-query'
import { usePages } from '../../account/parts/use-pages.ts'
import { ask, askTable, type Query } from './ask.ts'

// What calls to models came to, as GET /api/v1/analytics/* tells it.

export type Percentiles = { p50: number; p95: number; p99: number }
export type UsageTotals = {
  requests: number
  errors: number
  aborted: number
  cacheHits: number
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  reasoningTokens: number
  costUsd: number
  unpricedRequests: number
  latencyMs: Percentiles | null
  timeToFirstTokenMs: Percentiles | null
}
/** `group`: `provider/model`, an id or the beginning of an hour or day; null where there is none. */
export type UsageRow = UsageTotals & { group: string | null; name: string | null }
export type UsageReport = { from: string; to: string; data: UsageRow[] }
export type UsageSummary = { from: string; to: string; totals: UsageTotals; previous: UsageTotals; topModels: UsageRow[] }
export type UsageRequest = {
  id: string
  at: string
  requestId: string | null
  provider: string | null
  model: string
  asked: string
  userId: string | null
  keyId: string | null
  status: 'ok' | 'failed' | 'aborted'
  error: string | null
  stream: boolean
  cache: 'hit' | 'miss' | null
  inputTokens: number | null
  outputTokens: number | null
  costUsd: number | null
  latencyMs: number
  timeToFirstTokenMs: number | null
  attempts: number
}

export const groupings = ['model', 'provider', 'asked', 'user', 'key'] as const
export type Grouping = typeof groupings[number]
/** Whole hours are counted, so a period is told by its hours. */
export type Period = { from: string; to: string }
export type UsageFilter = { model?: string; provider?: string; asked?: string; userId?: string; keyId?: string }

/** What to ask for to have one group alone. Undefined for those that are not somebody's or something's. */
export function filterOf (grouping: Grouping, { group }: Pick<UsageRow, 'group'>): UsageFilter | undefined {
  if (group === null) return undefined
  if (grouping === 'provider') return { provider: group }
  if (grouping === 'asked') return { asked: group }
  if (grouping === 'user') return { userId: group }
  if (grouping === 'key') return { keyId: group }
  const slash = group.indexOf('/')
  return slash > 0 ? { provider: group.slice(0, slash), model: group.slice(slash + 1) } : undefined
}

const key = ['admin', 'analytics'] as const

export const usageQuery = (query: Period & UsageFilter & { groupBy: Grouping | 'day' | 'hour' }) => queryOptions({
  queryKey: [...key, 'usage', query],
  queryFn: ({ signal }) => ask<UsageReport>('get', '/analytics/usage', { query, signal }),
})

export const summaryQuery = (query: Period) => queryOptions({
  queryKey: [...key, 'summary', query],
  queryFn: ({ signal }) => ask<UsageSummary>('get', '/analytics/summary', { query, signal }),
})

export const useRequests = (query: Period & { status?: UsageRequest['status'] | undefined }) =>
  usePages<UsageRequest>([...key, 'requests', query], (page, { signal }) => ask('get', '/analytics/requests', { query: { ...query, ...page }, signal }))

export const usageTable = (query: Query) => askTable('/analytics/usage', query)
export const requestTable = (query: Query) => askTable('/analytics/requests', query)
