import { createClient, type Grant, ParlanceError, type User } from '@parlance/client'
import { clearLocal, readLocal, writeLocal } from '../lib/local.ts'
import { createStore } from '../lib/store.ts'
import { watchedFetch } from './connection.ts'

/**
 * Who is signed in. `unknown` until the cookie was tried; `expired`: somebody was, and has to say the password again;
 * `offline`: somebody was, and the server cannot be asked.
 */
export type Session =
  | { state: 'unknown' | 'signed-out' }
  | { state: 'signed-in' | 'expired' | 'offline'; user: User }

export const session = createStore<Session>({ state: 'unknown' })

/** The access token lives here and nowhere else. */
let access: { token: string; expiresAt: number } | undefined
let refreshing: Promise<string | undefined> | undefined

/** A token that ends sooner than this is replaced before it is used. Milliseconds. */
const margin = 30_000
/** Tabs tell each other. */
const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('parlance.session') : undefined

/** Everything that this page asks of the server goes through it. */
export const client = createClient({
  baseUrl: '',
  apiKey: async () => access !== undefined && access.expiresAt - Date.now() > margin ? access.token : refresh(),
  fetch: async (request, init) => {
    const again = request.headers.has('authorization') && !request.url.includes('/api/v1/chats/import') ? request.clone() : undefined
    const response = await watchedFetch(request, init)
    if (response.status !== 401 || again === undefined) return response
    // the session may have been renewed elsewhere, or the clock is wrong: one more try
    access = undefined
    const token = await refresh()
    if (token === undefined) return response
    again.headers.set('authorization', `Bearer ${token}`)
    return watchedFetch(again, init)
  },
})
/** For what anybody may ask: signing in and out, public links. */
export const visitor = createClient({ baseUrl: '', fetch: watchedFetch, maxRetries: 1 })

const enter = ({ accessToken, expiresIn, user }: Grant): string => {
  access = { token: accessToken, expiresAt: Date.now() + expiresIn * 1000 }
  writeLocal('user', JSON.stringify(user))
  session.set({ state: 'signed-in', user })
  return accessToken
}

const leave = (): void => {
  access = undefined
  session.set({ state: 'signed-out' })
}

/** The next access token by the cookie; undefined when the session is over. Throws when the server cannot be reached. */
const refresh = (): Promise<string | undefined> => {
  refreshing ??= visitor.auth.refresh().then(enter, error => {
    if (!(error instanceof ParlanceError) || (error.status !== 401 && error.status !== 403)) throw error
    access = undefined
    const now = session.get()
    if ('user' in now) session.set({ state: 'expired', user: now.user })
    else leave()
    return undefined
  }).finally(() => { refreshing = undefined })
  return refreshing
}

/** Who was here last, on this device. */
export const rememberedUser = (): User | undefined => {
  try {
    return JSON.parse(readLocal('user') ?? 'null') as User ?? undefined // written by `enter` alone
  } catch {
    return undefined
  }
}

/** Finds out who is here. Asks nothing on a first visit. */
export const openSession = async (): Promise<void> => {
  const user = rememberedUser()
  if (user === undefined) return leave()
  try {
    if (await refresh() === undefined) leave()
  } catch {
    session.set({ state: 'offline', user })
  }
}

/** Comes back from `offline` when the server is there again. */
export const reopenSession = async (): Promise<void> => {
  if (session.get().state === 'offline') await refresh().catch(() => undefined)
}

export const signIn = async (login: string, password: string): Promise<void> => {
  const before = session.get()
  const grant = await visitor.auth.login({ login, password, cookie: true })
  // somebody else must not find the drafts and the chats of who was here
  if ('user' in before && before.user.id !== grant.user.id) await wipe()
  enter(grant)
  channel?.postMessage('in')
}

export const signUp = async (account: { username: string; email: string; password: string }): Promise<void> => {
  enter(await visitor.auth.register({ ...account, cookie: true }))
  channel?.postMessage('in')
}

const wipers = new Set<() => void | Promise<void>>()

/** Registers what forgets somebody when they sign out. */
export const onWipe = (wiper: () => void | Promise<void>): void => { wipers.add(wiper) }

const wipe = async (): Promise<void> => {
  clearLocal()
  await Promise.allSettled([...wipers].map(wiper => wiper()))
}

/** Ends the session and takes everything that was kept on this device away. */
export const signOut = async (): Promise<void> => {
  await visitor.auth.logout(undefined, { timeoutMs: 5_000 }).catch(() => {})
  await wipe()
  leave()
  channel?.postMessage('out')
}

channel?.addEventListener('message', ({ data }) => {
  if (data === 'out') void wipe().then(leave)
  if (data === 'in' && session.get().state !== 'signed-in') void openSession()
})

/** The profile has changed. */
export const replaceUser = (user: User): void => {
  const now = session.get()
  if (!('user' in now)) return
  writeLocal('user', JSON.stringify(user))
  session.set({ ...now, user })
}
