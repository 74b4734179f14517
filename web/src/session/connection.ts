import { createStore } from '../lib/store.ts'

/** How the server is reached. `back` is said for two seconds after a loss. */
export type Connection = { state: 'online' | 'reconnecting' | 'offline' | 'back'; since: number }

export const connection = createStore<Connection>({ state: 'online', since: 0 })

const firstPause = 1_000
const longestPause = 10_000
const farewell = 2_000
let isLooking = false
let wake: (() => void) | undefined

const become = (state: Connection['state']): void => {
  if (connection.get().state !== state) connection.set({ state, since: Date.now() })
}

/** Something came from the server. */
export const noteReached = (): void => {
  const { state } = connection.get()
  if (state === 'online' || state === 'back') return
  become('back')
  setTimeout(() => { if (connection.get().state === 'back') become('online') }, farewell)
}

/** A request did not get through: asks until one does. */
export const noteLost = (): void => {
  become(navigator.onLine ? 'reconnecting' : 'offline')
  if (isLooking) return
  isLooking = true
  void look().finally(() => { isLooking = false })
}

const look = async (): Promise<void> => {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, pause)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    if (connection.get().state === 'online' || connection.get().state === 'back') return
    if (!navigator.onLine) continue
    try {
      const response = await fetch('/api/v1/health', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })
      if (response.ok) return noteReached()
    } catch {
      become(navigator.onLine ? 'reconnecting' : 'offline')
    }
  }
}

/** Looks again at once. */
export const lookNow = (): void => wake?.()

/** Hears what the browser knows about its network. */
export const watchConnection = (): void => {
  addEventListener('offline', () => {
    become('offline')
    noteLost()
  })
  addEventListener('online', () => {
    if (connection.get().state === 'offline') become('reconnecting')
    lookNow()
  })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) lookNow() })
  if (!navigator.onLine) noteLost()
}

/** A fetch that notes whether the server was reached. */
export const watchedFetch = async (request: Request, init?: RequestInit): Promise<Response> => {
  try {
    const response = await fetch(request, init)
    noteReached()
    return response
  } catch (error) {
    if (!request.signal.aborted && init?.signal?.aborted !== true) noteLost()
    throw error
  }
}
