import type { App } from '../../../plugins/app.ts'
import { PageQuery, readPageQuery } from '../../../schemas/common.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { CreateProvider, Provider, ProviderPage } from '../../../schemas/provider.ts'
import { ref } from '../../../schemas/type.ts'

export default async function providers (app: App) {
  const { registry } = app.services

  app.post('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'createProvider',
      tags: ['providers'],
      summary: 'Add a provider',
      body: ref(CreateProvider),
      response: { 201: json('The provider, ready to be asked.', Provider), ...problems('unauthorized', 'forbidden', 'conflict') },
    },
  }, async ({ body, caller }, reply) => {
    const record = await registry.create(caller!, body)
    return reply.code(201).send(registry.toProvider(record))
  })

  app.get('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'listProviders',
      tags: ['providers'],
      summary: 'List the providers',
      querystring: PageQuery,
      response: { 200: json('Providers by name.', ProviderPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query }): Promise<ProviderPage> => {
    const { data, nextCursor } = registry.page(readPageQuery(query))
    return { data: data.map(registry.toProvider), nextCursor: nextCursor ?? null }
  })
}
