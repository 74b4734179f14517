import type { ToldState } from '../core/health.ts'
import type { Observation } from '../core/ports.ts'

/** So many failures in a row mean that it is down, if the first is not just a moment ago; so many successes that it is up again. */
const downAfter = 3
const upAfter = 2

/** A provider that asks to be left alone is there. */
export const isAlive = ({ ok, errorKind }: Observation): boolean => ok || errorKind === 'upstream_rate_limited'

/** How many of the last checks failed, one after the other. `checks` are the newest last. */
export const failuresOf = (checks: readonly Observation[]): Observation[] => checks.slice(checks.findLastIndex(isAlive) + 1)

/**
 * What is to be told of a provider; undefined while it may be the one or the other. Slower than its state, so that nobody
 * is woken for a hiccup: `settleMs` is how long it must have been failing.
 */
export function verdictOf (checks: readonly Observation[], { now, settleMs }: { now: number; settleMs: number }): Exclude<ToldState, 'unknown'> | undefined {
  const failures = failuresOf(checks)
  const [first] = failures
  if (first !== undefined) return failures.length >= downAfter && now - first.at >= settleMs ? 'down' : undefined
  return checks.length >= upAfter && checks.slice(-upAfter).every(isAlive) ? 'up' : undefined
}
