import type { App } from '../../../plugins/app.ts'
import { toPushSubscription } from '../../../push/index.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { PushState } from '../../../schemas/push.ts'

export default async function push (app: App) {
  const { push } = app.services

  app.get('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'getPush',
      tags: ['push'],
      summary: 'See how your browsers are told',
      description: 'The key that a browser subscribes with, and which of yours have.',
      response: { 200: json('The server’s key and your browsers.', PushState), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ caller }): Promise<PushState> =>
    ({ publicKey: await push.publicKey(), subscriptions: (await push.list(caller!)).map(one => toPushSubscription(one, caller!.sessionId)) }))
}
