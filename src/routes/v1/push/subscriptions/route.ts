import type { App } from '../../../../plugins/app.ts'
import { toPushSubscription } from '../../../../push/index.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { CreatePushSubscription, PushSubscription } from '../../../../schemas/push.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function pushSubscriptions (app: App) {
  app.post('', {
    config: { auth: 'user' },
    bodyLimit: 16_384,
    schema: {
      operationId: 'createPushSubscription',
      tags: ['push'],
      summary: 'Have a browser told',
      description: 'From then on it is told when an answer that you asked for is complete or has failed. The same browser again keeps its subscription. It ends with the session that made it, or when the push service says that it is gone; of more than 20 the oldest go.',
      body: ref(CreatePushSubscription),
      response: { 201: json('The subscription.', PushSubscription), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ body, caller, headers }, reply) => {
    const subscription = await app.services.push.subscribe(caller!, { ...body, origin: headers.origin })
    return reply.code(201).send(toPushSubscription(subscription, caller!.sessionId))
  })
}
