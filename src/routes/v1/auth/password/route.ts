import type { App } from '../../../../plugins/app.ts'
import { UpdatePassword } from '../../../../schemas/account.ts'
import { problems } from '../../../../schemas/error.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function password (app: App) {
  const { users, signIn } = app.services.accounts

  app.post('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'updatePassword',
      tags: ['auth'],
      summary: 'Change your password',
      description: 'You stay signed in here and nowhere else. Your keys go on working.',
      body: ref(UpdatePassword),
      response: { 204: { description: 'The new password is in force.', type: 'null' }, ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ body, caller, ip }, reply) => {
    const user = await users.get(caller!.id)
    await signIn.confirm(user, body.currentPassword, { param: 'currentPassword', address: ip })
    await users.setPassword(user, body.newPassword, caller!.sessionId!)
    return reply.code(204).send(null)
  })
}
