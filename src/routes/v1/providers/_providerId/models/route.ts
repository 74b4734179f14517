import type { App } from '../../../../../plugins/app.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ProviderModels, ProviderParams } from '../../../../../schemas/provider-state.ts'

export default async function listProviderModels (app: App) {
  app.get('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'listProviderModels',
      tags: ['providers'],
      summary: 'List a provider’s models',
      params: ProviderParams,
      response: { 200: json('The models as last discovered, and when.', ProviderModels), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params }): Promise<ProviderModels> => app.services.registry.models(params.providerId))
}
