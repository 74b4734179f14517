import type { App } from '../../../../plugins/app.ts'
import { clientOf, handOut } from '../../../../plugins/grant.ts'
import refreshCookie from '../../../../plugins/refresh-cookie.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { CreateAccount, Grant } from '../../../../schemas/session.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function register (app: App) {
  await app.register(refreshCookie)

  app.post('', {
    config: { auth: 'public' },
    bodyLimit: 16_384,
    schema: {
      operationId: 'createAccount',
      tags: ['auth'],
      summary: 'Register',
      description: 'Makes an account and signs in. The very first account becomes admin; whether there may be others is `REGISTRATION`.',
      body: ref(CreateAccount),
      response: { 201: json('The account and its first session.', Grant), ...problems('forbidden', 'conflict') },
    },
  }, async (request, reply) => {
    const { cookie = false, ...input } = request.body
    const granted = await app.services.accounts.signIn.register(input, clientOf(request))
    return reply.code(201).send(handOut(request, reply, granted, cookie))
  })
}
