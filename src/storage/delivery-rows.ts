import type { Insertable, Selectable } from 'kysely'
import type { HouseEventType } from '../core/house-events.ts'
import type { DeliveryRecord, OutgoingEvent } from '../core/webhooks.ts'
import type { WebhookDeliveryTable, WebhookEventTable } from './tables.ts'

/** A delivery and the event that it is of, as one row. */
export type JoinedDelivery = Selectable<WebhookDeliveryTable> & Pick<Selectable<WebhookEventTable>, 'type' | 'owner_id' | 'payload' | 'at'>

export const toEventRow = ({ id, type, subject, ownerId, payload, at }: OutgoingEvent): Insertable<WebhookEventTable> =>
  ({ id, type, subject, owner_id: ownerId ?? null, payload, at })

/** One that nobody has tried yet. */
export const toNewRow = ({ id, webhookId, event, repeats, createdAt }: Pick<DeliveryRecord, 'id' | 'webhookId' | 'event' | 'repeats' | 'createdAt'>): Insertable<WebhookDeliveryTable> => ({
  id,
  webhook_id: webhookId,
  subject: event.subject,
  event_id: event.id,
  status: 'pending',
  attempts: '[]',
  attempt_count: 0,
  first_attempt_at: null,
  repeats: repeats ?? null,
  created_at: createdAt,
  ended_at: null,
})

export const toDelivery = (row: JoinedDelivery): DeliveryRecord => ({
  id: row.id,
  webhookId: row.webhook_id,
  event: {
    id: row.event_id,
    type: row.type as HouseEventType, // written by toEventRow
    subject: row.subject,
    ownerId: row.owner_id ?? undefined,
    payload: row.payload,
    at: row.at,
  },
  status: row.status as DeliveryRecord['status'], // written by toNewRow and settle
  attempts: row.attempts,
  attemptCount: row.attempt_count,
  firstAttemptAt: row.first_attempt_at ?? undefined,
  repeats: row.repeats ?? undefined,
  createdAt: row.created_at,
  endedAt: row.ended_at ?? undefined,
})
