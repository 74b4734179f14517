import type { ChatStore, ChatLimits, GenerationStore } from '../core/chats.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { ChatFeed } from './feed.ts'
import type { Generations } from './generations.ts'

/** For how long chats in which nothing is said are kept, in milliseconds; undefined: for ever. */
export type Retention = { readonly chatMs?: number | undefined; readonly pinnedMs?: number | undefined; readonly temporaryMs: number }

export type RetentionOptions = {
  store: Pick<ChatStore, 'expired' | 'remove'>
  generationStore: Pick<GenerationStore, 'running'>
  generations: Pick<Generations, 'stop'>
  feed: Pick<ChatFeed, 'tell'>
  retention: Retention
  clock: Clock
  log: Log
  everyMs?: number
}

const hourMs = 3_600_000
const batch = 100

/** Removes chats whose time is over, with everything in them: messages, files, links, summaries, logs of answers, what is found by words. */
export function createRetention ({ store, generationStore, generations, feed, retention: { chatMs, pinnedMs, temporaryMs }, clock, log, everyMs = hourMs }: RetentionOptions) {
  let sweeping: Promise<number> | undefined
  const closing = new AbortController()

  const before = (ms: number | undefined, now: number): number | undefined => ms === undefined ? undefined : now - ms

  const sweep = async (): Promise<number> => {
    const now = clock()
    const limits: ChatLimits = { chat: before(chatMs, now), pinned: before(pinnedMs, now), temporary: now - temporaryMs }
    let removed = 0
    for (let ids = await store.expired(limits, batch); ids.length > 0 && !closing.signal.aborted; ids = await store.expired(limits, batch)) {
      for (const id of ids) {
        for (const generation of await generationStore.running(id)) await generations.stop(generation)
        if (!await store.remove(id)) continue
        removed++
        feed.tell({ type: 'removed', chatId: id })
      }
    }
    if (removed > 0) log.info({ removed }, 'chats whose time is over were removed')
    return removed
  }

  const run = (): Promise<number> => {
    sweeping ??= sweep().finally(() => { sweeping = undefined })
    return sweeping
  }

  const runQuietly = (): void => { run().catch((error: unknown) => log.error({ err: error }, 'chats whose time is over could not be removed')) }
  const timer = setInterval(runQuietly, everyMs).unref()

  return {
    /** At once, and every hour from now on. */
    start: runQuietly,
    /** Removes what is due; how many chats that were. */
    run,
    async close (): Promise<void> {
      closing.abort()
      clearInterval(timer)
      await sweeping?.catch(() => {})
    },
  }
}
