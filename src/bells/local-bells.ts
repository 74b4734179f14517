import type { Bells } from '../core/bells.ts'
import type { Log } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { createListeners } from './listeners.ts'

export type LocalBellsOptions = {
  log: Log
  /** How often others may have changed the database without a word, in milliseconds; undefined: there are no others. */
  lookMs: number | undefined
}

/** Rings for nobody. Where others may share the database, everything counts as missed once in a while. */
export const createLocalBells = ({ log, lookMs }: LocalBellsOptions): Bells => {
  const { on, onGap, onGone, tellGap } = createListeners(log)
  const timer = lookMs === undefined ? undefined : setInterval(tellGap, lookMs).unref()
  return {
    instance: createId('ins'),
    others: 0,
    ring () {},
    tell: async () => {},
    on,
    onGap,
    onGone,
    isHearing: lookMs === undefined,
    check: () => undefined,
    close: async () => clearInterval(timer),
  }
}
