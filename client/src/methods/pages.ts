import type { CallOptions } from '../call.ts'

/** Which part of a list: `cursor` is the `nextCursor` of the page before. */
export type PageQuery = { limit?: number; cursor?: string }

/** The query with the page's size filled in. */
export const writePageQuery = (query: PageQuery): PageQuery & { limit: number } => ({ limit: 50, ...query })

/** Goes through a list page by page, fetching the next one when it is needed. */
export async function * readPages<T> (
  list: (query: PageQuery, options?: CallOptions) => Promise<{ data: T[]; nextCursor: string | null }>,
  options?: CallOptions
): AsyncGenerator<T, void, undefined> {
  let query: PageQuery = {}
  for (;;) {
    const { data, nextCursor } = await list(query, options)
    yield * data
    if (nextCursor === null) return
    query = { cursor: nextCursor }
  }
}
