import type { App } from '../../../../plugins/app.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { Provider, ReplaceProvider, UpdateProvider } from '../../../../schemas/provider.ts'
import { ProviderParams } from '../../../../schemas/provider-state.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function provider (app: App) {
  const { registry } = app.services
  const refusals = problems('unauthorized', 'forbidden', 'not_found', 'conflict')

  app.get('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'getProvider',
      tags: ['providers'],
      summary: 'Look at a provider',
      params: ProviderParams,
      response: { 200: json('The provider, without its secrets.', Provider), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params }): Promise<Provider> => registry.toProvider(registry.get(params.providerId)))

  app.put('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'replaceProvider',
      tags: ['providers'],
      summary: 'Replace a provider',
      params: ProviderParams,
      body: ref(ReplaceProvider),
      response: { 200: json('The provider as it is now.', Provider), ...refusals },
    },
  }, async ({ params, body, caller }): Promise<Provider> => registry.toProvider(await registry.replace(caller!, params.providerId, body)))

  app.patch('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'updateProvider',
      tags: ['providers'],
      summary: 'Change a provider',
      params: ProviderParams,
      body: ref(UpdateProvider),
      response: { 200: json('The provider as it is now.', Provider), ...refusals },
    },
  }, async ({ params, body, caller }): Promise<Provider> => registry.toProvider(await registry.update(caller!, params.providerId, body)))

  app.delete('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'deleteProvider',
      tags: ['providers'],
      summary: 'Remove a provider',
      params: ProviderParams,
      response: { 204: { description: 'It is gone.', type: 'null' }, ...refusals },
    },
  }, async ({ params }, reply) => {
    await registry.remove(params.providerId)
    return reply.code(204).send(null)
  })
}
