import type { GenerationStore } from '../core/chats.ts'
import type { Clock, Log } from '../core/ports.ts'
import { contentOf } from './content.ts'
import type { RunningGeneration } from './running.ts'

export type FlusherOptions = { store: GenerationStore; live: ReadonlyMap<string, RunningGeneration>; clock: Clock; log: Log; flushMs: number; materializeMs: number; onFlushed?(ids: string[]): void }

/**
 * Writes what all running generations have said since the last time in one transaction, every `flushMs`; every
 * `materializeMs` their messages too. What cannot be written now is written the next time: nothing is forgotten before it is saved.
 */
export function createFlusher ({ store, live, clock, log, flushMs, materializeMs, onFlushed }: FlusherOptions) {
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> | undefined
  let isFailing = false

  const write = async (): Promise<void> => {
    const now = clock()
    const all = [...live.values()]
    const logs = all.flatMap(generation => {
      const entry = generation.pending()
      return entry === undefined ? [] : [{ generation, entry }]
    })
    const due = all.filter(({ position, materialized, materializedAt }) => position > materialized && now - materializedAt >= materializeMs)
    if (logs.length + due.length === 0) return
    const messages = due.map(({ messageId, pieces, position }) => ({ id: messageId, content: contentOf(pieces), position }))
    try {
      await store.flush({ logs: logs.map(({ generation, entry }) => ({ generationId: generation.record.id, entry })), messages })
    } catch (error) {
      if (!isFailing) log.error({ err: error }, 'what models are saying cannot be saved; it is tried again')
      isFailing = true
      return
    }
    isFailing = false
    for (const { generation, entry } of logs) generation.flushed = Math.max(generation.flushed, entry.to)
    if (logs.length > 0) onFlushed?.(logs.map(({ generation }) => generation.record.id))
    for (const [at, generation] of due.entries()) {
      generation.materialized = messages[at]!.position
      generation.materializedAt = now
    }
  }

  /** One at a time; whoever asks while one is under way gets the next one. */
  const flush = async (): Promise<void> => {
    await flushing
    flushing ??= write().finally(() => { flushing = undefined })
    await flushing
  }

  return {
    flush,
    /** To be called when a generation begins: the clock only ticks while there are any. */
    start: (): void => {
      timer ??= setInterval(() => {
        if (live.size === 0) {
          clearInterval(timer)
          timer = undefined
        } else if (flushing === undefined) void flush()
      }, flushMs)
    },
    close: async (): Promise<void> => {
      clearInterval(timer)
      timer = undefined
      await flush()
    },
  }
}
