import { toApiKey } from '../../../../accounts/index.ts'
import { withBudgetStates } from '../../../../limits/index.ts'
import type { App } from '../../../../plugins/app.ts'
import type { ApiKeyRecord } from '../../../../core/ports.ts'
import { ApiKey, KeyParams, UpdateApiKey } from '../../../../schemas/api-key.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function apiKey (app: App) {
  const { apiKeys: keys, allowance } = app.services
  const show = async (record: ApiKeyRecord): Promise<ApiKey> => (await withBudgetStates([toApiKey(record)], allowance.readBudgets))[0]!

  app.get('', {
    config: { auth: 'user-or-admin' },
    schema: {
      operationId: 'getApiKey',
      tags: ['api-keys'],
      summary: 'Look at an API key',
      params: KeyParams,
      response: { 200: json('The key, without its secret.', ApiKey), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params, caller }): Promise<ApiKey> => show(await keys.get(caller!, params.keyId)))

  app.patch('', {
    config: { auth: 'user-or-admin' },
    schema: {
      operationId: 'updateApiKey',
      tags: ['api-keys'],
      summary: 'Change an API key',
      params: KeyParams,
      body: ref(UpdateApiKey),
      response: { 200: json('The key as it is now. The change is in force.', ApiKey), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params, body, caller }): Promise<ApiKey> => {
    const { limits, models, budget, expiresAt, ...rest } = body
    return show(await keys.update(caller!, params.keyId, {
      ...rest,
      ...limits !== undefined && { limits: limits ?? undefined },
      ...models !== undefined && { models: models ?? undefined },
      ...budget !== undefined && { budget: budget ?? undefined },
      ...expiresAt !== undefined && { expiresAt: expiresAt === null ? undefined : Date.parse(expiresAt) },
    }))
  })

  app.delete('', {
    config: { auth: 'user-or-admin' },
    schema: {
      operationId: 'revokeApiKey',
      tags: ['api-keys'],
      summary: 'Revoke an API key',
      description: 'For ever, and at once, with all keys that it made; rotate it to keep those. It stays in the list, so that it can be told what it was.',
      params: KeyParams,
      response: { 200: json('The key, revoked.', ApiKey), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params, caller }): Promise<ApiKey> => show(await keys.revoke(caller!, params.keyId)))
}
