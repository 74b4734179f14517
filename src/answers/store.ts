import type { AnswerStore, KeptAnswer } from '../core/answers.ts'
import type { Clock } from '../core/ports.ts'

export type AnswerStoreOptions = { clock: Clock; maxBytes: number }

/** What an entry takes besides its bytes, about. */
const overhead = 500

/** Keeps answers in this process. When it is full, those that were not asked for the longest go first. */
export function createAnswerStore ({ clock, maxBytes }: AnswerStoreOptions): AnswerStore & { readonly bytes: number } {
  const entries = new Map<string, { answer: KeptAnswer; expiresAt: number }>()
  let held = 0

  const forget = (name: string): void => {
    const entry = entries.get(name)
    if (entry === undefined) return
    entries.delete(name)
    held -= entry.answer.bytes.length + overhead
  }

  return {
    get (name) {
      const entry = entries.get(name)
      if (entry === undefined) return undefined
      if (entry.expiresAt <= clock()) {
        forget(name)
        return undefined
      }
      entries.delete(name)
      entries.set(name, entry)
      return entry.answer
    },
    put (name, answer, ttlMs) {
      forget(name)
      const size = answer.bytes.length + overhead
      if (size > maxBytes) return
      entries.set(name, { answer, expiresAt: clock() + ttlMs })
      held += size
      for (const oldest of entries.keys()) {
        if (held <= maxBytes) return
        forget(oldest)
      }
    },
    clear () {
      entries.clear()
      held = 0
    },
    get bytes () { return held },
  }
}
