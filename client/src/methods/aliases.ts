import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { Alias, AliasPage, ReplaceAlias } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Model names of the operator's own. */
export function createAliasMethods (http: Http, call: Caller) {
  const path = (alias: string) => ({ path: { alias } })

  const list = (query: PageQuery = {}, options?: CallOptions): Call<AliasPage> => call(init => http.GET('/api/v1/aliases', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    /** By name. */
    list,
    /** Every alias, however many pages they fill. */
    all: (options?: CallOptions): AsyncGenerator<Alias, void, undefined> => readPages(list, options),
    get: (alias: string, options?: CallOptions): Call<Alias> => call(init => http.GET('/api/v1/aliases/{alias}', { ...init, params: path(alias) }), options),
    /** Makes it, or replaces it whole. */
    replace: (alias: string, body: ReplaceAlias, options?: CallOptions): Call<Alias> => call(init => http.PUT('/api/v1/aliases/{alias}', { ...init, params: path(alias), body }), options),
    delete: (alias: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/aliases/{alias}', { ...init, params: path(alias) }), options),
  }
}
