import { ParlanceError } from '@parlance/client'
import { MutationCache, QueryClient } from '@tanstack/react-query'
import { sayError } from '../errors/say-error.ts'
import { showToast } from '../ui/toast.tsx'

/** What the server said last. Retries are the client's; a mutation that nobody watches says in a toast what went wrong. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 30_000, gcTime: 24 * 60 * 60_000, refetchOnWindowFocus: true, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
  mutationCache: new MutationCache({
    onError (error, _variables, _context, { meta }) {
      if (meta?.['isShown'] !== true) showToast(sayError(error), { kind: 'error' })
    },
  }),
})

export const isNotFound = (error: unknown): boolean => error instanceof ParlanceError && error.status === 404
