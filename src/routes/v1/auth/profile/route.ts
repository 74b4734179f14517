import { toUser } from '../../../../accounts/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { DeleteProfile, UpdateProfile } from '../../../../schemas/account.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'
import { User } from '../../../../schemas/user.ts'

export default async function profile (app: App) {
  const { users, signIn, ownData } = app.services.accounts

  app.get('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'getProfile',
      tags: ['auth'],
      summary: 'See who you are',
      response: { 200: json('Your account.', User), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ caller }): Promise<User> => toUser(await users.get(caller!.id)))

  app.patch('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'updateProfile',
      tags: ['auth'],
      summary: 'Change your name or address',
      body: ref(UpdateProfile),
      response: { 200: json('Your account as it is now.', User), ...problems('unauthorized', 'forbidden', 'conflict') },
    },
  }, async ({ body: { displayName, ...rest }, caller }): Promise<User> =>
    toUser(await users.updateProfile(caller!.id, { ...rest, ...displayName !== undefined && { displayName: displayName ?? undefined } })))

  app.delete('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'deleteProfile',
      tags: ['auth'],
      summary: 'Erase your account',
      description: 'With its sessions, keys and whatever else it owns, for ever. The last admin cannot go.',
      body: ref(DeleteProfile),
      response: { 204: { description: 'It is gone.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'conflict') },
    },
  }, async ({ body, caller, ip }, reply) => {
    const user = await users.get(caller!.id)
    await signIn.confirm(user, body.password, { param: 'password', address: ip })
    await ownData.erase(user.id)
    return reply.code(204).send(null)
  })
}
