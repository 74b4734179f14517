import type { Model } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { readLocalJson, writeLocal } from '../lib/local.ts'
import { client } from '../session/session.ts'

/** Which models there are. */
export const useModels = () => useQuery({ queryKey: ['models'], queryFn: async ({ signal }) => (await client.models.list({ signal })).data, staleTime: 5 * 60_000 })

export const useModel = (id: string | null | undefined): Model | undefined => {
  const { data } = useModels()
  return id == null ? undefined : data?.find(model => model.id === id)
}

/** What it is called. */
export const nameOf = (id: string, models: readonly Model[] | undefined): string => models?.find(model => model.id === id)?.display_name ?? id

/** Providers that do not answer now. */
export const useDownProviders = (isAsked: boolean): ReadonlySet<string> => {
  const { data } = useQuery({ queryKey: ['status'], queryFn: ({ signal }) => client.status({ signal }), enabled: isAsked, staleTime: 30_000 })
  return new Set(data?.providers.filter(({ state }) => state === 'down').map(({ name }) => name))
}

export const readRecent = (): string[] => readLocalJson<string[]>('recent-models', [])
export const noteRecent = (id: string): void => writeLocal('recent-models', JSON.stringify([id, ...readRecent().filter(one => one !== id)].slice(0, 5)))
