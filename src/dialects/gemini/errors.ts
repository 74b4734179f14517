import { GatewayError } from '../../core/errors.ts'
import { toShown } from '../shown-text.ts'
import { noAnswer } from '../upstream-error.ts'
import { text, type Wire } from '../wire.ts'

/** Why the prompt was refused; undefined when it was not. */
export const blockReasonOf = (answer: Wire): string | undefined => {
  const reason = text(answer['promptFeedback']?.blockReason)
  return reason === 'BLOCK_REASON_UNSPECIFIED' ? undefined : reason
}

/** The prompt was refused: no model has seen it. */
export const blockedPrompt = (reason: string): GatewayError =>
  new GatewayError('content_blocked', `The provider refused the prompt: ${toShown(reason)}.`, { upstream: { code: reason.slice(0, 100) } })

/** The answer ended because something went wrong. */
export const badFinish = (raw: string, message: unknown): GatewayError =>
  new GatewayError('upstream_failed', `The provider ended its answer with “${toShown(raw)}”${text(message) === undefined ? '' : `: ${toShown(message as string)}`}.`, { upstream: { code: raw.slice(0, 100) } }) // it was looked at

export const nameless = (): GatewayError => noAnswer('with a tool call that has no name')

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 409: 'ABORTED', 413: 'INVALID_ARGUMENT', 415: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED', 431: 'INVALID_ARGUMENT', 499: 'CANCELLED', 500: 'INTERNAL', 502: 'UNAVAILABLE', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED',
}

const typeOf = (name: string): object => ({ '@type': `type.googleapis.com/google.rpc.${name}` })

/** The envelope of Google's APIs, its details in their own forms. */
export function writeError ({ kind, message, status, more }: GatewayError, requestId?: string) {
  const fields = more.details ?? (more.param === undefined ? [] : [{ field: more.param, message }])
  return {
    error: {
      code: status,
      message,
      status: statuses[status] ?? 'UNKNOWN',
      details: [
        { ...typeOf('ErrorInfo'), reason: kind.toUpperCase(), domain: 'parlance' },
        ...(requestId === undefined ? [] : [{ ...typeOf('RequestInfo'), requestId }]),
        ...(more.retryAfterMs === undefined ? [] : [{ ...typeOf('RetryInfo'), retryDelay: `${more.retryAfterMs / 1000}s` }]),
        ...(fields.length === 0 ? [] : [{ ...typeOf('BadRequest'), fieldViolations: fields.map(({ field, message: description }) => ({ field, description })) }]),
      ],
    },
  }
}
