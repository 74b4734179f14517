import createFetchClient, { type Client } from 'openapi-fetch'
import { readBaseUrl } from './base-url.ts'
import { writePath } from './path.ts'
import type { paths } from './schema.gen.ts'
import type { Send } from './send.ts'

/** Operations by path, typed from the server's OpenAPI document. They return `{ data, error, response }` rather than throw for a status. */
export type Http = Client<paths, 'application/json'>

/** `plk_…`, or what returns it: asked before each call, so it may change. */
export type ApiKeySource = string | (() => string | undefined | Promise<string | undefined>)

export type HttpOptions = { baseUrl: string; apiKey: ApiKeySource | undefined; headers: Record<string, string>; fetch: Send }

export function createHttp ({ baseUrl, apiKey, headers, fetch }: HttpOptions): Http {
  const http: Http = createFetchClient<paths, 'application/json'>({ baseUrl: readBaseUrl(baseUrl), headers, fetch, pathSerializer: writePath })
  http.use({
    async onRequest ({ request }) {
      if (request.headers.has('authorization')) return
      const key = typeof apiKey === 'function' ? await apiKey() : apiKey
      if (key !== undefined) request.headers.set('authorization', `Bearer ${key}`)
    },
  })
  return http
}
