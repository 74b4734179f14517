import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { ApiKey, ApiKeyPage, CreateApiKey, CreatedApiKey, RotateApiKey, UpdateApiKey } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Which keys. `userId`: those of this account; without the role or scope `admin` one sees one's own only. */
export type ApiKeyQuery = PageQuery & { userId?: string }

/** Keys for programs. */
export function createApiKeyMethods (http: Http, call: Caller) {
  const path = (keyId: string) => ({ path: { keyId } })

  const list = (query: ApiKeyQuery = {}, options?: CallOptions): Call<ApiKeyPage> => call(init => http.GET('/api/v1/api-keys', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    /** Newest first, revoked ones too. */
    list,
    /** Every key, however many pages they fill. */
    all: ({ limit: _, cursor: __, ...query }: ApiKeyQuery = {}, options?: CallOptions): AsyncGenerator<ApiKey, void, undefined> =>
      readPages((page, options) => list({ ...query, ...page }, options), options),
    /** The answer holds the secret, this once. */
    create: (body: CreateApiKey, options?: CallOptions): Call<CreatedApiKey> => call(init => http.POST('/api/v1/api-keys', { ...init, body }), options),
    get: (keyId: string, options?: CallOptions): Call<ApiKey> => call(init => http.GET('/api/v1/api-keys/{keyId}', { ...init, params: path(keyId) }), options),
    /** What is absent stays; null takes a limit or an expiry away. */
    update: (keyId: string, body: UpdateApiKey, options?: CallOptions): Call<ApiKey> => call(init => http.PATCH('/api/v1/api-keys/{keyId}', { ...init, params: path(keyId), body }), options),
    /** For ever, and at once. It stays in the list. */
    revoke: (keyId: string, options?: CallOptions): Call<ApiKey> => call(init => http.DELETE('/api/v1/api-keys/{keyId}', { ...init, params: path(keyId) }), options),
    /** A new secret under the same id; the old one stops, at once or after `graceSeconds`. */
    rotate: (keyId: string, body: RotateApiKey = {}, options?: CallOptions): Call<CreatedApiKey> => call(init => http.POST('/api/v1/api-keys/{keyId}/rotate', { ...init, params: path(keyId), body }), options),
  }
}
