import type { DeliveryAttempt, WebhookRecord } from '../core/webhooks.ts'
import type { ListedDelivery } from './webhooks.ts'

const toTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
const toTimeOrNull = (milliseconds: number | undefined): string | null => milliseconds === undefined ? null : toTime(milliseconds)

/** A webhook as callers see it: without its secrets. */
export const toWebhook = (webhook: WebhookRecord) => ({
  id: webhook.id,
  userId: webhook.ownerId ?? null,
  url: webhook.url,
  events: webhook.events,
  description: webhook.description ?? null,
  enabled: webhook.isEnabled,
  disabledReason: webhook.disabledReason ?? null,
  failingSince: toTimeOrNull(webhook.failingSince),
  previousSecretExpiresAt: toTimeOrNull(webhook.previousExpiresAt),
  createdBy: webhook.createdBy,
  createdAt: toTime(webhook.createdAt),
  updatedAt: toTime(webhook.updatedAt),
})

export const toAttempt = ({ at, status, ms, error }: DeliveryAttempt) => ({ at: toTime(at), status, ms: Math.max(0, ms), error })

export const toDelivery = (delivery: ListedDelivery) => {
  const { type, timestamp, data } = JSON.parse(delivery.event.payload) as { type: string; timestamp: string; data: Record<string, unknown> } // written by the outbox
  return {
    id: delivery.id,
    eventId: delivery.event.id,
    event: { type, timestamp, data },
    status: delivery.status,
    attemptCount: delivery.attemptCount,
    attempts: delivery.attempts.map(toAttempt),
    nextAttemptAt: toTimeOrNull(delivery.nextAt),
    repeats: delivery.repeats ?? null,
    createdAt: toTime(delivery.createdAt),
    endedAt: toTimeOrNull(delivery.endedAt),
  }
}
