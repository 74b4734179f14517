import type { ApiKeyStore, Log } from '../core/ports.ts'

const flushMs = 60_000

/** Collects when keys were last used, so that a request writes nothing. What a crash loses is a minute of that. */
export const createUsedKeys = ({ store, log }: { store: ApiKeyStore; log: Log }) => {
  let used = new Map<string, number>()

  /** Never throws: what could not be written waits for the next time. */
  const flush = async (): Promise<void> => {
    if (used.size === 0) return
    const batch = used
    used = new Map()
    try {
      await store.touch(batch)
    } catch (error) {
      log.warn({ error }, 'when API keys were last used could not be written')
      for (const [id, at] of batch) if (!used.has(id)) used.set(id, at)
    }
  }

  const timer = setInterval(flush, flushMs)
  timer.unref()

  return {
    add: (id: string, at: number): void => { used.set(id, at) },
    flush,
    close: (): Promise<void> => {
      clearInterval(timer)
      return flush()
    },
  }
}
