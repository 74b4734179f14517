import type { CircuitNews } from '../core/bells.ts'
import type { GatewayError } from '../core/errors.ts'
import type { ProviderRecord, Target } from '../core/ports.ts'
import { adopt, type Circuits, judge, noteCall, noteFailure, noteNothing, noteSuccess, type Verdict } from './circuit.ts'
import { noRoom, waitedTooLong } from './failure.ts'
import { knock, settlePlaces, type SharedPlaces } from './shared-places.ts'

/** What calls to one provider share: its places, those who wait for one, and which of its models fail. */
export type Lane = {
  /** The provider's. */
  name: string
  /** When the provider was last changed: what its old self did says nothing of the new one. */
  version: number
  running: number
  /** First in, first out. Called with a place taken for them. */
  readonly waiters: Map<() => void, Waiting>
  readonly circuits: Circuits
  /** Those who ask for a place that instances share, and would not wait for it. */
  readonly knocking: ((isTaken: boolean) => void)[]
  /** Of those who wait, who is not known to other instances yet, which may have filled the queue. */
  readonly newcomers: (() => void)[]
  /** The provider while its places are shared and anybody here has or wants one. */
  shared: ProviderRecord | undefined
  /** How many places other instances have, and until when that holds. */
  others: { held: number; until: number } | undefined
  isSettling: boolean
  /** Whether something has changed that other instances do not know of. */
  isUnsettled: boolean
  /** Until it is asked for a place again. */
  look: NodeJS.Timeout | undefined
}

/** Since when, on the clock of `performance.now()`. */
export type Waiting = { since: number; refuse(error: GatewayError): void }

/** By the provider's id. They are as many as there are providers, and so are kept. */
export type Lanes = Map<string, Lane>

const queueTimeoutMs = 30_000

export function laneOf (lanes: Lanes, record: ProviderRecord): Lane {
  const version = versionOf(record)
  const known = lanes.get(record.id)
  if (known === undefined) return openLane(lanes, record, version)
  if (known.version !== version) renew(known, record.name, version)
  return known
}

const openLane = (lanes: Lanes, { id, name }: Pick<ProviderRecord, 'id' | 'name'>, version: number): Lane => {
  const lane: Lane = { name, version, running: 0, waiters: new Map(), circuits: new Map(), knocking: [], newcomers: [], shared: undefined, others: undefined, isSettling: false, isUnsettled: false, look: undefined }
  lanes.set(id, lane)
  return lane
}

/** The same on every instance: what comes from the environment is only dated by the start of each. */
const versionOf = ({ source, updatedAt }: ProviderRecord): number => source === 'database' ? updatedAt : 0

const renew = (lane: Lane, name: string, version: number): void => {
  lane.name = name
  lane.version = version
  lane.circuits.clear()
}

/** Whether a target may be asked at once. Of two reasons against it the circuit goes first: nobody need wait for what fails. */
export function lookAt (lane: Lane, target: Target, now: number): 'fresh' | 'busy' | 'open' | 'limited' {
  const verdict = judgeTarget(lane, target, now)
  if (verdict !== 'closed') return verdict
  return hasRoom(lane, target.record) ? 'fresh' : 'busy'
}

/** How a provider is used, and which of its models are passed over. For those who look on. */
export type LaneState = { provider: string; running: number; waiting: number; circuits: { model: string; state: 'open' | 'limited' }[] }

export const describeLane = ({ name, running, waiters, circuits }: Lane, now: number): LaneState => ({
  provider: name,
  running,
  waiting: waiters.size,
  circuits: [...circuits].flatMap(([model, circuit]) => {
    const state = judge(circuit, now)
    return state === 'closed' ? [] : [{ model, state }]
  }),
})

export function judgeTarget ({ circuits }: Lane, { model }: Target, now: number): Verdict {
  const circuit = circuits.size === 0 ? undefined : circuits.get(model)
  return circuit === undefined ? 'closed' : judge(circuit, now)
}

/** What other instances should know of a target; undefined when nothing of that has changed since its circuit was open until `before`. */
export function circuitNews ({ circuits }: Lane, { record, model }: Target, before: number): CircuitNews | undefined {
  const circuit = circuits.get(model)
  if ((circuit?.openUntil ?? 0) === before) return undefined
  return { providerId: record.id, provider: record.name, version: versionOf(record), model, openForMs: circuit === undefined ? 0 : Math.max(0, circuit.openUntil - performance.now()), openings: circuit?.openings ?? 0, limit: circuit?.limit }
}

