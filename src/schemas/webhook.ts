import { type Static, Type } from '@sinclair/typebox'
import { houseEventTypes } from '../core/house-events.ts'
import { deliveryStatuses } from '../core/webhooks.ts'
import { NextCursor, PageQuery, Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const time = '2026-11-21T09:30:00.000Z'
const id = 'whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const Url = Type.String({ minLength: 1, maxLength: 2000, description: 'Where events are posted to: https, or http. Private addresses only when an admin sets it and `WEBHOOK_PRIVATE_ADDRESSES` is `allow`.', examples: ['https://example.org/parlance'] })
const EventType = StringEnum(houseEventTypes, { examples: ['message.completed'] })
const Events = Type.Array(EventType, { minItems: 1, maxItems: 50, uniqueItems: true, description: 'What it wants to hear.', examples: [['message.completed', 'message.failed']] })
const Description = Type.String({ minLength: 1, maxLength: 500, description: 'What it is for.', examples: ['Counts answers in the data warehouse.'] })
const Enabled = Type.Boolean({ description: 'Whether events are written for it. What waited when it was disabled goes on when it is enabled again.', examples: [true] })

export const Webhook = Type.Object({
  id: Type.String({ examples: [id] }),
  userId: Nullable(Type.String(), { description: 'The account whose events it hears; null hears everything.', examples: [null] }),
  url: Url,
  events: Events,
  description: Nullable(Description),
  enabled: Enabled,
  disabledReason: Nullable(StringEnum(['failing', 'gone']), { description: 'Why it was disabled by the server itself. `failing`: nothing arrived for three days. `gone`: the receiver answered 410.', examples: [null] }),
  failingSince: Nullable(Timestamp('Since when nothing has arrived; null when the last delivery did.')),
  previousSecretExpiresAt: Nullable(Timestamp('Until when the secret before the last rotation signs too.')),
  createdBy: Type.String({ description: 'The user or key that made it.', examples: ['usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  createdAt: Timestamp('When it was made.'),
  updatedAt: Timestamp('When it was last changed.'),
}, { $id: 'Webhook', additionalProperties: false, description: 'A subscription to events. Its secret is shown once, when it is made or rotated.' })
export type Webhook = Static<typeof Webhook>

export const WebhookPage = Type.Object({ data: Type.Array(ref(Webhook)), nextCursor: NextCursor },
  { $id: 'WebhookPage', additionalProperties: false, description: 'Webhooks, newest first.' })
export type WebhookPage = Static<typeof WebhookPage>

export const CreateWebhook = Type.Object({
  url: Url,
  events: Events,
  description: Type.Optional(Description),
  enabled: Type.Optional(Enabled),
}, { $id: 'CreateWebhook', additionalProperties: false, description: 'A webhook to make.', examples: [{ url: 'https://example.org/parlance', events: ['message.completed', 'message.failed'] }] })
export type CreateWebhook = Static<typeof CreateWebhook>

export const UpdateWebhook = Type.Object({
  url: Type.Optional(Url),
  events: Type.Optional(Events),
  description: Type.Optional(Nullable(Description)),
  enabled: Type.Optional(Enabled),
}, { $id: 'UpdateWebhook', additionalProperties: false, minProperties: 1, description: 'What shall change.', examples: [{ enabled: true }, { events: ['provider.down', 'provider.up'] }] })
export type UpdateWebhook = Static<typeof UpdateWebhook>

export const RotateWebhookSecret = Type.Object({
  overlapSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 7 * 24 * 3600, description: 'How long the old secret signs too. Absent: a day.', examples: [3600] })),
}, { $id: 'RotateWebhookSecret', additionalProperties: false, description: 'How to change a webhook’s secret.', examples: [{}, { overlapSeconds: 3600 }] })
export type RotateWebhookSecret = Static<typeof RotateWebhookSecret>

export const CreatedWebhook = Type.Object({
  webhook: ref(Webhook),
  secret: Type.String({ description: 'What deliveries are signed with. Shown this once, never again.', examples: ['whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='] }),
}, { $id: 'CreatedWebhook', additionalProperties: false, description: 'A new webhook, or a new secret of one.' })
export type CreatedWebhook = Static<typeof CreatedWebhook>

export const WebhookAttempt = Type.Object({
  at: Timestamp('When it was made.'),
  status: Nullable(Type.Integer(), { description: 'What the receiver answered; null when it did not.', examples: [503] }),
  ms: Type.Integer({ description: 'How long it took, in milliseconds.', examples: [120] }),
  error: Nullable(Type.String(), { description: 'What went wrong; null when it arrived.', examples: ['The receiver answered 503.'] }),
}, { $id: 'WebhookAttempt', additionalProperties: false, description: 'One try to deliver.', examples: [{ at: time, status: 503, ms: 120, error: 'The receiver answered 503.' }] })
export type WebhookAttempt = Static<typeof WebhookAttempt>

export const WebhookTest = Type.Object({
  ok: Type.Boolean({ description: 'Whether the receiver answered 2xx.', examples: [true] }),
  attempt: ref(WebhookAttempt),
}, { $id: 'WebhookTest', additionalProperties: false, description: 'What came of a test.', examples: [{ ok: true, attempt: { at: time, status: 204, ms: 35, error: null } }] })
export type WebhookTest = Static<typeof WebhookTest>

export const WebhookEvent = Type.Object({
  type: EventType,
  timestamp: Timestamp('When it happened.'),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'Ids and small facts, never a text of a chat. What each type has: docs/webhooks.md.', examples: [{ chatId: 'cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d' }] }),
}, { $id: 'WebhookEvent', additionalProperties: false, description: 'The body of a delivery.', examples: [{ type: 'user.registered', timestamp: time, data: { userId: 'usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d', role: 'user', invited: false } }] })
export type WebhookEvent = Static<typeof WebhookEvent>

