import type { GatewayError } from '../core/errors.ts'
import type { Candidate } from './candidate.ts'
import type { Limit } from './circuit.ts'
import { leftAlone } from './failure.ts'
import { laneOf, type Lanes } from './lane.ts'

/** `repeats`: how often targets that have failed may be asked again, all together. `windowMs`: nobody is waited for beyond that after the call came. */
export type RetryPolicy = { repeats: number; windowMs: number }

const firstMs = 400
const longestMs = 5000

/** How one try went, as far as it says whether the provider may have done its work. `ranMs` is how long it took to fail. */
export type Try = { isStream: boolean; /** Whether the head of a good answer had come. */ hasAnswered: boolean; ranMs: number }

/**
 * Whether the same target may be asked the same thing again. Not when it may have done the work, which costs money each
 * time: after the head of a good answer, or a whole answer that was long in coming. Not when it would say the same.
 */
export function mayRepeat ({ kind }: GatewayError, { isStream, hasAnswered, ranMs }: Try): boolean {
  switch (kind) {
    case 'upstream_overloaded':
    case 'upstream_rate_limited':
    case 'upstream_failed':
    case 'upstream_unreachable':
      return true
    case 'upstream_cut':
      // a kept-alive connection that the provider has just closed breaks at once
      return !hasAnswered && (isStream || ranMs < 1000)
    case 'upstream_timeout':
      return !hasAnswered && isStream
    default:
      return false
  }
}

/**
 * Who is asked again and when (`mayRepeat`: also one that has failed in this call): the one that may be asked soonest, then the one that has failed least, then the first.
 * Back-off has full jitter, counted from when the provider said that it may be asked. Undefined when nobody is worth the wait.
 */
export function chooseAgain (candidates: readonly Candidate[], { round, mayRepeat, now, deadline, random }: { round: number; mayRepeat: boolean; now: number; deadline: number; random: () => number }): { candidate: Candidate; at: number } | undefined {
  let chosen: Candidate | undefined
  for (const candidate of candidates) {
    if (candidate.state !== 'limited' && !(mayRepeat && candidate.state === 'failed')) continue
    if (chosen === undefined || isBetter(candidate, chosen, now)) chosen = candidate
  }
  if (chosen === undefined) return undefined
  const ready = Math.max(now, chosen.readyAt)
  const at = ready + random() * Math.min(longestMs, firstMs * 2 ** round)
  return ready - now > longestMs || at > deadline ? undefined : { candidate: chosen, at }
}

const isBetter = (left: Candidate, right: Candidate, now: number): boolean => {
  const earlier = Math.max(now, left.readyAt) - Math.max(now, right.readyAt)
  return earlier < 0 || (earlier === 0 && left.failures < right.failures)
}

/** Of those whose circuit is open, the one that is due to be tried soonest. */
export const chooseLeastBad = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.reduce<Candidate | undefined>((best, candidate) => candidate.state === 'open' && (best === undefined || candidate.readyAt < best.readyAt) ? candidate : best, undefined)

/** What is said when every target has asked to be left alone, for longer than a client should wait here: the words of the one that may be asked soonest. */
export function sayLimit (candidates: readonly Candidate[], lanes: Lanes, now: number): GatewayError {
  const { target, readyAt } = candidates.reduce((best, candidate) => candidate.readyAt < best.readyAt ? candidate : best)
  const { record, model } = target!
  const { limit = unsaid } = laneOf(lanes, record).circuits.get(model) ?? {}
  return leftAlone(target!, limit, Math.max(1, readyAt - now))
}

/** When what was said has been forgotten meanwhile, as when the provider was changed. */
const unsaid: Limit = { kind: 'upstream_rate_limited', upstream: undefined }
