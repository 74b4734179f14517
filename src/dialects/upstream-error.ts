import { GatewayError, type ErrorMore } from '../core/errors.ts'
import { readErrorBody, type ErrorBody } from './error-body.ts'
import { errorKind } from './error-kind.ts'
import { readRetryAfter, type WireHeaders } from './retry-after.ts'
import { isHtml, toShown } from './shown-text.ts'
import { compact, isObject, parseJson } from './wire.ts'

/** A failed answer in the house's terms. `text` is its body, whatever that is: JSON, a web page, nothing. */
export function readUpstreamError (status: number, headers: WireHeaders, text: string): GatewayError {
  const json = parseJson(text)
  const body: ErrorBody = json !== undefined ? readErrorBody(json) : isHtml(text) ? {} : { message: text.trim() || undefined }
  return toGatewayError(body, status, {
    fallback: `The provider answered ${status} with ${isHtml(text) ? 'an HTML page' : text.trim() === '' ? 'an empty body' : 'no explanation'}.`,
    retryAfterMs: readRetryAfter(headers),
  })
}

/** An error told inside a 200: `body` holds the envelope or is the error itself. */
export function readInBandError (body: unknown): GatewayError {
  const error = readErrorBody(body)
  return toGatewayError(error, error.status, { fallback: 'The provider broke off with an error that it did not explain.' })
}

/** Whether a body that came with a 200 is an error after all. */
export const holdsError = (body: unknown): boolean =>
  isObject(body) && ((body['error'] !== undefined && body['error'] !== null) || body['object'] === 'error' || body['type'] === 'error')

/** What came instead of an answer. */
export const noAnswer = (what: string, cause?: unknown): GatewayError =>
  new GatewayError('upstream_bad_response', `The provider answered ${what}.`, { cause })

const keptStatuses = new Set([400, 409, 413, 422])

const toGatewayError = (error: ErrorBody, status: number | undefined, { fallback, retryAfterMs }: { fallback: string; retryAfterMs?: number | undefined }): GatewayError => {
  const kind = errorKind(error, status)
  const isWaitable = kind === 'upstream_rate_limited' || kind === 'upstream_overloaded'
  return new GatewayError(kind, error.message === undefined ? fallback : toShown(error.message) || fallback, compact<{ [K in keyof ErrorMore]: ErrorMore[K] | undefined }>({
    status: kind === 'invalid_request' && status !== undefined && keptStatuses.has(status) ? status : undefined,
    param: kind === 'model_not_found' ? 'model' : short(error.param),
    retryAfterMs: isWaitable ? retryAfterMs : undefined,
    upstream: compact({ status, type: short(error.type), code: short(error.code) }),
  }))
}

/** Machine words are short; what is not, is no machine word. */
const short = (word: string | undefined): string | undefined => word === undefined ? undefined : toShown(word).slice(0, 100)
