import { useInfiniteQuery } from '@tanstack/react-query'

type Page<T> = { data: T[]; nextCursor: string | null }

/** A list that is read page by page. `key` names it in the cache. */
export function usePages<T> (key: readonly unknown[], read: (query: { cursor?: string; limit: number }, options: { signal: AbortSignal }) => Promise<Page<T>>, limit = 50) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read({ limit, ...pageParam !== undefined && { cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined, // TypeScript infers no union from `undefined` alone
    getNextPageParam: page => page.nextCursor ?? undefined,
    placeholderData: before => before,
  })
  return { ...query, items: query.data?.pages.flatMap(page => page.data) }
}

export type Pages<T> = { items: T[] | undefined; error: Error | null; isFetching: boolean; hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown; refetch(): unknown }
