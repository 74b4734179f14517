import { type Ids, type Io, recoveryMs } from './io.ts'

type Adapter = ReturnType<Io['of']>['adapter']
type Session = Parameters<Adapter['persistSession']>[0]

export type Recovery = ReturnType<typeof guardRecovery>

/**
 * Whoever comes back to a connection that broke gets their rooms and what they missed before anybody asks who they are.
 * So who loses a right while they are away must not come back that way.
 */
export const guardRecovery = (io: Io) => {
  const { adapter } = io.of('/')
  const persist = adapter.persistSession.bind(adapter)
  const restore = adapter.restoreSession.bind(adapter)
  const away = new Map<string, Session>()

  adapter.persistSession = session => {
    away.set(session.pid, session)
    setTimeout(() => { if (away.get(session.pid) === session) away.delete(session.pid) }, recoveryMs).unref()
    persist(session)
  }
  adapter.restoreSession = (pid, offset) => away.has(pid) ? restore(pid, offset) : Promise.resolve(none)

  return {
    /** Those of whom this is true must begin anew. */
    forget (isOver: (ids: Ids, rooms: readonly string[]) => boolean): void {
      for (const [pid, { data, rooms }] of away) if (isOver(data as Ids, rooms)) away.delete(pid) // the data is what admission wrote
    },
  }
}

/** As the adapter itself says that there is none; its types forget that. */
const none = null as unknown as Awaited<ReturnType<Adapter['restoreSession']>>
