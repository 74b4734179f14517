import { queryOptions } from '@tanstack/react-query'
import { usePages } from '../../account/parts/use-pages.ts'
import { ask } from './ask.ts'

// Subscriptions to events, as /api/v1/webhooks has them. Secrets pass through here and are kept nowhere.

export const eventTypes = ['chat.created', 'message.created', 'message.completed', 'message.failed', 'provider.down', 'provider.up', 'budget.exceeded', 'user.registered'] as const
export type EventType = typeof eventTypes[number]

export type Webhook = {
  id: string
  /** Null hears everything. */
  userId: string | null
  url: string
  events: EventType[]
  description: string | null
  enabled: boolean
  disabledReason: 'failing' | 'gone' | null
  failingSince: string | null
  previousSecretExpiresAt: string | null
  createdAt: string
  updatedAt: string
}
export type WebhookInput = { url: string; events: EventType[]; description: string | null; enabled: boolean }
export type CreatedWebhook = { webhook: Webhook; secret: string }
export type WebhookAttempt = { at: string; status: number | null; ms: number; error: string | null }
export type WebhookTest = { ok: boolean; attempt: WebhookAttempt }

export const deliveryStatuses = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = typeof deliveryStatuses[number]
export type WebhookDelivery = {
  id: string
  eventId: string
  event: { type: string; timestamp: string; data: Record<string, unknown> }
  status: DeliveryStatus
  attemptCount: number
  attempts: WebhookAttempt[]
  nextAttemptAt: string | null
  repeats: string | null
  createdAt: string
  endedAt: string | null
}

export const webhooksKey = ['admin', 'webhooks'] as const

export const useWebhooks = () => usePages<Webhook>([...webhooksKey, 'list'], (query, { signal }) => ask('get', '/webhooks', { query, signal }))

export const webhookQuery = (id: string) => queryOptions({
  queryKey: [...webhooksKey, 'one', id],
  queryFn: ({ signal }) => ask<Webhook>('get', pathOf(id), { signal }),
})

export const deliveriesKey = (id: string) => [...webhooksKey, 'deliveries', id]

export const useDeliveries = (id: string, status: DeliveryStatus | undefined) =>
  usePages<WebhookDelivery>([...deliveriesKey(id), status ?? 'all'], (page, { signal }) => ask('get', `${pathOf(id)}/deliveries`, { query: { ...page, status }, signal }), 25)

/** A new one has no description rather than null. */
export const createWebhook = ({ description, ...input }: WebhookInput) => ask<CreatedWebhook>('post', '/webhooks', { body: { ...input, ...description !== null && { description } } })
export const updateWebhook = (id: string, body: Partial<WebhookInput>) => ask<Webhook>('patch', pathOf(id), { body })
export const deleteWebhook = (id: string) => ask<undefined>('delete', pathOf(id))
export const rotateWebhookSecret = (id: string, overlapSeconds: number) => ask<CreatedWebhook>('post', `${pathOf(id)}/rotate-secret`, { body: { overlapSeconds } })
export const testWebhook = (id: string) => ask<WebhookTest>('post', `${pathOf(id)}/test`)
export const redeliver = (id: string, deliveryId: string) => ask<WebhookDelivery>('post', `${pathOf(id)}/deliveries/${encodeURIComponent(deliveryId)}/redeliver`)

const pathOf = (id: string): string => `/webhooks/${encodeURIComponent(id)}`
