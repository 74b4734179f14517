import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { paths } from '../schema.gen.ts'
import type { UsageReport, UsageRequest, UsageRequestPage, UsageSummary } from '../schemas.ts'
import { readPages } from './pages.ts'

type QueryOf<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } } ? Omit<NonNullable<Query>, 'format'> : never

/** Of which time, and by what. Times are ISO 8601 in UTC. */
export type UsageQuery = Partial<QueryOf<'/api/v1/analytics/usage'>>
export type UsageSummaryQuery = Partial<QueryOf<'/api/v1/analytics/summary'>>
export type UsageRequestQuery = Partial<QueryOf<'/api/v1/analytics/requests'>>

/** What was asked, and what it came to: everybody's with the scope `analytics`, else the caller's own. */
export function createAnalyticsMethods (http: Http, call: Caller) {
  const requests = (query: UsageRequestQuery = {}, options?: CallOptions): Call<UsageRequestPage> =>
    call(init => http.GET('/api/v1/analytics/requests', { ...init, params: { query: { limit: 50, ...query, format: 'json' } } }), options)

  return {
    /** The whole in one look. */
    summary: (query: UsageSummaryQuery = {}, options?: CallOptions): Call<UsageSummary> => call(init => http.GET('/api/v1/analytics/summary', { ...init, params: { query } }), options),
    /** Group by group: `groupBy` a model, a user, a day … */
    usage: (query: UsageQuery = {}, options?: CallOptions): Call<UsageReport> => call(init => http.GET('/api/v1/analytics/usage', { ...init, params: { query: { groupBy: 'model', ...query, format: 'json' } } }), options),
    /** The same as a CSV file. */
    usageTable: (query: UsageQuery = {}, options?: CallOptions): Call<Blob> => call(init => http.GET('/api/v1/analytics/usage', { ...init, params: { query: { groupBy: 'model', ...query, format: 'csv' } }, parseAs: 'blob' }), options),
    /** Call by call, newest first. */
    requests,
    /** The same, however many pages they fill. */
    allRequests: ({ limit: _, cursor: __, ...query }: UsageRequestQuery = {}, options?: CallOptions): AsyncGenerator<UsageRequest, void, undefined> =>
      readPages((page, options) => requests({ ...query, ...page }, options), options),
    /** One page of them as a CSV file. */
    requestsTable: (query: UsageRequestQuery = {}, options?: CallOptions): Call<Blob> =>
      call(init => http.GET('/api/v1/analytics/requests', { ...init, params: { query: { limit: 50, ...query, format: 'csv' } }, parseAs: 'blob' }), options),
  }
}
