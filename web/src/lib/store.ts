/** A value that can be watched. */
export type Store<T> = {
  get(): T
  set(next: T): void
  update(change: (now: T) => T): void
  /** Returns what ends it. */
  subscribe(listener: () => void): () => void
}

export function createStore<T> (first: T): Store<T> {
  const listeners = new Set<() => void>()
  let now = first
  const set = (next: T): void => {
    if (Object.is(next, now)) return
    now = next
    for (const listener of [...listeners]) listener()
  }
  return {
    get: () => now,
    set,
    update: change => set(change(now)),
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
  }
}
