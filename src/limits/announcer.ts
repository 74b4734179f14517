import { type BudgetAccount, toUsd } from '../core/budgets.ts'
import type { Announce } from '../core/house-events.ts'
import type { Clock } from '../core/ports.ts'
import { toIso } from './to-iso.ts'

/** In per cent of a budget. */
const thresholds = [100, 80] as const

export type Announcer = {
  /** The highest threshold that was reached and not told yet; undefined when there is none. `isRefused`: a call was turned away, so it is used up for all purposes. */
  due(account: BudgetAccount, use: { spent: number; told: number }, isRefused?: boolean): number | undefined
  tell(account: BudgetAccount, threshold: number, spent: number, end: number | undefined): void
}

/** Tells once a period and threshold that a budget runs out. */
export const createAnnouncer = ({ announce, clock }: { announce: Announce | undefined; clock: Clock }): Announcer => ({
  due ({ limit }, { spent, told }, isRefused = false) {
    const reached = isRefused ? 100 : thresholds.find(threshold => spent * 100 >= limit * threshold)
    return reached !== undefined && reached > told ? reached : undefined
  },
  tell ({ id, ownerId, limit, period }, threshold, spent, end) {
    announce?.({
      type: 'budget.exceeded',
      subject: id,
      ownerId,
      at: clock(),
      data: { of: id.startsWith('usr_') ? 'account' : 'key', id, threshold, budget: { usd: toUsd(limit), period }, spentUsd: toUsd(spent), resetsAt: toIso(end) },
    })
  },
})
