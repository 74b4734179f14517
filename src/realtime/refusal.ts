import { retryHeaders, toEnvelope } from '../core/envelope.ts'
import { asGatewayError } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import type { Refused } from '../schemas/realtime.ts'

/** Says why something was not done, as HTTP would: the envelope, and how long to wait. What is our fault is logged whole. */
export function refuse (thrown: unknown, { requestId, log }: { requestId: string; log: Log }): Refused {
  const error = asGatewayError(thrown)
  if (error.kind === 'internal') log.error({ requestId, err: error.cause ?? error }, 'an event failed for a fault of ours')
  const wait = retryHeaders(error)['retry-after-ms']
  return { ...toEnvelope(error, requestId), ...wait !== undefined && { retryAfterMs: Number(wait) } }
}
