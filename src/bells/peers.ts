/** Whoever is not heard for so long is silent. */
const silentMs = 2000
/** Somebody who is silent may still change things; after so long they are taken for gone. */
const gaveUpMs = 60_000
/** What they had to say of those who listen to them is worth nothing before that. */
const goneMs = 6000

/** The other instances, by when each was heard last. Times are milliseconds of one clock. */
export const createPeers = () => {
  const heardAt = new Map<string, number>()
  const gone = new Set<string>()

  return {
    hear (instance: string, now: number): void {
      heardAt.set(instance, now)
      gone.delete(instance)
    },
    /** They said that they go. */
    leave (instance: string): void {
      heardAt.delete(instance)
      gone.delete(instance)
    },
    /** Whether somebody is there of whom nothing is heard. */
    isSomebodySilent: (now: number): boolean => [...heardAt.values()].some(at => now - at > silentMs),
    /** Those who are there. */
    present: (now: number): string[] => [...heardAt].filter(([, at]) => now - at <= silentMs).map(([instance]) => instance),
    /** Those who have become silent for too long since the last time. */
    takeGone (now: number): string[] {
      const found: string[] = []
      for (const [instance, at] of heardAt) {
        if (now - at > gaveUpMs) {
          heardAt.delete(instance)
          gone.delete(instance)
        } else if (now - at > goneMs && !gone.has(instance)) {
          gone.add(instance)
          found.push(instance)
        }
      }
      return found
    },
  }
}
