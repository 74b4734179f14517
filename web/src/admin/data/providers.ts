import type { CreateProvider, UpdateProvider } from '@parlance/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../session/session.ts'
import { collect } from '../../account/parts/collect.ts'

/** Where models come from, and how they fare. Keys of providers pass through here and are kept nowhere. */
export const providersQuery = queryOptions({
  queryKey: ['admin', 'providers', 'list'],
  queryFn: ({ signal }) => collect(client.providers.all({ signal })),
})

export const providerQuery = (id: string) => queryOptions({
  queryKey: ['admin', 'providers', 'one', id],
  queryFn: ({ signal }) => client.providers.get(id, { signal }),
})

export const templatesQuery = queryOptions({
  queryKey: ['admin', 'templates'],
  queryFn: async ({ signal }) => (await client.providers.templates({ signal })).data,
  staleTime: Infinity,
})

export const healthQuery = (id: string) => queryOptions({
  queryKey: ['admin', 'providers', 'health', id],
  queryFn: ({ signal }) => client.providers.health(id, { signal }),
  refetchInterval: 30_000,
})

export const providerModelsQuery = (id: string) => queryOptions({
  queryKey: ['admin', 'providers', 'models', id],
  queryFn: ({ signal }) => client.providers.models(id, { signal }),
})

export const createProvider = (body: CreateProvider) => client.providers.create(body)
export const updateProvider = (id: string, body: UpdateProvider) => client.providers.update(id, body)
export const deleteProvider = (id: string) => client.providers.delete(id)
export const testProvider = (id: string) => client.providers.test(id)
export const testInput = (body: CreateProvider) => client.providers.testInput(body)
export const refreshModels = (id: string) => client.providers.refreshModels(id)

/** What is to be read again after a change to a provider. */
export const providersKey = ['admin', 'providers'] as const
