import { ParlanceError } from '@parlance/client'
import { t } from './messages.ts'

/** When to try again, in words. */
export const sayWhen = (ms: number | undefined): string => {
  if (ms === undefined) return t('soon')
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  return seconds < 90 ? t('in-seconds', { count: seconds }) : t('in-minutes', { count: Math.ceil(seconds / 60) })
}

type Known = { code: string; message: string; retryAfterMs?: number | undefined }

/** What a failure means to who reads it. The server's own sentence where no better one is known: it names the field. */
export const sayFailure = ({ code, message, retryAfterMs }: Known): string => {
  switch (code) {
    case 'network': return t('network')
    case 'timeout': return t('timeout')
    case 'bad_response': return t('unavailable')
    case 'forbidden': return t('forbidden', { message })
    case 'model_not_found': return t('model-not-found')
    case 'rate_limited': return t('rate-limited', { when: sayWhen(retryAfterMs) })
    case 'provider_busy':
    case 'upstream_rate_limited': return t('rate-limited-upstream', { when: sayWhen(retryAfterMs) })
    case 'insufficient_quota': return t('quota')
    case 'upstream_quota_exhausted': return t('quota-upstream')
    case 'context_length_exceeded': return t('context')
    case 'content_blocked': return t('blocked')
    case 'upstream_auth_failed': return t('auth-upstream')
    case 'upstream_failed':
    case 'upstream_bad_response':
    case 'upstream_overloaded':
    case 'upstream_unreachable': return t('provider-down')
    case 'upstream_timeout': return t('provider-slow')
    case 'upstream_cut': return t('cut')
    case 'interrupted': return t('interrupted')
    case 'body_too_large': return t('too-large')
    case 'overloaded':
    case 'unavailable': return t('unavailable')
    case 'internal': return t('internal')
    default: return message || t('unknown')
  }
}

/** The same for whatever was thrown. */
export const sayError = (error: unknown): string => {
  if (!(error instanceof ParlanceError)) return t('unknown')
  const { code, message, retryAfterMs, details } = error
  return details.length > 0 && code === 'invalid_request' ? details.map(({ field, message }) => `${field}: ${message}`).join('; ') : sayFailure({ code, message, retryAfterMs })
}

/** Whether trying again may help without changing anything. */
export const isWorthRetrying = (code: string): boolean => !['context_length_exceeded', 'content_blocked', 'insufficient_quota', 'invalid_request', 'forbidden', 'not_found'].includes(code)
