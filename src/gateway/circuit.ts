import type { CircuitNews } from '../core/bells.ts'
import type { ErrorKind, GatewayError, UpstreamFailure } from '../core/errors.ts'

/**
 * What is remembered of a target that has failed of late; nothing is of one that has not. Plain data without a timer:
 * the time, in milliseconds of any steady clock, comes with each question.
 */
export type Circuit = {
  /** Failures in a row. */
  streak: number
  /** Of the last half minute or so: they are halved as time goes by. */
  failures: number
  calls: number
  countedAt: number
  /** Until then it is not asked; 0 when it is closed. */
  openUntil: number
  /** How the provider put it, if it named that time itself. */
  limit: Limit | undefined
  /** How often in a row it was opened: each time for longer. */
  openings: number
  /** When somebody went to see whether it works again; 0 when nobody does. */
  probedAt: number
}

/** The words without the message, which was for somebody else. */
export type Limit = { kind: ErrorKind; upstream: UpstreamFailure | undefined }

/** Those of one provider, by model. */
export type Circuits = Map<string, Circuit>

/** `open`: it fails too often. `limited`: its provider has asked to be left alone until `openUntil`. */
export type Verdict = 'closed' | 'open' | 'limited'

const halfLifeMs = 30_000
const openAfterStreak = 5
/** Half of so many calls must have failed, too, for those that fail now and then. */
const openAfterCalls = 20
const firstOpeningMs = 5000
const longestOpeningMs = 60_000
/** Whatever a provider says: it is asked once in a while whether it still means it. */
const longestLimitMs = 60_000
/** A probe that takes longer than that does not keep others from probing. */
const probeMs = 10_000
/** Clients choose the names of models, so memory of them is bounded. */
const maxCircuits = 500

export function judge ({ openUntil, limit, probedAt }: Circuit, now: number): Verdict {
  if (openUntil === 0) return 'closed'
  if (now < openUntil) return limit !== undefined ? 'limited' : 'open'
  return probedAt > 0 && now - probedAt < probeMs ? 'open' : 'closed'
}

/** A call goes there: the first one after the time is up is the probe. */
export function noteCall (circuit: Circuit, now: number): void {
  if (circuit.openUntil !== 0 && now >= circuit.openUntil) circuit.probedAt = now
}

/** The call ended before anything could be learnt from it. */
export const noteNothing = (circuit: Circuit): void => { circuit.probedAt = 0 }

/** It answers. A time that its provider has named holds all the same. */
export function noteSuccess (circuits: Circuits, model: string, now: number): void {
  const circuit = circuits.get(model)
  if (circuit === undefined) return
  circuit.probedAt = 0
  circuit.streak = 0
  if (circuit.openUntil !== 0) {
    if (circuit.limit !== undefined && now < circuit.openUntil) return
    circuits.delete(model)
    return
  }
  decay(circuit, now)
  circuit.calls++
  if (circuit.failures < 0.5) circuits.delete(model)
}

/** `random`: from 0 up to but not including 1, so that several instances do not come back at the same moment. */
export function noteFailure (circuits: Circuits, model: string, { kind, more }: GatewayError, now: number, random: () => number): void {
  const circuit = circuits.get(model) ?? create(circuits, model, now)
  const wasDue = circuit.openUntil !== 0 && now >= circuit.openUntil
  circuit.probedAt = 0
  if (more.retryAfterMs !== undefined && more.retryAfterMs > 0) {
    circuit.openUntil = Math.max(circuit.openUntil, now + Math.min(more.retryAfterMs, longestLimitMs))
    circuit.limit = { kind, upstream: more.upstream }
    return
  }
  decay(circuit, now)
  circuit.streak++
  circuit.failures++
  circuit.calls++
  const isBad = circuit.streak >= openAfterStreak || (circuit.calls >= openAfterCalls && circuit.failures * 2 >= circuit.calls)
  // those who ask it all the same, for want of another, do not make it longer
  if (!wasDue && (circuit.openUntil !== 0 || !isBad)) return
  if (wasDue && circuit.limit !== undefined && !isBad) {
    circuit.openUntil = 0
    circuit.limit = undefined
    return
  }
  const lasts = Math.min(longestOpeningMs, firstOpeningMs * 2 ** circuit.openings)
  circuit.openings++
  circuit.limit = undefined
  circuit.openUntil = now + lasts * (0.8 + 0.4 * random())
}

/** What another instance has found out: open for so long from now on, or closed. */
export function adopt (circuits: Circuits, model: string, { openForMs, openings, limit }: Pick<CircuitNews, 'openForMs' | 'openings' | 'limit'>, now: number): void {
  if (openForMs <= 0) {
    circuits.delete(model)
    return
  }
  const circuit = circuits.get(model) ?? create(circuits, model, now)
  circuit.openUntil = now + Math.min(openForMs, longestLimitMs)
  circuit.openings = openings
  circuit.probedAt = 0
  circuit.limit = limit as Limit | undefined // said by an instance like this one
}

const create = (circuits: Circuits, model: string, now: number): Circuit => {
  const oldest = circuits.size < maxCircuits ? undefined : circuits.keys().next().value
  if (oldest !== undefined) circuits.delete(oldest)
  const circuit: Circuit = { streak: 0, failures: 0, calls: 0, countedAt: now, openUntil: 0, limit: undefined, openings: 0, probedAt: 0 }
  circuits.set(model, circuit)
  return circuit
}

const decay = (circuit: Circuit, now: number): void => {
  const halves = Math.floor((now - circuit.countedAt) / halfLifeMs)
  if (halves < 1) return
  circuit.failures /= 2 ** halves
  circuit.calls /= 2 ** halves
  circuit.countedAt = now
}
