import type { Log, Observation } from '../core/ports.ts'
import { isAlive } from './verdict.ts'

export type HealthState = 'unknown' | 'up' | 'degraded' | 'down'

/** What is known of a provider. `checks` are the newest last. */
export type Health = { state: HealthState; checks: Observation[]; lastOk: Observation | undefined }

export type HealthOptions = { log: Log; onState(providerId: string, state: HealthState): void }

const kept = 50
const recent = 10
/** So many failures in a row mean down. */
const downAfter = 3

type Entry = { state: HealthState; ring: Observation[]; next: number; streak: number; lastOk: Observation | undefined }

const stateOf = ({ ring, next, streak }: Entry): HealthState => {
  if (streak >= downAfter || streak === ring.length) return 'down'
  if (streak > 0) return 'degraded'
  for (let back = 1; back <= Math.min(recent, ring.length); back++) {
    if (!ring[(next - back + ring.length) % ring.length]!.ok) return 'degraded'
  }
  return 'up'
}

/** Learns how providers fare from the calls that are made anyway: no call is made to find out. */
export const createHealth = ({ log, onState }: HealthOptions) => {
  const entries = new Map<string, Entry>()

  const create = (id: string): Entry => {
    const entry: Entry = { state: 'unknown', ring: [], next: 0, streak: 0, lastOk: undefined }
    entries.set(id, entry)
    return entry
  }

  return {
    /** On the path of every request: keeps the observation itself and allocates nothing. */
    observe (observation: Observation): void {
      const entry = entries.get(observation.providerId) ?? create(observation.providerId)
      entry.ring[entry.next] = observation
      entry.next = (entry.next + 1) % kept
      if (observation.ok) {
        entry.streak = 0
        entry.lastOk = observation
      } else if (!isAlive(observation)) {
        entry.streak++
      }
      const state = stateOf(entry)
      if (state === entry.state) return
      entry.state = state
      log[state === 'down' ? 'warn' : 'info']({ providerId: observation.providerId, state, errorKind: observation.errorKind }, 'a provider’s state changed')
      onState(observation.providerId, state)
    },

    read (id: string): Health {
      const entry = entries.get(id)
      if (entry === undefined) return { state: 'unknown', checks: [], lastOk: undefined }
      const { ring, next, state, lastOk } = entry
      return { state, checks: [...ring.slice(next), ...ring.slice(0, next)], lastOk }
    },

    forget: (id: string): void => { entries.delete(id) },
  }
}
