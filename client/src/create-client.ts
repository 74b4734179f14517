import { createCaller } from './call.ts'
import { type ApiKeySource, createHttp } from './http.ts'
import { createAliasMethods } from './methods/aliases.ts'
import { createAnalyticsMethods } from './methods/analytics.ts'
import { createApiKeyMethods } from './methods/api-keys.ts'
import { createAuditLogMethods } from './methods/audit-log.ts'
import { createAuthMethods } from './methods/auth.ts'
import { createChatMethods } from './methods/chat.ts'
import { createChatsMethods } from './methods/chats.ts'
import { createDocumentMethods } from './methods/documents.ts'
import { createModelMethods } from './methods/models.ts'
import { createProviderMethods } from './methods/providers.ts'
import { createPushMethods } from './methods/push.ts'
import { createRealtimeMethod } from './methods/realtime.ts'
import { createSharedMethods } from './methods/sharing.ts'
import { createSystemMethods } from './methods/system.ts'
import { createUserMethods } from './methods/users.ts'
import { createWebhookMethods } from './methods/webhooks.ts'
import { createSend, type Fetch } from './send.ts'

export type ClientOptions = {
  /** Where the server lives: `http://127.0.0.1:3000`. A slash, `/api` or `/api/v1` at its end does no harm. */
  baseUrl: string
  /** `plk_…`, or what returns it: asked before each call, so it may change. */
  apiKey?: ApiKeySource | undefined
  /** Instead of the global one. Always called with a `Request`. */
  fetch?: Fetch | undefined
  /** Further tries after the first, where another try is safe. Absent: 2. */
  maxRetries?: number | undefined
  /** The longest silence accepted, in milliseconds: until a whole answer is there, until a stream begins, and between its chunks. Absent: without limit. */
  timeoutMs?: number | undefined
  /** For every call. */
  headers?: Record<string, string> | undefined
}

export type Client = ReturnType<typeof createClient>

/** A client of one server. Has no state but its options. */
export function createClient ({ baseUrl, apiKey, fetch = (request, init) => globalThis.fetch(request, init), maxRetries = 2, timeoutMs, headers = {} }: ClientOptions) {
  const defaults = { fetch, maxRetries, timeoutMs }
  const http = createHttp({ baseUrl, apiKey, headers, fetch: createSend(defaults) })
  const call = createCaller(defaults)
  return {
    /** Operations by path, as openapi-fetch has them: for what has no method here. */
    http,
    chat: createChatMethods(http, call, timeoutMs),
    chats: createChatsMethods(http, call, timeoutMs),
    shared: createSharedMethods(http, call),
    documents: createDocumentMethods(http, call),
    models: createModelMethods(http, call),
    providers: createProviderMethods(http, call),
    aliases: createAliasMethods(http, call),
    apiKeys: createApiKeyMethods(http, call),
    auth: createAuthMethods(http, call),
    push: createPushMethods(http, call),
    users: createUserMethods(http, call),
    analytics: createAnalyticsMethods(http, call),
    auditLog: createAuditLogMethods(http, call),
    webhooks: createWebhookMethods(http, call),
    realtime: createRealtimeMethod(baseUrl, apiKey),
    ...createSystemMethods(http, call),
  }
}
