import type { App } from '../../../../../plugins/app.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ProviderHealth, ProviderParams } from '../../../../../schemas/provider-state.ts'

export default async function getProviderHealth (app: App) {
  app.get('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'getProviderHealth',
      tags: ['providers'],
      summary: 'See how a provider fares',
      params: ProviderParams,
      response: { 200: json('Its state and the last checks.', ProviderHealth), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params }): Promise<ProviderHealth> => app.services.registry.health(params.providerId))
}
