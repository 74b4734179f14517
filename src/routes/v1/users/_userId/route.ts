import { toUser } from '../../../../accounts/index.ts'
import type { UserRecord } from '../../../../core/accounts.ts'
import { withBudgetStates } from '../../../../limits/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'
import { UpdateUser, User, UserParams } from '../../../../schemas/user.ts'

export default async function user (app: App) {
  const { accounts: { users, ownData }, allowance } = app.services
  const show = async (record: UserRecord): Promise<User> => (await withBudgetStates([toUser(record)], allowance.readBudgets))[0]!

  app.get('', {
    config: { auth: 'admin' },
    schema: {
      operationId: 'getUser',
      tags: ['users'],
      summary: 'Look at an account',
      params: UserParams,
      response: { 200: json('The account.', User), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params }): Promise<User> => show(await users.get(params.userId)))

  app.patch('', {
    config: { auth: 'admin' },
    schema: {
      operationId: 'updateUser',
      tags: ['users'],
      summary: 'Change an account',
      description: 'In force with the next call of its owner. The last admin stays one, and enabled.',
      params: UserParams,
      body: ref(UpdateUser),
      response: { 200: json('The account as it is now.', User), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params, body: { displayName, limits, models, budget, disabled, ...rest } }): Promise<User> => show(await users.update(params.userId, {
    ...rest,
    ...displayName !== undefined && { displayName: displayName ?? undefined },
    ...limits !== undefined && { limits: limits ?? undefined },
    ...models !== undefined && { models: models ?? undefined },
    ...budget !== undefined && { budget: budget ?? undefined },
    ...disabled !== undefined && { isDisabled: disabled },
  })))

  app.delete('', {
    config: { auth: 'admin' },
    schema: {
      operationId: 'deleteUser',
      tags: ['users'],
      summary: 'Erase an account',
      description: 'With its sessions, keys and whatever else it owns, for ever. The last admin cannot go.',
      params: UserParams,
      response: { 204: { description: 'It is gone.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params }, reply) => {
    await ownData.erase(params.userId)
    return reply.code(204).send(null)
  })
}
