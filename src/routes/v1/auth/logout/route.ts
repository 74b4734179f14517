import type { App } from '../../../../plugins/app.ts'
import { readCredential } from '../../../../plugins/auth.ts'
import refreshCookie, { clearRefreshCookie, readRefreshCookie } from '../../../../plugins/refresh-cookie.ts'
import { problems } from '../../../../schemas/error.ts'
import { EndSession } from '../../../../schemas/session.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function logout (app: App) {
  await app.register(refreshCookie)

  app.post('', {
    config: { auth: 'public' },
    bodyLimit: 16_384,
    schema: {
      operationId: 'deleteSession',
      tags: ['auth'],
      summary: 'Sign out',
      description: 'Ends the session of the access token, of the refresh token in the body, or of the cookie, at once. Whoever has none of them is out already.',
      body: ref(EndSession),
      response: { 204: { description: 'You are out.', type: 'null' }, ...problems('forbidden') },
    },
  }, async (request, reply) => {
    const refreshToken = request.body?.refreshToken ?? readRefreshCookie(request)
    await app.services.accounts.sessions.logOut({ refreshToken, accessToken: readCredential(request) })
    clearRefreshCookie(request, reply)
    return reply.code(204).send(null)
  })
}
