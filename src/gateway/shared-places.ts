import type { Bells } from '../core/bells.ts'
import type { PlaceGrant, PlaceStore } from '../core/places.ts'
import type { ProviderRecord } from '../core/ports.ts'
import { noRoom } from './failure.ts'
import type { Lane, Lanes } from './lane.ts'

/** Where places are counted for all instances, and how others hear that one is free. */
export type SharedPlaces = PlaceStore & {
  onFree(providerId: string): void
  /** From 0 up to but not including 1. */
  random(): number
}

/** Whoever waits looks again so soon, whatever bells ring: with some chance in it, so that instances do not look together. */
const lookMs = 100

/** Counts with other instances for as long as the gateway lives. */
export const sharePlaces = (lanes: Lanes, { places: { settle, leaseMs }, bells, random }: { places: PlaceStore; bells: Pick<Bells, 'ring' | 'on'> | undefined; random: () => number }): { places: SharedPlaces; close(): void } => {
  const places: SharedPlaces = { settle, leaseMs, onFree: providerId => bells?.ring('place', { providerId }), random }
  const unlisten = bells?.on('place', ({ providerId }) => {
    const lane = lanes.get(providerId)
    if (lane?.shared !== undefined && lane.waiters.size > 0) settlePlaces(lane, lane.shared, places)
  })
  const timer = setInterval(() => {
    for (const lane of lanes.values()) if (lane.shared !== undefined) settlePlaces(lane, lane.shared, places)
  }, leaseMs / 3).unref()
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
    const newcomers = lane.newcomers.splice(0)
    const grant = most === Infinity ? undefined : await places.settle({ provider, most, held: lane.running, waiting: lane.waiters.size, waitedMs: [...waitsOf(lane, most), ...knocking.map(() => 0)] })
    const left = handOut(lane, knocking, grant?.granted ?? Math.max(0, most - lane.running - othersOf(lane)))
    if (grant === undefined) continue
    lane.others = { held: grant.heldElsewhere, until: performance.now() + places.leaseMs }
    if (left > 0) lane.isUnsettled = true
    refuseLatest(lane, record, newcomers, grant)
    if (grant.free > 0 && grant.waitingElsewhere > 0) places.onFree(provider)
  }
  lane.isSettling = false
  if (lane.waiters.size > 0) lane.look = setTimeout(() => settlePlaces(lane, lane.shared!, places), lookMs * (1 + places.random())).unref()
  else if (lane.running === 0) lane.shared = undefined
}

/** How many places others have, as it was heard last: a Redis that is slow for a moment lets no more calls through. */
const othersOf = ({ others }: Lane): number => others !== undefined && performance.now() < others.until ? others.held : 0

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

/** How long those have waited who could get a place, the longest first. */
const waitsOf = ({ waiters }: Lane, most: number): number[] => {
  const now = performance.now()
  const waits: number[] = []
  for (const { since } of waiters.values()) {
    if (waits.length >= most) break
    waits.push(now - since)
  }
  return waits
}

/** The queue has an end for all instances together: of those who have just come to it, the last ones go. */
const refuseLatest = ({ waiters, newcomers: later }: Lane, record: ProviderRecord, newcomers: Lane['newcomers'], { waitingElsewhere }: PlaceGrant): void => {
  let queued = waiters.size - later.length + waitingElsewhere
  for (const waiter of newcomers.toReversed()) {
    if (queued <= (record.maxQueue ?? 0)) return
    const waiting = waiters.get(waiter)
    if (waiting === undefined) continue
    waiting.refuse(noRoom(record))
    queued--
  }
}
