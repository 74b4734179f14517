export type MemoizeOptions<Query> = { keyOf(query: Query): string; limit: number }

/** Remembers the answers to the last `limit` new questions, so that names that clients choose cannot fill the memory. */
export const memoize = <Query, Answer>(find: (query: Query) => Answer, { keyOf, limit }: MemoizeOptions<Query>): (query: Query) => Answer => {
  const known = new Map<string, { answer: Answer }>()
  return query => {
    const key = keyOf(query)
    const before = known.get(key)
    if (before !== undefined) return before.answer
    const answer = find(query)
    const oldest = known.size < limit ? undefined : known.keys().next().value
    if (oldest !== undefined) known.delete(oldest)
    known.set(key, { answer })
    return answer
  }
}
