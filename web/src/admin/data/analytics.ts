import type { UsageQuery, UsageReport, UsageRequest, UsageRow, UsageSummary } from '@parlance/client'
import { queryOptions } from '@tanstack/react-query'
import { usePages } from '../../account/parts/use-pages.ts'
import { client } from '../../session/session.ts'
import { withoutBlanks } from './without-blanks.ts'

// What calls to models came to, as GET /api/v1/analytics/* tells it.

export type { UsageReport, UsageRequest, UsageRow, UsageSummary }
export type UsageTotals = UsageSummary['totals']
export type Percentiles = NonNullable<UsageTotals['latencyMs']>

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
  queryFn: ({ signal }) => client.analytics.usage(withoutBlanks(query), { signal }),
})

export const summaryQuery = (query: Period) => queryOptions({
  queryKey: [...key, 'summary', query],
  queryFn: ({ signal }) => client.analytics.summary(query, { signal }),
})

export const useRequests = (query: Period & { status?: UsageRequest['status'] | undefined }) =>
  usePages<UsageRequest>([...key, 'requests', query], (page, { signal }) => client.analytics.requests(withoutBlanks({ ...query, ...page }), { signal }))

export const usageTable = (query: UsageQuery) => client.analytics.usageTable(withoutBlanks(query))
export const requestTable = (query: Period & { status?: UsageRequest['status'] | undefined }) => client.analytics.requestsTable(withoutBlanks(query))
