import { asGatewayError } from '../core/errors.ts'
import type { Clock } from '../core/ports.ts'
import type { DeliveryAttempt, PostEvent, WebhookRecord } from '../core/webhooks.ts'
import { signatureHeaders } from './sign.ts'

export type AttemptOptions = { post: PostEvent; clock: Clock; timeoutMs: number; /** Whether the operator lets webhooks of admins call private addresses. */ allowsPrivate: boolean; userAgent: string }

/** What an attempt came to. `isGone`: the receiver wants nothing any more. */
export type Outcome = { attempt: DeliveryAttempt; isDelivered: boolean; isGone: boolean; retryAfterMs: number | undefined }

export type Attempt = (webhook: WebhookRecord, event: { id: string; body: string }, signal: AbortSignal) => Promise<Outcome>

/** Sends one event to one webhook once. Never throws, but for the signal. Anything but 2xx is a failure. */
export const createAttempt = ({ post, clock, timeoutMs, allowsPrivate, userAgent }: AttemptOptions): Attempt => async (webhook, { id, body }, signal) => {
  const at = clock()
  const failed = (error: string, status: number | null = null): Outcome =>
    ({ attempt: { at, status, ms: clock() - at, error }, isDelivered: false, isGone: false, retryAfterMs: undefined })
  try {
    const { status, retryAfter } = await post({
      url: webhook.url,
      headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...signatureHeaders(webhook, { id, at, body }) },
      body,
      allowsPrivate: webhook.allowsPrivate && allowsPrivate,
      timeoutMs,
      signal,
    })
    if (status >= 200 && status < 300) return { attempt: { at, status, ms: clock() - at, error: null }, isDelivered: true, isGone: false, retryAfterMs: undefined }
    return { ...failed(sayStatus(status), status), isGone: status === 410, retryAfterMs: readRetryAfter(retryAfter, clock()) }
  } catch (thrown) {
    signal.throwIfAborted()
    return failed(asGatewayError(thrown).message.replace('The provider', 'The receiver').slice(0, 300))
  }
}

const sayStatus = (status: number): string => {
  if (status >= 300 && status < 400) return `The receiver answered ${status}, a redirect, which is not followed.`
  if (status === 410) return 'The receiver answered 410: it wants no more.'
  return `The receiver answered ${status}.`
}

/** Seconds or a date; https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
const readRetryAfter = (text: string | undefined, now: number): number | undefined => {
  if (text === undefined) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return ms > 0 ? ms : undefined
}
