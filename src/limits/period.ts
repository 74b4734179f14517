import type { BudgetPeriod } from '../core/budgets.ts'

const day = 24 * 60 * 60 * 1000
/** 1970 began on a Thursday. */
const firstMonday = 4 * day

/** The period that a moment lies in, in UTC. `end` is undefined for one that never ends. Milliseconds. */
export function periodAt (period: BudgetPeriod, now: number): { start: number; end: number | undefined } {
  switch (period) {
    case 'day': return span(now - now % day, day)
    case 'week': return span(now - (now - firstMonday) % (7 * day), 7 * day)
    case 'month': {
      const date = new Date(now)
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
      return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) }
    }
    case 'total': return { start: 0, end: undefined }
  }
}

const span = (start: number, length: number) => ({ start, end: start + length })
