import type { App } from '../../../../plugins/app.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ProviderTest } from '../../../../schemas/provider-state.ts'
import { CreateProvider } from '../../../../schemas/provider.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function testProviderInput (app: App) {
  app.post('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'testProviderInput',
      tags: ['providers'],
      summary: 'Try a provider before adding it',
      body: ref(CreateProvider),
      response: { 200: json('Whether it can be reached, and what to do if not.', ProviderTest), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ body, caller }): Promise<ProviderTest> => app.services.registry.testInput(caller!, body))
}
