import { setTimeout as sleep } from 'node:timers/promises'
import { asGatewayError } from '../core/errors.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { PushSubscriptionRecord } from '../core/push.ts'
import type { PostEvent } from '../core/webhooks.ts'
import { encrypt } from './encrypt.ts'
import type { Vapid } from './vapid.ts'

export type SendOptions = {
  post: PostEvent
  vapid: Pick<Vapid, 'authorize'>
  allowsPrivate: boolean
  /** Whom push services may turn to: `mailto:…` or `https://…`. Undefined: the page that asked. */
  contact: string | undefined
  clock: Clock
  log: Log
  /** The waits before each further try, in milliseconds. */
  waitsMs: readonly number[]
}

/** `topic`: what waits for the browser under the same one is replaced. */
export type Notice = { text: string; topic: string }

/** After that a push service forgets what it could not deliver, in seconds. */
const keepSeconds = 12 * 60 * 60
const timeoutMs = 10_000
/** Longer than a title and what goes with it. */
const paddedTo = 1024
/** Of what was asked over plain HTTP, which only this machine's own pages are. */
const nobody = 'https://localhost'

/** Tells one browser. `gone`: it wants no more. Never throws, but for the signal. */
export const createSend = ({ post, vapid, allowsPrivate, contact, clock, log, waitsMs }: SendOptions) => async (subscription: PushSubscriptionRecord, { text, topic }: Notice, signal: AbortSignal): Promise<'told' | 'gone' | 'failed'> => {
  const { id, endpoint, keys, origin } = subscription
  const fields = { subscriptionId: id, service: new URL(endpoint).origin }

  const tell = async () => post({
    url: endpoint,
    headers: {
      authorization: await vapid.authorize({ endpoint, contact: contact ?? origin ?? nobody, now: clock() }),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: String(keepSeconds),
      topic,
      urgency: 'normal',
    },
    body: encrypt(Buffer.from(text), keys, { paddedTo }),
    allowsPrivate,
    timeoutMs,
    signal,
  }).catch((thrown: unknown) => {
    signal.throwIfAborted()
    return { status: undefined, retryAfter: undefined, error: asGatewayError(thrown) }
  })

  for (const waitMs of [...waitsMs, undefined]) {
    const answer = await tell()
    const { status, retryAfter } = answer
    if (status !== undefined && status >= 200 && status < 300) return 'told'
    if (status === 404 || status === 410) return 'gone'
    const mayPass = status === undefined ? 'error' in answer && answer.error.kind !== 'egress_blocked' : status === 429 || status >= 500
    if (!mayPass || waitMs === undefined) {
      log.warn({ ...fields, status, ...'error' in answer && { err: answer.error } }, 'a notification was not delivered')
      return 'failed'
    }
    await sleep(Math.max(waitMs, Math.min(readSeconds(retryAfter), longestWaitMs)), undefined, { signal, ref: false })
  }
  return 'failed'
}

const longestWaitMs = 5 * 60_000

/** https://www.rfc-editor.org/rfc/rfc9110#name-retry-after, where it is no date. */
const readSeconds = (text = ''): number => /^\d{1,6}$/.test(text) ? Number(text) * 1000 : 0
