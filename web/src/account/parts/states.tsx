import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { ErrorNote, Skeleton } from '../../ui/states.tsx'
import { t } from './messages.ts'
import type { Pages } from './use-pages.ts'

type Loaded<T> = { data: T | undefined; error: Error | null; isFetching: boolean; refetch(): unknown }

/** What was asked for, or why it is not there, or that it is coming. What was there before stays while it is asked for again. */
export function Await<T> ({ query, lines = 4, children }: { query: Loaded<T>; lines?: number; children: (data: T) => ReactNode }) {
  const { data, error, isFetching, refetch } = query
  return (
    <>
      {error !== null && <ErrorNote error={error} isBusy={isFetching} onRetry={() => void refetch()} />}
      {data === undefined ? error === null && <Skeleton lines={lines} /> : children(data)}
    </>
  )
}

/** The same for a list that comes page by page. */
export function AwaitPages<T> ({ pages, lines = 4, children }: { pages: Pages<T>; lines?: number; children: (items: T[]) => ReactNode }) {
  const { items, error, isFetching, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  return (
    <>
      <Await query={{ data: items, error, isFetching, refetch }} lines={lines}>{children}</Await>
      {hasNextPage && <div className='row'><Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('pages.more')}</Button></div>}
    </>
  )
}
