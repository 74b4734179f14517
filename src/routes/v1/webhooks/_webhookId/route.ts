import type { App } from '../../../../plugins/app.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'
import { UpdateWebhook, Webhook, WebhookParams } from '../../../../schemas/webhook.ts'
import { toWebhook } from '../../../../webhooks/index.ts'

const refusals = problems('unauthorized', 'forbidden', 'not_found')

export default async function webhook (app: App) {
  const { webhooks } = app.services

  app.get('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'getWebhook',
      tags: ['webhooks'],
      summary: 'Look at a webhook',
      params: WebhookParams,
      response: { 200: json('The webhook, without its secret.', Webhook), ...refusals },
    },
  }, async ({ params, caller }): Promise<Webhook> => toWebhook(await webhooks.get(caller!, params.webhookId)))

  app.patch('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'updateWebhook',
      tags: ['webhooks'],
      summary: 'Change a webhook',
      description: 'In force at once here, and within five seconds in other processes. Enabling one, or giving it another address, lets everything that waits for it go on now.',
      params: WebhookParams,
      body: ref(UpdateWebhook),
      response: { 200: json('The webhook as it is now.', Webhook), ...refusals },
    },
  }, async ({ params, body: { description, enabled, ...rest }, caller }): Promise<Webhook> => toWebhook(await webhooks.update(caller!, params.webhookId, {
    ...rest,
    ...description !== undefined && { description: description ?? undefined },
    ...enabled !== undefined && { isEnabled: enabled },
  })))

  app.delete('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'deleteWebhook',
      tags: ['webhooks'],
      summary: 'Remove a webhook',
      description: 'With its deliveries. What waits for it is not delivered any more.',
      params: WebhookParams,
      response: { 204: { description: 'It is gone.', type: 'null' }, ...refusals },
    },
  }, async ({ params, caller }, reply) => {
    await webhooks.remove(caller!, params.webhookId)
    return reply.code(204).send(null)
  })
}
