import type { WireHeaders } from '../../core/dialect.ts'
import { errorKinds, type ErrorKind, GatewayError } from '../../core/errors.ts'
import { readInBandError, readUpstreamError } from '../upstream-error.ts'
import { isObject, parseJson, text, type Wire } from '../wire.ts'

/** Anthropic's words, and the status of those that have another one than ours. https://platform.claude.com/docs/en/api/errors */
const words: Partial<Record<ErrorKind, { type: string; status?: number }>> = {
  unauthorized: { type: 'authentication_error' },
  forbidden: { type: 'permission_error' },
  not_found: { type: 'not_found_error' },
  model_not_found: { type: 'not_found_error' },
  conflict: { type: 'conflict_error' },
  body_too_large: { type: 'request_too_large' },
  rate_limited: { type: 'rate_limit_error' },
  insufficient_quota: { type: 'billing_error', status: 402 },
  provider_busy: { type: 'rate_limit_error' },
  upstream_rate_limited: { type: 'rate_limit_error' },
  upstream_overloaded: { type: 'overloaded_error', status: 529 },
  upstream_timeout: { type: 'timeout_error' },
  overloaded: { type: 'overloaded_error', status: 529 },
  unavailable: { type: 'overloaded_error', status: 529 },
}

const typeOf = (kind: ErrorKind): string => words[kind]?.type ?? (errorKinds[kind].status < 500 ? 'invalid_request_error' : 'api_error')

/** Failures of the operator's account are not the caller's: they are told in our words. */
const ours: ReadonlySet<ErrorKind> = new Set(['upstream_auth_failed', 'upstream_quota_exhausted'])

/** Whether the caller is to read what Anthropic said, to the letter: Claude Code goes by its wording to recover. */
export const isPassedOn = ({ kind, more }: GatewayError): boolean => isEnvelope(more.body) && !ours.has(kind)

const isEnvelope = (body: unknown): body is Wire =>
  isObject(body) && body['type'] === 'error' && text(body['error']?.type) !== undefined && typeof body['error'].message === 'string'

export const writeError = (error: GatewayError, requestId?: string): object => isPassedOn(error)
  ? error.more.body as object // an envelope is one
  : { type: 'error', error: { type: typeOf(error.kind), message: error.message }, ...(requestId !== undefined && { request_id: requestId }) }

export const statusOf = (error: GatewayError): number => {
  const said = isPassedOn(error) ? error.more.upstream?.status : undefined
  return said ?? words[error.kind]?.status ?? error.status
}

/** An error inside a stream, after which nothing comes. */
export const writeStreamError = (error: GatewayError, requestId?: string): string => `event: error\ndata: ${JSON.stringify(writeError(error, requestId))}\n\n`

/** The headers in which Anthropic tells its clients how far they may go. */
export const limitHeaders = /^(?:anthropic-(?:ratelimit|priority|fast)-.+|retry-after)$/

const keptHeaders = new RegExp(`${limitHeaders.source}|^x-should-retry$`)

/** Reads a failed answer, and keeps what Anthropic's own clients look for in it. */
export function readError (status: number, headers: WireHeaders, body: string): GatewayError {
  const error = withBody(readUpstreamError(status, headers, body), parseJson(body))
  const kept = Object.entries(headers).filter((header): header is [string, string] => keptHeaders.test(header[0]) && typeof header[1] === 'string')
  if (kept.length > 0) error.more.headers = Object.fromEntries(kept)
  return error
}

/** Reads an error told inside a stream or a 200. */
export const readStreamError = (body: unknown): GatewayError => withBody(readInBandError(body), body)

const withBody = (error: GatewayError, body: unknown): GatewayError => {
  if (isEnvelope(body)) error.more.body = body
  return error
}
