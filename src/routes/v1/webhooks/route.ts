import type { App } from '../../../plugins/app.ts'
import { readPageQuery, PageQuery } from '../../../schemas/common.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { ref } from '../../../schemas/type.ts'
import { CreatedWebhook, CreateWebhook, WebhookPage } from '../../../schemas/webhook.ts'
import { toWebhook } from '../../../webhooks/index.ts'

export default async function webhooks (app: App) {
  const { webhooks } = app.services

  app.post('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'createWebhook',
      tags: ['webhooks'],
      summary: 'Subscribe to events',
      description: 'The answer holds the signing secret, this once. Made by an admin or by a key of the house, it hears everything; made by another key of an account, only what concerns that account.',
      body: ref(CreateWebhook),
      response: { 201: json('The webhook and its secret.', CreatedWebhook), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ body: { enabled, ...settings }, caller }, reply) => {
    const { webhook, secret } = await webhooks.create(caller!, { ...settings, isEnabled: enabled })
    return reply.code(201).send({ webhook: toWebhook(webhook), secret } satisfies CreatedWebhook)
  })

  app.get('', {
    config: { auth: 'webhooks' },
    schema: {
      operationId: 'listWebhooks',
      tags: ['webhooks'],
      summary: 'List the webhooks',
      querystring: PageQuery,
      response: { 200: json('Webhooks, newest first, without their secrets.', WebhookPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query, caller }): Promise<WebhookPage> => {
    const { data, nextCursor } = await webhooks.list(caller!, readPageQuery(query))
    return { data: data.map(toWebhook), nextCursor: nextCursor ?? null }
  })
}
