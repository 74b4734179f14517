import type { App } from '../../../../../../../plugins/app.ts'
import { problems } from '../../../../../../../schemas/error.ts'
import { json } from '../../../../../../../schemas/json.ts'
import { DeliveryParams, WebhookDelivery } from '../../../../../../../schemas/webhook.ts'
import { toDelivery } from '../../../../../../../webhooks/index.ts'

export default async function redeliver (app: App) {
  app.post('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'sendWebhookDelivery',
      tags: ['webhooks'],
      summary: 'Deliver something again',
      description: 'Another delivery of the same event, with the same `webhook-id`, behind whatever waits about its subject.',
      params: DeliveryParams,
      response: { 202: json('The new delivery.', WebhookDelivery), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params, caller }, reply) => {
    const delivery = await app.services.webhooks.redeliver(caller!, params.webhookId, params.deliveryId)
    return reply.code(202).send(toDelivery(delivery) as WebhookDelivery) // its type is one of the table
  })
}
