import type { App } from '../../../../../plugins/app.ts'
import { problems } from '../../../../../schemas/error.ts'
import { SessionParams } from '../../../../../schemas/session.ts'

export default async function session (app: App) {
  app.delete('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'revokeSession',
      tags: ['auth'],
      summary: 'Sign out somewhere',
      description: 'Its next call is refused.',
      params: SessionParams,
      response: { 204: { description: 'It has ended.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params, caller }, reply) => {
    await app.services.accounts.sessions.end(caller!.id, params.sessionId)
    return reply.code(204).send(null)
  })
}
