import type { App } from '../../../../../../plugins/app.ts'
import { problems } from '../../../../../../schemas/error.ts'
import { json } from '../../../../../../schemas/json.ts'
import { ProviderModels, ProviderParams } from '../../../../../../schemas/provider-state.ts'

export default async function refreshProviderModels (app: App) {
  app.post('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'refreshProviderModels',
      tags: ['providers'],
      summary: 'Ask a provider for its models now',
      params: ProviderParams,
      response: { 200: json('The models as just discovered.', ProviderModels), ...problems('unauthorized', 'forbidden', 'not_found', 'upstream_failed', 'upstream_auth_failed', 'upstream_overloaded', 'upstream_timeout') },
    },
  }, async ({ params }): Promise<ProviderModels> => app.services.registry.refreshModels(params.providerId))
}
