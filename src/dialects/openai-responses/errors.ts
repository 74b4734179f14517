import { type ErrorKind, errorKinds, GatewayError } from '../../core/errors.ts'
import { readInBandError } from '../upstream-error.ts'
import { isObject, text, type Wire } from '../wire.ts'

/** An error as a failed response holds it. */
export const writeFailure = ({ kind, message }: GatewayError): { code: ErrorKind; message: string } => ({ code: kind, message })

/**
 * The data of an `error` event. Documented with its fields on top, sent by OpenAI with them in `error`: clients look for
 * either, so it has both.
 */
export const writeErrorEvent = ({ kind, message, more }: GatewayError): Wire => {
  const error = { type: errorKinds[kind].type, code: kind, message, param: more.param ?? null }
  return { code: error.code, message, param: error.param, error }
}

/** Reads an `error` event or the error of a failed response, whichever form it has. */
export function readFailure (wire: Wire): GatewayError {
  const error = isObject(wire['error']) ? wire['error'] : wire
  // An event of the type `error` is none of the types of errors.
  return readInBandError({ error: error === wire ? { ...wire, type: undefined } : error })
}

/** What a response that failed says of it; undefined for one that did not. */
export function failureOf (response: Wire): GatewayError | undefined {
  const { status, error } = response
  if (isObject(error)) return readFailure({ error })
  if (status !== 'failed' && status !== 'cancelled') return undefined
  return new GatewayError('upstream_failed', `The provider ended its answer with “${text(status)}”.`, { upstream: { code: status } })
}
