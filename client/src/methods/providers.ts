import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { CreateProvider, Provider, ProviderHealth, ProviderModels, ProviderPage, ProviderTemplatePage, ProviderTest, ReplaceProvider, UpdateProvider } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Where models come from. A provider is named by its id or its name. */
export function createProviderMethods (http: Http, call: Caller) {
  const path = (providerId: string) => ({ path: { providerId } })

  const list = (query: PageQuery = {}, options?: CallOptions): Call<ProviderPage> => call(init => http.GET('/api/v1/providers', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    list,
    /** Every provider, however many pages they fill. */
    all: (options?: CallOptions): AsyncGenerator<Provider, void, undefined> => readPages(list, options),
    /** Ready-made forms: one for each kind and well-known service. */
    templates: (options?: CallOptions): Call<ProviderTemplatePage> => call(init => http.GET('/api/v1/providers/templates', init), options),
    create: (body: CreateProvider, options?: CallOptions): Call<Provider> => call(init => http.POST('/api/v1/providers', { ...init, body }), options),
    get: (providerId: string, options?: CallOptions): Call<Provider> => call(init => http.GET('/api/v1/providers/{providerId}', { ...init, params: path(providerId) }), options),
    /** What is absent goes back to its default, but for secrets, which stay. */
    replace: (providerId: string, body: ReplaceProvider, options?: CallOptions): Call<Provider> => call(init => http.PUT('/api/v1/providers/{providerId}', { ...init, params: path(providerId), body }), options),
    /** What is absent stays, null goes back to the default. */
    update: (providerId: string, body: UpdateProvider, options?: CallOptions): Call<Provider> => call(init => http.PATCH('/api/v1/providers/{providerId}', { ...init, params: path(providerId), body }), options),
    delete: (providerId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/providers/{providerId}', { ...init, params: path(providerId) }), options),
    /** Connects to it now; `ok` says how that went. */
    test: (providerId: string, options?: CallOptions): Call<ProviderTest> => call(init => http.POST('/api/v1/providers/{providerId}/test', { ...init, params: path(providerId) }), options),
    /** The same for one that is not added yet. */
    testInput: (body: CreateProvider, options?: CallOptions): Call<ProviderTest> => call(init => http.POST('/api/v1/providers/test', { ...init, body }), options),
    /** Its state and the last checks. */
    health: (providerId: string, options?: CallOptions): Call<ProviderHealth> => call(init => http.GET('/api/v1/providers/{providerId}/health', { ...init, params: path(providerId) }), options),
    /** Its models as last discovered, and when. */
    models: (providerId: string, options?: CallOptions): Call<ProviderModels> => call(init => http.GET('/api/v1/providers/{providerId}/models', { ...init, params: path(providerId) }), options),
    /** Asks it for its models now. */
    refreshModels: (providerId: string, options?: CallOptions): Call<ProviderModels> => call(init => http.POST('/api/v1/providers/{providerId}/models/refresh', { ...init, params: path(providerId) }), options),
  }
}
