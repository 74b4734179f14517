import type { App } from '../../../../plugins/app.ts'
import { clientOf, handOut } from '../../../../plugins/grant.ts'
import refreshCookie from '../../../../plugins/refresh-cookie.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { CreateSession, Grant } from '../../../../schemas/session.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function login (app: App) {
  await app.register(refreshCookie)

  app.post('', {
    config: { auth: 'public' },
    bodyLimit: 16_384,
    schema: {
      operationId: 'createSession',
      tags: ['auth'],
      summary: 'Sign in',
      description: 'Says the same of an unknown user as of a wrong password. After ten wrong ones from one address the account rests there for a quarter of an hour at the most.',
      body: ref(CreateSession),
      response: { 200: json('A session.', Grant), ...problems('unauthorized', 'forbidden') },
    },
  }, async (request, reply): Promise<Grant> => {
    const { cookie = false, ...input } = request.body
    return handOut(request, reply, await app.services.accounts.signIn.logIn(input, clientOf(request)), cookie)
  })
}
