import { createId } from '../lib/ids.ts'

export type Echoes = ReturnType<typeof createEchoes>

/** Who waits for others to say that they go by what they were told. */
export const createEchoes = (patienceMs: number) => {
  const waiting = new Map<string, { missing: Set<string>; end(): void }>()

  return {
    /** `heard` resolves when each of `others` has answered to `id`, or after the time that one waits. */
    expect (others: readonly string[]): { id: string; heard: Promise<void> } {
      const id = createId('tel')
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(end, patienceMs)
      function end (): void {
        clearTimeout(timer)
        waiting.delete(id)
        resolve()
      }
      waiting.set(id, { missing: new Set(others), end })
      return { id, heard: promise }
    },
    /** One of them has answered. */
    hear (id: string, from: string): void {
      const told = waiting.get(id)
      if (told === undefined) return
      told.missing.delete(from)
      if (told.missing.size === 0) told.end()
    },
    /** They will not answer any more. */
    leave (from: string): void {
      for (const id of [...waiting.keys()]) this.hear(id, from)
    },
    close (): void {
      for (const { end } of [...waiting.values()]) end()
    },
  }
}
