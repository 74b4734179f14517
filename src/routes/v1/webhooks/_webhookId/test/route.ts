import type { App } from '../../../../../plugins/app.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { WebhookParams, WebhookTest } from '../../../../../schemas/webhook.ts'
import { toAttempt } from '../../../../../webhooks/index.ts'

export default async function testWebhook (app: App) {
  app.post('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'testWebhook',
      tags: ['webhooks'],
      summary: 'Send a test event now',
      description: 'A signed event of the type `webhook.test`, also to a webhook that is disabled. What the receiver does is the answer; it is not tried again.',
      params: WebhookParams,
      response: { 200: json('What came of it.', WebhookTest), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params, caller }): Promise<WebhookTest> => {
    const { isDelivered, attempt } = await app.services.webhooks.test(caller!, params.webhookId)
    return { ok: isDelivered, attempt: toAttempt(attempt) }
  })
}
