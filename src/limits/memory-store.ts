import type { Clock, LimitStore, WindowRequest, WindowState } from '../core/ports.ts'

const sweepMs = 60_000

type Counter = { count: number; resetAt: number }

/** Counts in fixed windows, in this process. Every call is one request's: synchronous, and no more than it must be. */
export function createLimitStore ({ clock }: { clock: Clock }) {
  const counters = new Map<string, Counter>()
  const sweeper = setInterval(() => {
    const now = clock()
    for (const [key, { resetAt }] of counters) if (resetAt <= now) counters.delete(key)
  }, sweepMs)
  sweeper.unref()

  const counterOf = ({ key, windowMs }: WindowRequest, now: number): Counter => {
    const known = counters.get(key)
    // one that lasts longer than a window is from before the clock was set back
    if (known !== undefined && known.resetAt > now && known.resetAt - now <= windowMs) return known
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
        if (count + (window.amount ?? 1) > window.limit) ok = false
        states.push({ limit: window.limit, used: count, resetAt })
      }
      if (ok) {
        for (const [index, window] of windows.entries()) states[index]!.used = counterOf(window, now).count += window.amount ?? 1
      }
      return { ok, windows: states }
    },
    adjust (windows, taken, by) {
      for (const [index, { key }] of windows.entries()) {
        const counter = counters.get(key)
        if (counter !== undefined && counter.resetAt === taken.windows[index]?.resetAt) counter.count = Math.max(0, counter.count + by)
      }
    },
    giveBack (windows) {
      const now = clock()
      for (const window of windows) {
        const counter = counterOf(window, now)
        counter.count = Math.max(0, counter.count - (window.amount ?? 1))
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
  } satisfies LimitStore & { close(): void }
}
