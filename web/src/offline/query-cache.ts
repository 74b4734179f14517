import { dehydrate, type DehydratedState, hydrate, type Query } from '@tanstack/react-query'
import { clear, createStore, get, set } from 'idb-keyval'
import { queryClient } from '../app/query-client.ts'
import { onWipe, session } from '../session/session.ts'

/** What was kept, for whom. Another version of the page may mean something else by it. */
type Kept = { version: 1; userId: string; state: DehydratedState }

const key = 'queries'
/** So many chats can be read without a network. */
const mostChats = 40
/** A chat with more than that, in characters, would make every save slow. */
const largestChat = 1_000_000
const pauseMs = 2_000

const store = () => createStore('parlance', 'cache')

const isKept = ({ queryKey: [name, filter], state }: Query): boolean => {
  if (state.status !== 'success') return false
  if (name === 'chats') return (filter as { search?: string } | undefined)?.search === ''
  return name === 'chat' || name === 'models' || name === 'preferences' || name === 'members' || name === 'pinned-chats'
}

const sizeOf = ({ state: { data } }: Query): number => {
  let size = 0
  for (const page of (data as { pages?: { data: { content?: { text?: string; url?: string }[] }[] }[] } | undefined)?.pages ?? []) {
    for (const { content = [] } of page.data) for (const { text = '', url = '' } of content) size += text.length + url.length
  }
  return size
}

const save = async (): Promise<void> => {
  const now = session.get()
  if (now.state !== 'signed-in') return
  const chats = queryClient.getQueryCache().findAll({ queryKey: ['chat'] }).filter(query => query.state.data !== undefined && sizeOf(query) <= largestChat)
  const newest = new Set(chats.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt).slice(0, mostChats))
  const state = dehydrate(queryClient, { shouldDehydrateMutation: () => false, shouldDehydrateQuery: query => isKept(query) && (query.queryKey[0] !== 'chat' || newest.has(query)) })
  await set(key, { version: 1, userId: now.user.id, state } satisfies Kept, store())
}

/** Puts back what this person has read on this device, so that it is there at once, and without a network too. */
export const restoreQueries = async (userId: string | undefined): Promise<void> => {
  if (userId === undefined) return
  try {
    const kept = await get<Kept>(key, store())
    if (kept?.version === 1 && kept.userId === userId) hydrate(queryClient, kept.state)
  } catch {
    // private windows have no database; the server has everything
  }
}

/** Keeps what is read. Wiped when somebody signs out. */
export const keepQueries = (): void => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const saveNow = (): void => {
    clearTimeout(timer)
    timer = undefined
    save().catch(() => {})
  }
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && isKept(query)) timer ??= setTimeout(saveNow, pauseMs)
  })
  addEventListener('pagehide', () => { if (timer !== undefined) saveNow() })
  onWipe(async () => {
    clearTimeout(timer)
    timer = undefined
    await clear(store())
  })
}
