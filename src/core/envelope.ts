import { type ErrorKind, errorKinds, type FieldProblem, type GatewayError, type UpstreamFailure } from './errors.ts'

/** The error body of every door but Anthropic's: OpenAI's, with our additions. `code` is a word of the table of kinds. */
export type ErrorEnvelope = {
  error: {
    message: string
    type: string
    code: ErrorKind
    param: string | null
    requestId: string
    details?: FieldProblem[]
    upstream?: UpstreamFailure
  }
}

export const toEnvelope = ({ kind, message, more }: GatewayError, requestId: string): ErrorEnvelope => ({
  error: {
    message,
    type: errorKinds[kind].type,
    code: kind,
    param: more.param ?? null,
    requestId,
    ...(more.details !== undefined && { details: more.details }),
    ...(more.upstream !== undefined && { upstream: more.upstream }),
  },
})

/** Headers that tell SDKs whether and when to try again. */
export function retryHeaders ({ kind, more }: GatewayError): Record<string, string> {
  const { status, clientRetry } = errorKinds[kind] as { status: number; clientRetry?: false }
  const headers: Record<string, string> = {}
  if (clientRetry === false) headers['x-should-retry'] = 'false'
  const waits = status === 429 || status === 503 || status === 504
  const retryAfterMs = more.retryAfterMs ?? (waits && clientRetry !== false ? 1000 : undefined)
  if (retryAfterMs !== undefined) {
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterMs / 1000)))
    headers['retry-after-ms'] = String(Math.max(1, Math.ceil(retryAfterMs)))
  }
  return headers
}
