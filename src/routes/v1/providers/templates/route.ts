import type { App } from '../../../../plugins/app.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ProviderTemplatePage } from '../../../../schemas/provider.ts'

export default async function listProviderTemplates (app: App) {
  app.get('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'listProviderTemplates',
      tags: ['providers'],
      summary: 'List ready-made provider forms',
      response: { 200: json('One for each kind and well-known service.', ProviderTemplatePage), ...problems('unauthorized', 'forbidden') },
    },
  }, async (): Promise<ProviderTemplatePage> => ({ data: app.services.registry.templates(), nextCursor: null }))
}
