import { GatewayError } from '../../../../core/errors.ts'
import type { App } from '../../../../plugins/app.ts'
import { clientOf, handOut } from '../../../../plugins/grant.ts'
import refreshCookie, { clearRefreshCookie, readRefreshCookie } from '../../../../plugins/refresh-cookie.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { Grant, RefreshSession } from '../../../../schemas/session.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function refresh (app: App) {
  await app.register(refreshCookie)

  app.post('', {
    config: { auth: 'public' },
    bodyLimit: 16_384,
    schema: {
      operationId: 'refreshSession',
      tags: ['auth'],
      summary: 'Get a new access token',
      description: 'Replaces the refresh token too. One that was replaced less than 30 seconds ago gives its successor again; one that was replaced before that ends the session.',
      body: ref(RefreshSession),
      response: { 200: json('The session goes on.', Grant), ...problems('unauthorized', 'forbidden') },
    },
  }, async (request, reply): Promise<Grant> => {
    const { refreshToken } = request.body
    if (refreshToken !== undefined) return handOut(request, reply, await app.services.accounts.sessions.refresh(refreshToken, clientOf(request)), false)
    const kept = readRefreshCookie(request)
    if (kept === undefined) throw new GatewayError('unauthorized', 'There is no refresh token in the body or the cookie.')
    try {
      return handOut(request, reply, await app.services.accounts.sessions.refresh(kept, clientOf(request)), true)
    } catch (thrown) {
      // a browser would send what is over again and again
      if (thrown instanceof GatewayError && thrown.kind === 'unauthorized') clearRefreshCookie(request, reply)
      throw thrown
    }
  })
}
