/** What has changed about who may do what: an account (role, disabled, gone), one of its sessions (ended), or a key. */
export type AccountChange = { userId: string } | { sessionId: string } | { keyId: string }

/** Whether a change concerns a caller. */
export const isAbout = (change: AccountChange, { callerId, userId, sessionId }: { callerId: string; userId?: string | undefined; sessionId?: string | undefined }): boolean => {
  if ('userId' in change) return change.userId === userId
  return 'sessionId' in change ? change.sessionId === sessionId : change.keyId === callerId
}

export type Changes = ReturnType<typeof createChanges>

/** Tells everybody in this process who holds on to callers, such as caches and open sockets, before the change is answered. */
export const createChanges = () => {
  const listeners = new Set<(change: AccountChange) => void>()
  return {
    tell: (change: AccountChange): void => {
      for (const listener of listeners) listener(change)
    },
    /** Returns what takes the listener away again. */
    listen: (listener: (change: AccountChange) => void): (() => void) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
  }
}
