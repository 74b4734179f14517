import type { ApiKey, KeyLimits } from '@parlance/client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { client } from '../../session/session.ts'

/** What this server can do, as its own document says: pages offer no more than that. */
export type Surface = {
  hasPath(path: string): boolean
  /** The names of the properties of a shape. */
  fieldsOf(shape: string): readonly string[]
}

type Document = { paths?: Record<string, unknown>; components?: { schemas?: Record<string, { properties?: Record<string, unknown> }> } }

export const surfaceQuery = queryOptions({
  queryKey: ['account', 'surface'],
  queryFn: async ({ signal }): Promise<{ paths: string[]; shapes: Record<string, string[]> }> => {
    // not one of the operations that it describes
    const read = client.http.GET as (path: string, init: { signal: AbortSignal }) => Promise<{ data?: Document }>
    const { data } = await read('/openapi.json', { signal })
    const schemas = Object.entries(data?.components?.schemas ?? {})
    return { paths: Object.keys(data?.paths ?? {}), shapes: Object.fromEntries(schemas.map(([name, { properties = {} }]) => [name, Object.keys(properties)])) }
  },
  staleTime: Infinity,
})

/** Undefined until it is known. */
export function useSurface (): Surface | undefined {
  const { data } = useQuery(surfaceQuery)
  return data && { hasPath: path => data.paths.includes(path), fieldsOf: shape => data.shapes[shape] ?? [] }
}

export type LimitName = keyof KeyLimits | 'tokensPerMinute' | 'concurrentRequests'
/** In the order of a form. */
export const limitNames: readonly LimitName[] = ['requestsPerMinute', 'requestsPerHour', 'requestsPerDay', 'tokensPerMinute', 'concurrentRequests']

/** Answers to a change say only what is set. */
export type Budget = { usd: number; period: BudgetPeriod; spentUsd?: number; resetsAt?: string | null }
export const budgetPeriods = ['day', 'week', 'month', 'total'] as const
export type BudgetPeriod = typeof budgetPeriods[number]

/** What keys and accounts may have beside their limits, where the server knows it. */
export type Allowance = { limits?: Partial<Record<LimitName, number>> | null; models?: string[] | null; budget?: Budget | null }

export const allowanceOf = (holder: Pick<ApiKey, 'limits'>): Allowance => holder as Allowance // fields that the types may not have yet
