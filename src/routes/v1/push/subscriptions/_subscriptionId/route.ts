import type { App } from '../../../../../plugins/app.ts'
import { problems } from '../../../../../schemas/error.ts'
import { PushSubscriptionParams } from '../../../../../schemas/push.ts'

export default async function pushSubscription (app: App) {
  app.delete('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'deletePushSubscription',
      tags: ['push'],
      summary: 'Have a browser told no more',
      params: PushSubscriptionParams,
      response: { 204: { description: 'It is gone.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params, caller }, reply) => {
    await app.services.push.unsubscribe(caller!, params.subscriptionId)
    return reply.code(204).send(null)
  })
}
