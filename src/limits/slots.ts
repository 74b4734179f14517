import type { Slot } from './windows.ts'

/** `full`: the bound that has no room. `leave`, once, when the call is over. */
export type Entered = { full: Slot | undefined; leave(): void }

/** Places for calls that run at the same time. */
export type Slots = { enter(slots: readonly Slot[]): Entered | Promise<Entered> }

/** In this process. */
export const createSlots = () => {
  const running = new Map<string, number>()
  return {
    enter (slots) {
      const full = slots.find(({ key, limit }) => (running.get(key) ?? 0) >= limit)
      if (full !== undefined) return { full, leave: () => {} }
      for (const { key } of slots) running.set(key, (running.get(key) ?? 0) + 1)
      return {
        full: undefined,
        leave () {
          for (const { key } of slots) {
            const left = running.get(key)! - 1
            if (left > 0) running.set(key, left)
            else running.delete(key)
          }
        },
      }
    },
  } satisfies Slots
}
