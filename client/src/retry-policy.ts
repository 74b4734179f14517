import type { ParlanceError } from './errors.ts'
import { readRetryAfter } from './retry-after.ts'

/** How one try went. `reached`: whether the server saw the request; `answered` means that an answer began and broke off. */
export type Outcome =
  | { response: Response; error?: never }
  | { response?: never; error: ParlanceError; reached: 'never' | 'perhaps' | 'answered' }

/** A server that asks to wait for longer than this gets no second try: the caller is told at once. Milliseconds. */
export const longestWait = 60_000

const firstBackoff = 500
const longestBackoff = 8_000

/**
 * How long to wait before the next try, in milliseconds; undefined when there must be none. `attempt` counts from 0,
 * `random` is 0 up to 1. The server's own word comes first; without one, the wait is anything up to a bound that doubles
 * (full jitter), so that clients that failed together do not come back together.
 */
export function retryDelay (method: string, outcome: Outcome, attempt: number, random: () => number): number | undefined {
  if (!isRepeatable(method, outcome)) return undefined
  const asked = outcome.response && readRetryAfter(outcome.response.headers)
  if (asked === undefined) return random() * Math.min(longestBackoff, firstBackoff * 2 ** attempt)
  return asked > longestWait ? undefined : asked + random() * Math.min(asked / 10, 1000)
}

/** Calls that may be made twice without harm (RFC 9110, 9.2.2). A POST creates or spends, a PATCH builds on what is there. */
const isIdempotent = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'].includes(method)

function isRepeatable (method: string, outcome: Outcome): boolean {
  if (outcome.response === undefined) return outcome.reached === 'never' || (outcome.reached === 'perhaps' && isIdempotent(method))
  const { status, headers } = outcome.response
  if (headers.get('x-should-retry') === 'false') return false
  // Refused before anything was done: too much was asked, or there is nobody to do it.
  if (status === 429 || status === 503) return true
  // After any other failure the work may have been done, or half of it. A conflict (409) does not go away by itself.
  return (status === 408 || status >= 500) && isIdempotent(method)
}

/** Codes of Node for a connection that never came to be. Browsers do not tell, so there a POST is never repeated for one. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Whether what `fetch` threw says for certain that the request was never sent. */
export function isNeverConnected (thrown: unknown): boolean {
  const cause: unknown = Object(thrown).cause ?? thrown
  const { code, errors } = Object(cause) as { code?: unknown; errors?: unknown }
  // A host with several addresses: one failure each.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isNeverConnected)
  return neverConnected.has(String(code))
}
