import { toApiKey } from '../../../accounts/index.ts'
import { withBudgetStates } from '../../../limits/index.ts'
import type { App } from '../../../plugins/app.ts'
import { ApiKeyPage, ApiKeyQuery, CreateApiKey, CreatedApiKey } from '../../../schemas/api-key.ts'
import { readPageQuery } from '../../../schemas/common.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { ref } from '../../../schemas/type.ts'

export default async function apiKeys (app: App) {
  const { apiKeys: keys, allowance } = app.services

  app.post('', {
    config: { auth: 'user-or-admin' },
    schema: {
      operationId: 'createApiKey',
      tags: ['api-keys'],
      summary: 'Make an API key',
      description: 'The answer holds the secret, this once. The key of somebody who is signed in belongs to them: it acts for them, counts in their limits and budget and ends with them. One that a key makes is bound by that key for ever: its limits, budget and models hold for both together, and revoking the one revokes the other.',
      body: ref(CreateApiKey),
      response: { 201: json('The key and its secret.', CreatedApiKey), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ body, caller }, reply) => {
    const { record, secret } = await keys.create(caller!, { ...body, expiresAt: body.expiresAt === undefined ? undefined : Date.parse(body.expiresAt), limits: body.limits })
    return reply.code(201).send({ key: toApiKey(record), secret } satisfies CreatedApiKey)
  })

  app.get('', {
    config: { auth: 'user-or-admin' },
    schema: {
      operationId: 'listApiKeys',
      tags: ['api-keys'],
      summary: 'List the API keys',
      description: 'Your own; as an admin all.',
      querystring: ApiKeyQuery,
      response: { 200: json('Keys, newest first, revoked ones too.', ApiKeyPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query, caller }): Promise<ApiKeyPage> => {
    const { data, nextCursor } = await keys.list(caller!, { ...readPageQuery(query), userId: query.userId })
    return { data: await withBudgetStates(data.map(toApiKey), allowance.readBudgets), nextCursor: nextCursor ?? null }
  })
}
