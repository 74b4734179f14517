import { setImmediate as breathe } from 'node:timers/promises'
import type { SearchPlace, SearchStore } from '../core/chats.ts'
import type { Clock, Log } from '../core/ports.ts'

export type CompactorOptions = {
  store: Pick<SearchStore, 'isCompactionDue' | 'compact' | 'noteCompacted'>
  clock: Clock
  log: Log
  /** How long it waits after something was deleted, and at least between two rounds: each reads the whole index. In milliseconds. */
  restMs?: number
  /** So many hashes are looked at in one transaction. */
  batch?: number
}

export type Compactor = ReturnType<typeof createCompactor>

/** Takes out of the search index what deleted chats and old titles have left in it, in the background and piece by piece. What was not done before the process ended is done by the next one. */
export function createCompactor ({ store, clock, log, restMs = 60_000, batch = 2000 }: CompactorOptions) {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  const closing = new AbortController()

  const round = async (): Promise<void> => {
    if (!await store.isCompactionDue()) return
    const startedAt = clock()
    let place: SearchPlace | undefined
    do {
      place = await store.compact(place, batch)
      // others get their turn: SQLite answers without leaving this one
      await breathe()
    } while (place !== undefined && !closing.signal.aborted)
    if (place === undefined) await store.noteCompacted(startedAt)
  }

  const run = (): Promise<void> => {
    running ??= round().catch((error: unknown) => log.error({ err: error }, 'the search index could not be compacted')).finally(() => { running = undefined })
    return running
  }

  return {
    /** To be called when something was deleted, and once at the start. */
    refresh (): void {
      if (closing.signal.aborted) return
      timer ??= setTimeout(() => {
        timer = undefined
        void run()
      }, restMs).unref()
    },
    /** At once. Resolves when what was deleted before has left nothing. */
    async settle (): Promise<void> {
      await running
      await run()
    },
    async close (): Promise<void> {
      closing.abort()
      clearTimeout(timer)
      await running
    },
  }
}
