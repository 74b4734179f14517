// Counts requests in fixed windows, in this process. A store shared between processes implements the same port.
import type { Clock, Limits, LimitStore, Principal, WindowRequest, WindowState } from '../core/ports.ts'

export type WindowName = 'minute' | 'hour' | 'day'
export type NamedWindow = WindowRequest & { name: WindowName }

const minute = 60_000
const sweepMs = minute

type Counter = { count: number; resetAt: number }

export function createLimitStore ({ clock }: { clock: Clock }): LimitStore & { close(): void } {
  const counters = new Map<string, Counter>()
  const sweeper = setInterval(() => {
    const now = clock()
    for (const [key, { resetAt }] of counters) if (resetAt <= now) counters.delete(key)
  }, sweepMs)
  sweeper.unref()

  const counterOf = ({ key, windowMs }: WindowRequest, now: number): Counter => {
    const known = counters.get(key)
    if (known !== undefined && known.resetAt > now) return known
    const fresh = { count: 0, resetAt: now - now % windowMs + windowMs }
    counters.set(key, fresh)
    return fresh
  }

  return {
    take (windows) {
      const now = clock()
      let ok = true
      const states: WindowState[] = []
      for (const window of windows) {
        const { count, resetAt } = counterOf(window, now)
        if (count >= window.limit) ok = false
        states.push({ limit: window.limit, used: count, resetAt })
      }
      if (ok) {
        for (const window of windows) counterOf(window, now).count++
        for (const state of states) state.used++
      }
      return { ok, windows: states }
    },
    giveBack (windows) {
      const now = clock()
      for (const window of windows) {
        const counter = counterOf(window, now)
        if (counter.count > 0) counter.count--
      }
    },
    peek (windows) {
      const now = clock()
      return windows.map(window => {
        const { count, resetAt } = counterOf(window, now)
        return { limit: window.limit, used: count, resetAt }
      })
    },
    close () { clearInterval(sweeper) },
  }
}

const spans: { name: WindowName; limit: keyof Limits; windowMs: number }[] = [
  { name: 'minute', limit: 'requestsPerMinute', windowMs: minute },
  { name: 'hour', limit: 'requestsPerHour', windowMs: 60 * minute },
  { name: 'day', limit: 'requestsPerDay', windowMs: 24 * 60 * minute },
]

const windowsFor = (id: string, limits: Limits | undefined): NamedWindow[] => spans.flatMap(({ name, limit, windowMs }) => {
  const allowed = limits?.[limit]
  return allowed === undefined ? [] : [{ name, key: `${id} ${name}`, limit: allowed, windowMs }]
})

type Windows = { requests: readonly NamedWindow[]; inference: readonly NamedWindow[] }

const known = new WeakMap<Principal, Windows>()

/**
 * The windows that a request of this caller counts in. A key's own limits are for everything it asks; those of a user are
 * for inference only, and all keys of an account share them. Kept per principal, which is a new object whenever something
 * about it changes.
 */
export function windowsOf (principal: Principal, isInference: boolean): readonly NamedWindow[] {
  let windows = known.get(principal)
  if (windows === undefined) {
    const { type, id, limits, userId, accountLimits } = principal
    const own = windowsFor(id, limits)
    const shared = userId === undefined ? [] : windowsFor(userId, accountLimits)
    windows = { requests: type === 'user' ? [] : own, inference: shared.length === 0 ? own : [...own, ...shared] }
    known.set(principal, windows)
  }
  return isInference ? windows.inference : windows.requests
}
