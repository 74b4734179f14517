import { GatewayError, type ErrorKind } from '../core/errors.ts'
import type { WireHeaders } from './retry-after.ts'
import { readInBandError, readUpstreamError } from './upstream-error.ts'
import { isObject, list, parseJson, text, type Wire } from './wire.ts'

/** What Google says in its details, or in words only; the rest its status tells. https://ai.google.dev/gemini-api/docs/api-errors */
const meanings: readonly { reason?: RegExp; says?: RegExp; kind: ErrorKind }[] = [
  // A bad key is answered with 400, and one from where there is no free use with FAILED_PRECONDITION.
  { reason: /^(?:API_KEY_|CONSUMER_|SERVICE_DISABLED)/, says: /location is not supported/i, kind: 'upstream_auth_failed' },
  { reason: /^BILLING_/, says: /credits are depleted/i, kind: 'upstream_quota_exhausted' },
  { says: /input token count .*exceeds the maximum/i, kind: 'context_length_exceeded' },
  { says: /permission to access the file/i, kind: 'invalid_request' },
  { says: /\bmodels\/\S+ is (?:not found|not supported|no longer available)/i, kind: 'model_not_found' },
]

/** A failed answer of Google's APIs in the house's terms. `body` is its text. */
export const readGoogleError = (status: number, headers: WireHeaders, body: string): GatewayError =>
  refine(readUpstreamError(status, headers, body), parseJson(body))

/** An error that Google tells inside a 200. */
export const readGoogleInBandError = (body: unknown): GatewayError => refine(readInBandError(body), body)

const waitable: ReadonlySet<ErrorKind> = new Set(['upstream_rate_limited', 'upstream_overloaded'])

/** `body`: the envelope, or a list around it, as a stream without events has it. */
const refine = (error: GatewayError, body: unknown): GatewayError => {
  const details = detailsOf(Array.isArray(body) ? body[0] : body)
  const reasons = details.map(detail => text(detail['reason'])).filter(reason => reason !== undefined)
  const kind = meanings.find(({ reason, says }) => reasons.some(word => reason?.test(word)) || says?.test(error.message))?.kind ?? error.kind
  const { status, retryAfterMs = readRetryDelay(details), ...more } = error.more
  return new GatewayError(kind, error.message, {
    ...more,
    // The status belonged to the kind that it was taken for.
    ...(status !== undefined && kind === error.kind && { status }),
    ...(retryAfterMs !== undefined && waitable.has(kind) && { retryAfterMs }),
    ...(kind === 'model_not_found' && { param: 'model' }),
  })
}

const detailsOf = (envelope: unknown): Wire[] => isObject(envelope) ? list(envelope['error']?.details).filter(isObject) : []

/** `RetryInfo`: seconds as text, such as `48s` or `0.5s`. */
const readRetryDelay = (details: readonly Wire[]): number | undefined => {
  const delay = details.map(detail => text(detail['retryDelay'])).find(delay => delay !== undefined)
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? '') ?? []
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000)
}
