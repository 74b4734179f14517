import { setMaxListeners } from 'node:events'
import type { Chats } from '../chats/index.ts'
import type { GenerationRecord } from '../core/chats.ts'
import type { Log } from '../core/ports.ts'
import { Follower, type Opening } from './follower.ts'
import type { Connection } from './io.ts'
import type { Teller } from './teller.ts'

type Followed = { stop: AbortController; byId: Map<string, Follower> }

const rememberedMs = 60_000

export type Followers = ReturnType<typeof createFollowers>

/** Who reads which generation, for chats that somebody listens to. */
export const createFollowers = ({ chats, teller, log }: { chats: Pick<Chats, 'read' | 'place'>; teller: Teller; log: Log }) => {
  const followed = new Map<string, Followed>()
  /** Those whose end was told: news of them may come late. */
  const over = new Set<string>()

  const followedIn = (chatId: string): Followed => {
    let known = followed.get(chatId)
    if (known === undefined) {
      followed.set(chatId, known = { stop: new AbortController(), byId: new Map() })
      setMaxListeners(0, known.stop.signal)
    }
    return known
  }

  const of = (chatId: string): Follower[] => [...followed.get(chatId)?.byId.values() ?? []]

  const fail = (error: unknown): void => log.error({ err: error }, 'an answer could not be told to its chat')

  return {
    /** Begins to tell of a generation, once. `isNews`: the chat is told first that it begins. */
    follow (generation: GenerationRecord, load: () => Promise<Opening>, isNews: boolean): void {
      const { chatId, id } = generation
      if (isNews && over.has(id)) return
      const known = followedIn(chatId)
      const before = known.byId.get(id)
      if (before !== undefined) {
        // somebody has joined, and found it, just before it was announced
        if (isNews && !before.isAnnounced) load().then(opening => before.announce(opening), fail)
        return
      }
      const follower = new Follower({ chats, generation, load, isNews, teller, signal: known.stop.signal })
      known.byId.set(id, follower)
      follower.ended.catch(fail).finally(() => {
        over.add(id)
        setTimeout(() => over.delete(id), rememberedMs).unref()
        known.byId.delete(id)
        if (known.byId.size === 0 && followed.get(chatId) === known) followed.delete(chatId)
      })
    },

    /** Waits until all that is being told in a chat has begun, also what begins meanwhile. */
    async ready (chatId: string): Promise<void> {
      for (;;) {
        const opening = of(chatId).find(({ isOpen }) => !isOpen)
        if (opening === undefined) return
        await opening.opened
      }
    },

    /** Tells somebody who has joined just now what they have not read yet. Returns the generations that go on. */
    admit (socket: Connection, chatId: string, places: ReadonlyMap<string, number>): Set<string> {
      const byId = followed.get(chatId)?.byId ?? new Map<string, Follower>()
      for (const [id, follower] of byId) follower.admit(socket, places.get(id) ?? 0)
      return new Set(byId.keys())
    },

    drop (socket: Connection, chatId: string): void {
      for (const follower of of(chatId)) follower.drop(socket)
    },

    /** Nobody listens any more. */
    forget (chatId: string): void {
      followed.get(chatId)?.stop.abort()
      followed.delete(chatId)
    },

    close (): void {
      for (const chatId of [...followed.keys()]) this.forget(chatId)
    },
  }
}
