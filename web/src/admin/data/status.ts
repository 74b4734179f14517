import { queryOptions } from '@tanstack/react-query'
import { client } from '../../session/session.ts'

/** How the server and what it stands on fare, looked at again every 15 seconds. */
export const statusQuery = queryOptions({
  queryKey: ['admin', 'status'],
  queryFn: ({ signal }) => client.status({ signal }),
  refetchInterval: 15_000,
})
