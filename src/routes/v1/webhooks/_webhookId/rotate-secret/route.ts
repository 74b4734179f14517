import type { App } from '../../../../../plugins/app.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ref } from '../../../../../schemas/type.ts'
import { CreatedWebhook, RotateWebhookSecret, WebhookParams } from '../../../../../schemas/webhook.ts'
import { toWebhook } from '../../../../../webhooks/index.ts'

export default async function rotateWebhookSecret (app: App) {
  app.post('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'rotateWebhookSecret',
      tags: ['webhooks'],
      summary: 'Give a webhook a new secret',
      description: 'Until the overlap ends, deliveries carry a signature by either secret.',
      params: WebhookParams,
      body: ref(RotateWebhookSecret),
      response: { 200: json('The webhook and its new secret, shown this once.', CreatedWebhook), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params, body, caller }): Promise<CreatedWebhook> => {
    const { webhook, secret } = await app.services.webhooks.rotate(caller!, params.webhookId, body)
    return { webhook: toWebhook(webhook), secret }
  })
}