const Status = StringEnum(deliveryStatuses, { description: '`pending` waits for its next attempt, or for what comes before it. `dead`: it was tried for a day and given up.', examples: ['delivered'] })

export const WebhookDelivery = Type.Object({
  id: Type.String({ examples: ['dlv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  eventId: Type.String({ description: 'The header `webhook-id`: the same at every attempt and in every repetition.', examples: ['evt_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  event: ref(WebhookEvent),
  status: Status,
  attemptCount: Type.Integer({ examples: [2] }),
  attempts: Type.Array(ref(WebhookAttempt), { description: 'The last 20, oldest first.' }),
  nextAttemptAt: Nullable(Timestamp('When what waits about its subject goes on; null when it does not wait, or while the webhook is disabled.')),
  repeats: Nullable(Type.String(), { description: 'The delivery that was asked for again.', examples: [null] }),
  createdAt: Timestamp('When it was written.'),
  endedAt: Nullable(Timestamp('When it arrived or was given up.')),
}, { $id: 'WebhookDelivery', additionalProperties: false, description: 'An event on its way to a webhook.' })
export type WebhookDelivery = Static<typeof WebhookDelivery>

export const WebhookDeliveryPage = Type.Object({ data: Type.Array(ref(WebhookDelivery)), nextCursor: NextCursor },
  { $id: 'WebhookDeliveryPage', additionalProperties: false, description: 'Deliveries, newest first.' })
export type WebhookDeliveryPage = Static<typeof WebhookDeliveryPage>

export const WebhookDeliveryQuery = Type.Object({ ...PageQuery.properties, status: Type.Optional(Status) }, { additionalProperties: false })

export const WebhookParams = Type.Object({ webhookId: Type.String({ maxLength: 100, description: 'The id of the webhook.', examples: [id] }) })
export const DeliveryParams = Type.Object({ ...WebhookParams.properties, deliveryId: Type.String({ maxLength: 100, description: 'The id of the delivery.', examples: ['dlv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }) })
