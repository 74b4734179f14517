import type { Clock } from '../core/ports.ts'

/** A time in which nobody is taken for dead: `ms` from `begin`, and from the moment at which the clock is seen to have been set forward by more than half of it. */
export const createPatience = ({ clock, ms }: { clock: Clock; ms: number }) => {
  let until = -Infinity
  let ahead = clock() - performance.now()
  const begin = (): void => { until = performance.now() + ms }
  return {
    begin,
    isWaiting (): boolean {
      const now = clock() - performance.now()
      if (now - ahead > ms / 2) begin()
      ahead = now
      return performance.now() < until
    },
  }
}
