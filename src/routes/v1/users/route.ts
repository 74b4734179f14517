import { toUser } from '../../../accounts/index.ts'
import { withBudgetStates } from '../../../limits/index.ts'
import type { App } from '../../../plugins/app.ts'
import { readPageQuery } from '../../../schemas/common.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { ref } from '../../../schemas/type.ts'
import { CreateUser, User, UserPage, UserQuery } from '../../../schemas/user.ts'

export default async function users (app: App) {
  const { accounts, allowance } = app.services

  app.post('', {
    config: { auth: 'admin' },
    schema: {
      operationId: 'createUser',
      tags: ['users'],
      summary: 'Make an account for somebody',
      description: 'Also when registration is closed.',
      body: ref(CreateUser),
      response: { 201: json('The account.', User), ...problems('unauthorized', 'forbidden', 'conflict') },
    },
  }, async ({ body }, reply) => reply.code(201).send(toUser(await accounts.signIn.invite(body))))

  app.get('', {
    config: { auth: 'admin' },
    schema: {
      operationId: 'listUsers',
      tags: ['users'],
      summary: 'List the accounts',
      querystring: UserQuery,
      response: { 200: json('Accounts, newest first.', UserPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query }): Promise<UserPage> => {
    const { data, nextCursor } = await accounts.users.list({ ...readPageQuery(query), q: query.q })
    return { data: await withBudgetStates(data.map(toUser), allowance.readBudgets), nextCursor: nextCursor ?? null }
  })
}
