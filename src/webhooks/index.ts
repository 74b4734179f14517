// Tells other systems what happens here: signed, at least once, in order, from an outbox in the database.
export { createOutbox, type Outbox, type OutboxOptions } from './outbox.ts'
export { createWebhookService, type WebhookServiceOptions } from './service.ts'
export { tellOfChats } from './tell-chats.ts'
export { tellOfUsers } from './tell-users.ts'
export { toAttempt, toDelivery, toWebhook } from './to-webhook.ts'
export type { WebhookEdit, Webhooks, WebhookSettings } from './webhooks.ts'
