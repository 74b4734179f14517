import { dehydrate, type DehydratedState, hydrate, type Query } from '@tanstack/react-query'
import { clear, createStore, get, set, type UseStore } from 'idb-keyval'
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
/** A chat is kept as soon as it is drawn: the page may be closed at any moment, and its last word is not always heard. */
const soonMs = 100

/** Open as long as the page is: whoever closes it has no time to open it. */
let opened: UseStore | undefined
const store = (): UseStore => {
  opened ??= createStore('parlance', 'cache')
  return opened
}

const isKept = ({ queryKey: [name, filter], state }: Query): boolean => {
  // what could not be asked for again is what it was
  if (state.data === undefined) return false
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
  await set(key, { version: 1, userId: now.user.id, state: asRead(state) } satisfies Kept, store())
}

/** As it was, whatever became of the last attempt, and to be asked for again: it may have been kept before the last word. */
const asRead = ({ queries }: DehydratedState): DehydratedState => ({
  mutations: [],
  queries: queries.map(({ promise: _, ...query }) => ({ ...query, state: { ...query.state, status: 'success', error: null, fetchFailureReason: null, fetchFailureCount: 0, fetchStatus: 'idle', isInvalidated: true } })),
})

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
  let dueAt = 0
  const saveNow = (): void => {
    clearTimeout(timer)
    timer = undefined
    save().catch(() => {})
  }
  const saveWithin = (ms: number): void => {
    const at = performance.now() + ms
    if (timer !== undefined && dueAt <= at) return
    clearTimeout(timer)
    dueAt = at
    timer = setTimeout(saveNow, ms)
  }
  queryClient.getQueryCache().subscribe(event => {
    if (event.type === 'updated' && event.action.type === 'success' && isKept(event.query)) saveWithin(event.query.queryKey[0] === 'chat' ? soonMs : pauseMs)
  })
  const saveLast = (): void => { if (timer !== undefined) saveNow() }
  addEventListener('pagehide', saveLast)
  document.addEventListener('visibilitychange', () => { if (document.hidden) saveLast() })
  onWipe(async () => {
    clearTimeout(timer)
    timer = undefined
    await clear(store())
  })
}
