/** What a kind of failure means to a caller. `retryable`: another target may do better. `clientRetry`: false tells SDKs not to repeat the call. */
export type ErrorKindInfo = { status: number; type: string; retryable: boolean; clientRetry?: false; summary: string }

/** Every way a request can fail: one row each. Status, OpenAPI responses and the docs page come from here. */
export const errorKinds = {
  invalid_request: { status: 400, type: 'invalid_request_error', retryable: false, summary: 'The request is not valid; `param` or `details` names the field.' },
  invalid_json: { status: 400, type: 'invalid_request_error', retryable: false, summary: 'The body is not JSON, or not UTF-8.' },
  context_length_exceeded: { status: 400, type: 'invalid_request_error', retryable: false, summary: 'The messages are longer than the model’s context window.' },
  content_blocked: { status: 400, type: 'invalid_request_error', retryable: false, summary: 'The provider refused the content.' },
  operation_unsupported: { status: 400, type: 'invalid_request_error', retryable: false, summary: 'The provider of this model cannot do what was asked, such as embeddings.' },
  media_unreachable: { status: 400, type: 'invalid_request_error', retryable: false, summary: 'An image or file that the request points to could not be fetched for a provider that takes no addresses.' },
  parameter_unsupported: { status: 400, type: 'invalid_request_error', retryable: false, summary: '`x-strict` was set and a parameter would have been changed or dropped.' },
  tokens_exceed_limit: { status: 400, type: 'invalid_request_error', retryable: false, clientRetry: false, summary: 'The request alone may take more tokens than its key or user has in a minute: shorten it, or the answer that it asks for.' },
  unauthorized: { status: 401, type: 'authentication_error', retryable: false, summary: 'No valid API key or access token was sent.' },
  forbidden: { status: 403, type: 'permission_error', retryable: false, summary: 'The caller is known but may not do this.' },
  not_found: { status: 404, type: 'invalid_request_error', retryable: false, summary: 'There is nothing at this address.' },
  model_not_found: { status: 404, type: 'invalid_request_error', retryable: false, summary: 'No provider serves this model.' },
  conflict: { status: 409, type: 'invalid_request_error', retryable: false, summary: 'It collides with what is already there.' },
  body_too_large: { status: 413, type: 'invalid_request_error', retryable: false, summary: 'The body is larger than BODY_LIMIT.' },
  document_too_large: { status: 413, type: 'invalid_request_error', retryable: false, summary: 'The document is larger than 1 MB.' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error', retryable: false, summary: 'Send JSON with `content-type: application/json`.' },
  document_unreadable: { status: 422, type: 'invalid_request_error', retryable: false, summary: 'The document is not text in UTF-8.' },
  headers_too_large: { status: 431, type: 'invalid_request_error', retryable: false, summary: 'The request’s headers are too large.' },
  rate_limited: { status: 429, type: 'rate_limit_error', retryable: false, summary: 'A limit of this key, user or address is used up; see `retry-after`.' },
  insufficient_quota: { status: 429, type: 'insufficient_quota', retryable: false, clientRetry: false, summary: 'The budget of this key or account is used up, or too small for the request.' },
  provider_busy: { status: 429, type: 'rate_limit_error', retryable: true, summary: 'The provider’s `maxConcurrency` is reached.' },
  upstream_rate_limited: { status: 429, type: 'rate_limit_error', retryable: true, summary: 'The provider asked us to slow down; see `retry-after`.' },
  upstream_quota_exhausted: { status: 502, type: 'upstream_error', retryable: true, clientRetry: false, summary: 'The operator’s credit at the provider is used up.' },
  upstream_auth_failed: { status: 502, type: 'upstream_error', retryable: true, clientRetry: false, summary: 'The provider refused the operator’s credential.' },
  upstream_bad_response: { status: 502, type: 'upstream_error', retryable: true, summary: 'The provider answered something that cannot be read.' },
  upstream_cut: { status: 502, type: 'upstream_error', retryable: true, summary: 'The provider’s answer broke off before its end.' },
  upstream_failed: { status: 502, type: 'upstream_error', retryable: true, summary: 'The provider failed.' },
  upstream_unreachable: { status: 502, type: 'upstream_error', retryable: true, summary: 'The provider could not be reached.' },
  egress_blocked: { status: 502, type: 'upstream_error', retryable: true, clientRetry: false, summary: 'The provider’s address is one that this server must not call.' },
  upstream_overloaded: { status: 503, type: 'upstream_error', retryable: true, summary: 'The provider is overloaded or starting.' },
  not_cached: { status: 504, type: 'invalid_request_error', retryable: false, clientRetry: false, summary: '`cache-control: only-if-cached` was sent, and no kept answer fits.' },
  upstream_timeout: { status: 504, type: 'upstream_error', retryable: true, summary: 'The provider was silent for too long.' },
  overloaded: { status: 503, type: 'server_error', retryable: false, summary: 'This server has too much to do for another call to a model; see `retry-after`.' },
  unavailable: { status: 503, type: 'server_error', retryable: false, summary: 'A part of this server does not answer, or it is shutting down.' },
  client_closed: { status: 499, type: 'client_error', retryable: false, summary: 'The client went away. Logged, never sent.' },
  internal: { status: 500, type: 'server_error', retryable: false, summary: 'A fault of ours. The log has it under the request id.' },
} as const satisfies Record<string, ErrorKindInfo>

export type ErrorKind = keyof typeof errorKinds

/** One field of a request that is wrong. `field` is a path such as `messages[0].content`. */
export type FieldProblem = { field: string; message: string }

/** What the provider said when it failed. Told to the caller, cleaned of secrets. */
export type UpstreamFailure = { status?: number; type?: string; code?: string }

export type ErrorMore = {
  /** Overrides the kind's status, when a provider rejected the request with a more exact one. */
  status?: number
  param?: string
  details?: FieldProblem[]
  retryAfterMs?: number
  provider?: string
  upstream?: UpstreamFailure
  /** The provider's own error body, for clients of its dialect, which read its wording. */
  body?: unknown
  /** Response headers of the provider that belong to the failure. */
  headers?: Record<string, string>
  cause?: unknown
}

/** Anything that goes wrong on the way. Switch on `kind`, never on the text. */
export class GatewayError extends Error {
  readonly kind: ErrorKind
  readonly status: number
  readonly more: ErrorMore

  constructor (kind: ErrorKind, message: string, more: ErrorMore = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'GatewayError'
    this.kind = kind
    this.status = more.status ?? errorKinds[kind].status
    this.more = more
  }

  /** Whether another provider may do better. */
  get isRetryable (): boolean {
    return errorKinds[this.kind].retryable
  }
}

/** Turns anything thrown into a GatewayError; what is not ours is `internal` and keeps its text to the log. */
export const asGatewayError = (thrown: unknown): GatewayError =>
  thrown instanceof GatewayError ? thrown : new GatewayError('internal', 'Something went wrong on our side.', { cause: thrown })
