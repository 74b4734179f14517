import type { Redis } from 'ioredis'
import type { PlaceStore } from '../core/places.ts'
import type { Clock, LimitStore, Log, Taken, WindowRequest } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { createGuard } from './redis-guard.ts'
import { createRedisPlaces } from './redis-places.ts'
import { adjustScript, enterScript, renewScript, takeScript } from './redis-scripts.ts'
import type { Entered, Slots } from './slots.ts'
import type { Slot } from './windows.ts'

export type RedisLimitsOptions = {
  client: Redis
  /** What tells this house from others on the same Redis. */
  house: string
  /** What counts while Redis does not answer. */
  local: LimitStore
  localSlots: Slots
  clock: Clock
  log: Log
}

/** The scripts, as the client has them once they are defined. */
type Scripts = {
  takeWindows(count: number, ...keysAndArguments: (string | number)[]): Promise<number[]>
  adjustWindows(count: number, ...keysAndArguments: (string | number)[]): Promise<unknown>
  enterSlots(count: number, ...keysAndArguments: (string | number)[]): Promise<number>
  renewSlots(count: number, ...keysAndArguments: (string | number)[]): Promise<unknown>
}

/** How long a place outlives the process that took it. */
const leaseMs = 30_000

/** Counts for all processes that share a Redis; each for itself while that is gone or slow, which lets more through rather than nobody. */
export const createRedisLimits = ({ client, house, local, localSlots, clock, log }: RedisLimitsOptions): { limits: LimitStore; slots: Slots; places: PlaceStore; close(): void } => {
  client.defineCommand('takeWindows', { lua: takeScript })
  client.defineCommand('adjustWindows', { lua: adjustScript })
  client.defineCommand('enterSlots', { lua: enterScript })
  client.defineCommand('renewSlots', { lua: renewScript })
  const scripts = client as unknown as Scripts // defineCommand adds them
  const guard = createGuard({ clock, log })
  const prefix = `parlance:limit:${house}:`
  const slotPrefix = `parlance:running:${house}:`
  /** The places that this process has taken, by the call that is in them. */
  const running = new Map<string, string[]>()

  const count = async (windows: readonly WindowRequest[], { mustFit, factor }: { mustFit: boolean; factor: number }): Promise<Taken> => {
    const keys = windows.map(({ key }) => prefix + key)
    const numbers = windows.flatMap(({ limit, windowMs, amount = 1 }) => [limit, windowMs, amount * factor])
    const [ok, ...states] = await scripts.takeWindows(keys.length, ...keys, mustFit ? 1 : 0, ...numbers)
    return { ok: ok === 1, windows: windows.map(({ limit }, index) => ({ limit, used: states[2 * index]!, resetAt: states[2 * index + 1]! })) }
  }

  const limits: LimitStore = {
    take: windows => guard(
      () => count(windows, { mustFit: true, factor: 1 }),
      async () => ({ ...await local.take(windows), isLocal: true })),
    async adjust (windows, taken, by) {
      if (taken.isLocal === true) return local.adjust(windows, taken, by)
      const keys = windows.map(({ key }, index) => `${prefix}${key}:${taken.windows[index]!.resetAt}`)
      await guard(() => scripts.adjustWindows(keys.length, ...keys, by), async () => {})
    },
    async giveBack (windows) {
      await guard<unknown>(() => count(windows, { mustFit: false, factor: -1 }), async () => local.giveBack(windows))
    },
    peek: windows => guard(
      async () => (await count(windows, { mustFit: false, factor: 0 })).windows,
      async () => local.peek(windows)),
  }

  const enter = async (slots: readonly Slot[]): Promise<Entered> => {
    const call = createId('run')
    const keys = slots.map(({ key }) => slotPrefix + key)
    const full = await scripts.enterSlots(keys.length, ...keys, call, leaseMs, ...slots.map(({ limit }) => limit))
    if (full > 0) return { full: slots[full - 1], leave: () => {} }
    running.set(call, keys)
    return {
      full: undefined,
      leave () {
        running.delete(call)
        // what cannot be said now is said by the end of the lease
        for (const key of keys) client.zrem(key, call).catch(() => {})
      },
    }
  }

  const timer = setInterval(() => {
    for (const [call, keys] of running) scripts.renewSlots(keys.length, ...keys, call, leaseMs).catch(() => {})
  }, leaseMs / 3)
  timer.unref()

  return {
    limits,
    places: createRedisPlaces({ client, house, guard }),
    slots: { enter: slots => guard(() => enter(slots), async () => localSlots.enter(slots)) },
    close () { clearInterval(timer) },
  }
}
