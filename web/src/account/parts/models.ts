import { queryOptions } from '@tanstack/react-query'
import { client } from '../../session/session.ts'

/** Every model that can be asked, aliases too. */
export const modelsQuery = queryOptions({
  queryKey: ['account', 'models'],
  queryFn: async ({ signal }) => (await client.models.list({ signal })).data,
  staleTime: 60_000,
})
