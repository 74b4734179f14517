import { toSession } from '../../../../accounts/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { PageQuery, readPageQuery } from '../../../../schemas/common.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { SessionPage } from '../../../../schemas/session.ts'

export default async function sessions (app: App) {
  const { accounts } = app.services

  app.get('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'listSessions',
      tags: ['auth'],
      summary: 'See where you are signed in',
      querystring: PageQuery,
      response: { 200: json('Your sessions, newest first.', SessionPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query, caller }): Promise<SessionPage> => {
    const { data, nextCursor } = await accounts.sessions.list(caller!.id, readPageQuery(query))
    return { data: data.map(session => toSession(session, caller!.sessionId)), nextCursor: nextCursor ?? null }
  })

  app.delete('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'revokeOtherSessions',
      tags: ['auth'],
      summary: 'Sign out everywhere else',
      response: { 204: { description: 'Only this session is left.', type: 'null' }, ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ caller }, reply) => {
    await accounts.sessions.endOthers(caller!.id, caller!.sessionId!)
    return reply.code(204).send(null)
  })
}
