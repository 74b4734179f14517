// Holds callers to what they may use: requests and tokens in a window, calls at the same time, models and money.
export { type AllowanceOptions, createAllowance, type LimitedAllowance } from './allowance.ts'
export { type Budgets, type BudgetsOptions, createBudgets } from './budgets.ts'
export { createLimitStore } from './memory-store.ts'
export { createLoad, type Load, type Memory } from './load.ts'
export { createRedisLimits, type RedisLimitsOptions } from './redis-limits.ts'
export { createSlots, type Slots } from './slots.ts'
export { type BudgetView, toBudgetView, withBudgetStates } from './views.ts'
export { type NamedWindow, type WindowName, windowsOf } from './windows.ts'