/** What another instance knows of a target. Of a provider that was changed since it says nothing. */
export function hearOfCircuit (lanes: Lanes, news: CircuitNews): void {
  const lane = lanes.get(news.providerId) ?? openLane(lanes, { id: news.providerId, name: news.provider }, news.version)
  if (lane.version === news.version) adopt(lane.circuits, news.model, news, performance.now())
}

/** When a target whose circuit is open may be asked again. */
export const readyAt = ({ circuits }: Lane, { model }: Target): number => circuits.get(model)?.openUntil ?? 0

/** Nobody overtakes those who wait. */
const hasRoom = (lane: Lane, { maxConcurrency }: ProviderRecord): boolean =>
  maxConcurrency === undefined || (lane.running < maxConcurrency && lane.waiters.size === 0)

/** Takes a place, if one is free: at once, but where instances share them. */
export function takePlace (lane: Lane, target: Target, now: number, places: SharedPlaces | undefined): boolean | Promise<boolean> {
  const { record } = target
  if (!hasRoom(lane, record)) return false
  if (isShared(record, places)) return knock(lane, record, places).then(isTaken => isTaken && noteTaken(lane, target, now))
  lane.running++
  return noteTaken(lane, target, now)
}

const isShared = ({ maxConcurrency }: ProviderRecord, places: SharedPlaces | undefined): places is SharedPlaces => maxConcurrency !== undefined && places !== undefined

const noteTaken = ({ circuits }: Lane, { model }: Target, now: number): true => {
  const circuit = circuits.size === 0 ? undefined : circuits.get(model)
  if (circuit !== undefined) noteCall(circuit, now)
  return true
}

/** Waits for a place. Told once: nothing when it is taken, else why not. Returns how to stop waiting, or why it cannot wait. */
export function waitForPlace (lane: Lane, { record }: Target, places: SharedPlaces | undefined, onTurn: (error?: GatewayError) => void): GatewayError | (() => void) {
  const { maxQueue = 0 } = record
  if (lane.waiters.size >= maxQueue) return noRoom(record)
  const longestMs = record.queueTimeoutMs ?? queueTimeoutMs
  let isGone = false
  const waiter = (): void => {
    clearTimeout(timer)
    if (isGone) return giveBack(lane, record, places)
    onTurn()
  }
  const leave = (): void => {
    isGone = true
    clearTimeout(timer)
    if (lane.waiters.delete(waiter) && isShared(record, places)) settlePlaces(lane, record, places)
  }
  const refuse = (error: GatewayError): void => {
    leave()
    onTurn(error)
  }
  const timer = setTimeout(() => refuse(waitedTooLong(record, longestMs)), longestMs)
  lane.waiters.set(waiter, { since: performance.now(), refuse })
  if (isShared(record, places)) {
    lane.newcomers.push(waiter)
    settlePlaces(lane, record, places)
  }
  return leave
}

/** Gives a place back: it goes to whoever waits longest, and more do when the provider has got more places since. */
export function giveBack (lane: Lane, record: ProviderRecord, places: SharedPlaces | undefined): void {
  lane.running--
  if (isShared(record, places)) return settlePlaces(lane, record, places)
  const { maxConcurrency = Infinity } = record
  for (const waiter of lane.waiters.keys()) {
    if (lane.running >= maxConcurrency) return
    lane.waiters.delete(waiter)
    lane.running++
    // not within the call that ends: a queue of calls that fail at once would be a tower of them
    queueMicrotask(waiter)
  }
}

/** What a call says of its target: a fault of the provider's, that it works, or nothing. */
export function noteOutcome ({ circuits }: Lane, { model }: Target, outcome: GatewayError | 'works' | 'nothing', random: () => number): void {
  if (circuits.size === 0 && (outcome === 'works' || outcome === 'nothing')) return
  if (outcome === 'works') return noteSuccess(circuits, model, performance.now())
  if (outcome !== 'nothing') return noteFailure(circuits, model, outcome, performance.now(), random)
  const circuit = circuits.get(model)
  if (circuit !== undefined) noteNothing(circuit)
}
