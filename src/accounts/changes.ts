import type { Bells } from '../core/bells.ts'

/** What has changed about who may do what: an account (role, disabled, gone), one of its sessions (ended), a key, or perhaps anything. */
export type AccountChange = { userId: string } | { sessionId: string } | { keyId: string } | { isUnknown: true }

/** Whether a change concerns a caller. */
export const isAbout = (change: AccountChange, { callerId, userId, sessionId }: { callerId: string; userId?: string | undefined; sessionId?: string | undefined }): boolean => {
  if ('isUnknown' in change) return true
  if ('userId' in change) return change.userId === userId
  return 'sessionId' in change ? change.sessionId === sessionId : change.keyId === callerId
}

export type Changes = ReturnType<typeof createChanges>

/** Tells everybody who holds on to callers, such as caches and open sockets, here and in other processes, before the change is answered. */
export const createChanges = (bells?: Pick<Bells, 'tell' | 'on' | 'onGap'>) => {
  const listeners = new Set<(change: AccountChange) => void>()
  const tellHere = (change: AccountChange): void => {
    for (const listener of listeners) listener(change)
  }
  bells?.on('account', tellHere)
  bells?.onGap(() => tellHere({ isUnknown: true }))
  return {
    /** Resolves when those of other processes know it, too. */
    tell: async (change: Exclude<AccountChange, { isUnknown: true }>): Promise<void> => {
      tellHere(change)
      await bells?.tell('account', change)
    },
    /** Returns what takes the listener away again. */
    listen: (listener: (change: AccountChange) => void): (() => void) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
  }
}
