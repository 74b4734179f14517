import type { Bells } from '../core/bells.ts'
import type { PlaceGrant, PlaceStore } from '../core/places.ts'
import type { ProviderRecord } from '../core/ports.ts'
import { noRoom } from './failure.ts'
import type { Lane, Lanes } from './lane.ts'

/** Where places are counted for all instances, and how others hear that one is free. */
export type SharedPlaces = Pick<PlaceStore, 'settle'> & {
  onFree(providerId: string): void
  /** From 0 up to but not including 1. */
  random(): number
}

/** Whoever waits looks again so soon, whatever bells ring: with some chance in it, so that instances do not look together. */
const lookMs = 100

/** Counts with other instances for as long as the gateway lives. */
export const sharePlaces = (lanes: Lanes, { places: { settle, renewMs }, bells, random }: { places: PlaceStore; bells: Pick<Bells, 'ring' | 'on'> | undefined; random: () => number }): { places: SharedPlaces; close(): void } => {
  const places: SharedPlaces = { settle, onFree: providerId => bells?.ring('place', { providerId }), random }
  const unlisten = bells?.on('place', ({ providerId }) => {
    const lane = lanes.get(providerId)
    if (lane?.shared !== undefined && lane.waiters.size > 0) settlePlaces(lane, lane.shared, places)
  })
  const timer = setInterval(() => {
    for (const lane of lanes.values()) if (lane.shared !== undefined) settlePlaces(lane, lane.shared, places)
  }, renewMs).unref()
  return {
    places,
    close () {
      unlisten?.()
      clearInterval(timer)
      for (const { look } of lanes.values()) clearTimeout(look)
    },
  }
}

/** Takes a place in this instance's name if one is free for it now. Where nobody counts for all, this instance does. */
export const knock = (lane: Lane, record: ProviderRecord, places: SharedPlaces): Promise<boolean> => new Promise(resolve => {
  lane.knocking.push(resolve)
  settlePlaces(lane, record, places)
})

/** Tells what has changed, and hands out what is granted. One question at a time; what comes meanwhile goes into the next. */
export function settlePlaces (lane: Lane, record: ProviderRecord, places: SharedPlaces): void {
  lane.isUnsettled = true
  // a call that ends may have begun before the provider was changed
  if (lane.shared === undefined || record.updatedAt >= lane.shared.updatedAt) lane.shared = record
  if (!lane.isSettling) void settleAll(lane, places)
}

const settleAll = async (lane: Lane, places: SharedPlaces): Promise<void> => {
  clearTimeout(lane.look)
  lane.isSettling = true
  while (lane.isUnsettled) {
    lane.isUnsettled = false
    const record = lane.shared!
    const { id: provider, maxConcurrency: most = Infinity } = record
    const knocking = lane.knocking.splice(0)
    const waiting = [...lane.waiters.keys()]
    const now = performance.now()
    const waitedMs = [...[...lane.waiters.values()].map(({ since }) => now - since), ...knocking.map(() => 0)]
    const grant = most === Infinity ? undefined : await places.settle({ provider, most, held: lane.running, waiting: waiting.length, waitedMs })
    const left = handOut(lane, knocking, grant?.granted ?? Math.max(0, most - lane.running))
    if (grant === undefined) continue
    if (left > 0) lane.isUnsettled = true
    refuseLatest(lane, record, waiting, grant)
    if (grant.isFree && grant.waitingElsewhere > 0) places.onFree(provider)
  }
  lane.isSettling = false
  if (lane.waiters.size > 0) lane.look = setTimeout(() => settlePlaces(lane, lane.shared!, places), lookMs * (1 + places.random())).unref()
  else if (lane.running === 0) lane.shared = undefined
}

/** First to those who wait. Returns how many nobody wants any more. */
const handOut = (lane: Lane, knocking: Lane['knocking'], granted: number): number => {
  let left = granted
  for (const waiter of lane.waiters.keys()) {
    if (left === 0) break
    left--
    lane.waiters.delete(waiter)
    lane.running++
    // not within the call that ends: a queue of calls that fail at once would be a tower of them
    queueMicrotask(waiter)
  }
  for (const resolve of knocking) {
    const isTaken = left > 0
    if (isTaken) {
      left--
      lane.running++
    }
    resolve(isTaken)
  }
  return left
}

/** The queue has an end, too: whoever has come to it last goes. Those who were let in stay. */
const refuseLatest = ({ waiters }: Lane, record: ProviderRecord, asked: readonly (() => void)[], { waitingElsewhere }: PlaceGrant): void => {
  const here = asked.filter(waiter => waiters.has(waiter))
  for (let index = here.length; index > 0; index--) {
    const waiting = waiters.get(here[index - 1]!)!
    if (waiting.refuse === undefined) return
    if (index + waitingElsewhere > (record.maxQueue ?? 0)) waiting.refuse(noRoom(record))
    else waiting.refuse = undefined
  }
}
