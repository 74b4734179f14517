import type { BellListener, BellName } from '../core/bells.ts'
import type { Log } from '../core/ports.ts'

/** Who hears which bell. One that fails keeps nobody else from hearing. */
export const createListeners = (log: Log) => {
  const byName = new Map<string, Set<BellListener<BellName>>>()
  const gaps = new Set<() => void>()
  const goodbyes = new Set<(instance: string) => void>()

  const complain = (error: unknown): void => log.error({ err: error }, 'a doorbell was answered with a failure')
  const guarded = (work: () => unknown): unknown => {
    try {
      const done = work()
      return done instanceof Promise ? done.catch(complain) : undefined
    } catch (error) {
      complain(error)
    }
  }
  const add = <T>(set: Set<T>, listener: T): (() => void) => {
    set.add(listener)
    return () => { set.delete(listener) }
  }

  return {
    on: <Name extends BellName>(name: Name, listener: BellListener<Name>): (() => void) => {
      const listeners = byName.get(name) ?? new Set()
      byName.set(name, listeners)
      return add(listeners, listener as unknown as BellListener<BellName>) // kept under its name
    },
    onGap: (listener: () => void): (() => void) => add(gaps, listener),
    onGone: (listener: (instance: string) => void): (() => void) => add(goodbyes, listener),
    /** Resolves when all of them go by it; undefined: they do already. */
    hear (name: string, news: unknown, from: string): Promise<unknown> | undefined {
      const busy = [...byName.get(name) ?? []].map(listener => guarded(() => listener(news as never, from))).filter(done => done !== undefined) // written by ring
      return busy.length === 0 ? undefined : Promise.all(busy)
    },
    tellGap (): void {
      for (const listener of gaps) guarded(listener)
    },
    tellGone (instance: string): void {
      for (const listener of goodbyes) guarded(() => listener(instance))
    },
  }
}
