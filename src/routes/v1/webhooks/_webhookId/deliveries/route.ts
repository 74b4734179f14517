import type { App } from '../../../../../plugins/app.ts'
import { readPageQuery } from '../../../../../schemas/common.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { WebhookDeliveryPage, WebhookDeliveryQuery, WebhookParams } from '../../../../../schemas/webhook.ts'
import { toDelivery } from '../../../../../webhooks/index.ts'

export default async function webhookDeliveries (app: App) {
  app.get('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'listWebhookDeliveries',
      tags: ['webhooks'],
      summary: 'See what was delivered, what waits and what was given up',
      params: WebhookParams,
      querystring: WebhookDeliveryQuery,
      response: { 200: json('Deliveries, newest first.', WebhookDeliveryPage), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params, query, caller }): Promise<WebhookDeliveryPage> => {
    const { data, nextCursor } = await app.services.webhooks.deliveries(caller!, params.webhookId, { ...readPageQuery(query), status: query.status })
    return { data: data.map(toDelivery) as WebhookDeliveryPage['data'], nextCursor: nextCursor ?? null } // types of events are those of the table
  })
}
