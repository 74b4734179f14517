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

const known = new WeakMap<Principal, NamedWindow[]>()

/** The windows that a caller's limits make. Kept per principal, which is a new object whenever its key changes. */
export function windowsOf (principal: Principal): readonly NamedWindow[] {
  let windows = known.get(principal)
  if (windows === undefined) {
    windows = spans.flatMap(({ name, limit, windowMs }) => {
      const allowed = principal.limits?.[limit]
      return allowed === undefined ? [] : [{ name, key: `${principal.id} ${name}`, limit: allowed, windowMs }]
    })
    known.set(principal, windows)
  }
  return windows
}
