import type { App } from '../../../../../plugins/app.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ProviderTest, ProviderParams } from '../../../../../schemas/provider-state.ts'

export default async function testProvider (app: App) {
  app.post('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'testProvider',
      tags: ['providers'],
      summary: 'Connect to a provider now',
      params: ProviderParams,
      response: { 200: json('Whether it can be reached, and what to do if not.', ProviderTest), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params }): Promise<ProviderTest> => app.services.registry.test(params.providerId))
}
