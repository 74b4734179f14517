import type { Webhook, WebhookAttempt, WebhookDelivery, WebhookTest } from '@parlance/client'
import { queryOptions } from '@tanstack/react-query'
import { usePages } from '../../account/parts/use-pages.ts'
import { client } from '../../session/session.ts'
import { withoutBlanks } from './without-blanks.ts'

// Subscriptions to events, as /api/v1/webhooks has them. Secrets pass through here and are kept nowhere.

export const eventTypes = ['chat.created', 'message.created', 'message.completed', 'message.failed', 'provider.down', 'provider.up', 'budget.exceeded', 'user.registered'] as const
export type EventType = typeof eventTypes[number]

export type { Webhook, WebhookAttempt, WebhookDelivery, WebhookTest }
export type WebhookInput = { url: string; events: EventType[]; description: string | null; enabled: boolean }

export const deliveryStatuses = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = typeof deliveryStatuses[number]

export const webhooksKey = ['admin', 'webhooks'] as const

export const useWebhooks = () => usePages<Webhook>([...webhooksKey, 'list'], (query, { signal }) => client.webhooks.list(query, { signal }))

export const webhookQuery = (id: string) => queryOptions({
  queryKey: [...webhooksKey, 'one', id],
  queryFn: ({ signal }) => client.webhooks.get(id, { signal }),
})

export const deliveriesKey = (id: string) => [...webhooksKey, 'deliveries', id]

export const useDeliveries = (id: string, status: DeliveryStatus | undefined) =>
  usePages<WebhookDelivery>([...deliveriesKey(id), status ?? 'all'], (page, { signal }) => client.webhooks.deliveries(id, withoutBlanks({ ...page, status }), { signal }), 25)

/** A new one has no description rather than null. */
export const createWebhook = ({ description, ...input }: WebhookInput) => client.webhooks.create({ ...input, ...description !== null && { description } })
export const updateWebhook = (id: string, body: Partial<WebhookInput>) => client.webhooks.update(id, body)
export const deleteWebhook = (id: string) => client.webhooks.delete(id)
export const rotateWebhookSecret = (id: string, overlapSeconds: number) => client.webhooks.rotateSecret(id, { overlapSeconds })
export const testWebhook = (id: string) => client.webhooks.test(id)
export const redeliver = (id: string, deliveryId: string) => client.webhooks.redeliver(id, deliveryId)
