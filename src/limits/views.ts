import { type Budget, type BudgetAccount, type BudgetState, toBudgetAccount, toUsd } from '../core/budgets.ts'
import { toIso } from './to-iso.ts'

/** A budget and how it stands, as answers say it. */
export type BudgetView = { usd: number; period: Budget['period']; spentUsd: number; reservedUsd: number; remainingUsd: number; resetsAt: string | null }

export const toBudgetView = ({ account: { limit, period }, spent, reserved, end }: BudgetState): BudgetView => ({
  usd: toUsd(limit),
  period,
  spentUsd: toUsd(spent),
  reservedUsd: toUsd(reserved),
  remainingUsd: toUsd(Math.max(0, limit - spent - reserved)),
  resetsAt: toIso(end),
})

/** Says beside each budget of these keys or users how it stands. */
export const withBudgetStates = async <View extends { id: string; budget: Budget | null }>(views: readonly View[], read: (accounts: readonly BudgetAccount[]) => Promise<BudgetState[]>): Promise<(Omit<View, 'budget'> & { budget: BudgetView | null })[]> => {
  const states = await read(views.flatMap(({ id, budget }) => budget === null ? [] : [toBudgetAccount(id, budget, undefined)]))
  const byId = new Map(states.map(state => [state.account.id, toBudgetView(state)]))
  return views.map(view => ({ ...view, budget: byId.get(view.id) ?? null }))
}
