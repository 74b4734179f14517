import type { Redis } from 'ioredis'
import type { PlaceStore } from '../core/places.ts'
import { createId } from '../lib/ids.ts'
import type { Guard } from './redis-guard.ts'
import { placesScript } from './redis-scripts.ts'

export type RedisPlacesOptions = { client: Redis; house: string; guard: Guard }

/** The script, as the client has it once it is defined. */
type Scripts = { settlePlaces(count: number, ...keysAndArguments: (string | number)[]): Promise<[granted: number, waitingElsewhere: number, free: number]> }

/** How long places outlive the process that has them, and how long its queue is minded by others. */
const leaseMs = 10_000
const queueLeaseMs = 2000
/** Nobody gets more at once. */
const maxWishes = 100

/** Places at providers for all processes that share a Redis. */
export const createRedisPlaces = ({ client, house, guard }: RedisPlacesOptions): PlaceStore => {
  client.defineCommand('settlePlaces', { lua: placesScript })
  const scripts = client as unknown as Scripts // defineCommand adds it
  const instance = createId('ins')
  return {
    leaseMs,
    settle: ({ provider, most, held, waiting, waitedMs }) => guard(async () => {
      const waited = waitedMs.slice(0, maxWishes).map(Math.round)
      const [granted, waitingElsewhere, free] = await scripts.settlePlaces(1, `parlance:places:${house}:${provider}`, instance, most, held, waiting, leaseMs, queueLeaseMs, ...waited)
      return { granted, heldElsewhere: most - held - granted - free, waitingElsewhere, free }
    }, async () => undefined),
  }
}
