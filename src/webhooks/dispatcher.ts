import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { Clock, Log } from '../core/ports.ts'
import type { DeliveryRecord, DeliveryStore, Lane, WebhookRecord, WebhookStore } from '../core/webhooks.ts'
import type { Attempt, Outcome } from './attempt.ts'
import { nextAttempt, type Schedule } from './schedule.ts'

export type DispatcherOptions = Schedule & {
  deliveries: DeliveryStore
  webhooks: Pick<WebhookStore, 'find' | 'noteFailing'>
  attempt: Attempt
  /** Disables a webhook that nothing arrives at any more. */
  disable(webhook: WebhookRecord, reason: 'failing' | 'gone'): Promise<void>
  clock: Clock
  log: Log
  /** The longest that an attempt may take. A claim outlives it. */
  timeoutMs: number
  /** Whether this process is the only one: then every claim that it finds when it starts is that of a dead one. */
  isAlone: boolean
  /** After how long without any success a webhook is disabled, in milliseconds. */
  disableAfterMs?: number
  pollMs?: number
  maxRunning?: number
  maxPerWebhook?: number
}

/** How much longer than its attempt a claim holds, in milliseconds: a busy process must not be taken for dead, nor the clocks of two differ by more. */
const leaseMarginMs = 15_000
const keptAttempts = 20

/**
 * Delivers what waits, at least once and in order about each subject. Several processes may do so at once: a lane belongs
 * to who claimed it, for as long as an attempt may take.
 */
export const createDispatcher = (options: DispatcherOptions) => {
  const { deliveries, webhooks, attempt, disable, clock, log, timeoutMs, isAlone, disableAfterMs = 72 * 60 * 60 * 1000, pollMs = 1000, maxRunning = 50, maxPerWebhook = 5 } = options
  const running = new Map<Promise<void>, Lane>()
  const stopping = new AbortController()
  const closing = new AbortController()
  // it acts for itself, whoever woke it
  const apart = AsyncLocalStorage.snapshot()
  let looking: Promise<void> | undefined
  let isWoken = false
  let polling: NodeJS.Timeout | undefined

  const lease = (): number => clock() + timeoutMs + leaseMarginMs
  const countOf = (id: string): number => [...running.values()].filter(({ webhookId }) => webhookId === id).length

  /** How the webhook fares. */
  const note = async (webhook: WebhookRecord, { attempt: { at }, isDelivered, isGone }: Outcome): Promise<void> => {
    const { id, failingSince } = webhook
    if (isDelivered) return failingSince === undefined ? undefined : webhooks.noteFailing(id, undefined)
    if (isGone) return disable(webhook, 'gone')
    if (failingSince === undefined) return webhooks.noteFailing(id, at)
    if (at - failingSince >= disableAfterMs) await disable(webhook, 'failing')
  }

  /** True when the lane goes on at once. */
  const deliver = async (lane: Lane, token: string, webhook: WebhookRecord, delivery: DeliveryRecord): Promise<boolean> => {
    const outcome = await attempt(webhook, { id: delivery.event.id, body: delivery.event.payload }, stopping.signal)
    const now = clock()
    const attemptCount = delivery.attemptCount + 1
    const firstAttemptAt = delivery.firstAttemptAt ?? outcome.attempt.at
    const nextAt = outcome.isDelivered ? undefined : nextAttempt(options, { attemptCount, firstAttemptAt, now, retryAfterMs: outcome.retryAfterMs })
    const isOver = nextAt === undefined
    const isKept = await deliveries.settle(lane, token, {
      id: delivery.id,
      status: outcome.isDelivered ? 'delivered' : isOver ? 'dead' : 'pending',
      attempts: [...delivery.attempts, outcome.attempt].slice(-keptAttempts),
      attemptCount,
      firstAttemptAt,
      endedAt: isOver ? now : undefined,
      nextAt,
      leasedUntil: lease(),
    })
    if (isOver && !outcome.isDelivered) log.warn({ webhookId: webhook.id, deliveryId: delivery.id, type: delivery.event.type }, 'a webhook delivery was given up')
    await note(webhook, outcome)
    return isKept && isOver
  }

  const work = async (lane: Lane, token: string): Promise<void> => {
    while (!closing.signal.aborted) {
      const { version, delivery } = await deliveries.head(lane)
      if (delivery === undefined) {
        if (await deliveries.close(lane, token, version) === 'changed') continue
        return
      }
      const webhook = await webhooks.find(lane.webhookId)
      if (webhook === undefined) return deliveries.drop(lane.webhookId)
      if (!webhook.isEnabled) return deliveries.release(lane, token, { isPaused: true })
      if (!await deliver(lane, token, webhook, delivery)) return
    }
    await deliveries.release(lane, token)
  }

  const start = (lane: Lane, token: string): void => {
    const done = work(lane, token)
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return deliveries.release(lane, token)
        log.error({ err: error, webhookId: lane.webhookId }, 'webhook deliveries could not go on; they are claimed again later')
      })
      .catch((error: unknown) => log.warn({ err: error }, 'a claim on webhook deliveries was not given back; it ends by itself'))
      .finally(() => {
        running.delete(done)
        wake()
      })
    running.set(done, lane)
  }

  const look = async (): Promise<void> => {
    for (;;) {
      const limit = maxRunning - running.size
      const busy = [...new Set([...running.values()].map(({ webhookId }) => webhookId))].filter(id => countOf(id) >= maxPerWebhook)
      if (limit <= 0 || closing.signal.aborted) return
      let claimed = 0
      for (const lane of await deliveries.due({ now: clock(), limit, except: busy })) {
        if (countOf(lane.webhookId) >= maxPerWebhook || closing.signal.aborted) continue
        const token = randomUUID()
        if (!await deliveries.claim(lane, { token, now: clock(), leasedUntil: lease() })) continue
        claimed++
        start(lane, token)
      }
      if (claimed === 0) return
    }
  }

  /** Looks for what is due, now or once the look that goes on is over. */
  const wake = (): void => apart(() => {
    isWoken = true
    if (looking !== undefined || polling === undefined || closing.signal.aborted) return
    isWoken = false
    looking = look().catch((error: unknown) => log.warn({ err: error }, 'webhook deliveries could not be looked up')).finally(() => {
      looking = undefined
      if (isWoken) wake()
    })
  })

  return {
    async start (): Promise<void> {
      if (isAlone) await deliveries.releaseAll()
      polling = setInterval(wake, pollMs).unref()
      wake()
    },
    wake,
    /** Attempts that are being made get so many milliseconds; the others are made again by whoever comes next. */
    async close (graceMs: number): Promise<void> {
      clearInterval(polling)
      closing.abort()
      await looking
      const cutting = setTimeout(() => stopping.abort(), graceMs)
      await Promise.all(running.keys())
      clearTimeout(cutting)
    },
  }
}

export type Dispatcher = ReturnType<typeof createDispatcher>
