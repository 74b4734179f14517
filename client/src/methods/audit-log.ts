import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { paths } from '../schema.gen.ts'
import type { AuditEntry, AuditPage } from '../schemas.ts'
import { readPages } from './pages.ts'

/** Which entries: by whom, of what kind, to what, when. */
export type AuditQuery = Partial<Omit<NonNullable<paths['/api/v1/audit-log']['get']['parameters']['query']>, 'format'>>

/** Who changed what in the administration of the house. */
export function createAuditLogMethods (http: Http, call: Caller) {
  const list = (query: AuditQuery = {}, options?: CallOptions): Call<AuditPage> =>
    call(init => http.GET('/api/v1/audit-log', { ...init, params: { query: { limit: 50, ...query } }, headers: { ...init.headers, accept: 'application/json' } }), options)

  return {
    /** Newest first. */
    list,
    /** The same, however many pages they fill. */
    all: ({ limit: _, cursor: __, ...query }: AuditQuery = {}, options?: CallOptions): AsyncGenerator<AuditEntry, void, undefined> =>
      readPages((page, options) => list({ ...query, ...page }, options), options),
    /** One page of them as a CSV file. */
    table: (query: AuditQuery = {}, options?: CallOptions): Call<Blob> =>
      call(init => http.GET('/api/v1/audit-log', { ...init, params: { query: { limit: 50, ...query } }, headers: { ...init.headers, accept: 'text/csv' }, parseAs: 'blob' }), options),
  }
}
