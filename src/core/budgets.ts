// What people and keys may spend. Money is counted in whole nano-dollars: sums of floats drift.

export const budgetPeriods = ['day', 'week', 'month', 'total'] as const
/** How often a budget begins anew: at midnight UTC, on Mondays, on the first of the month, never. */
export type BudgetPeriod = typeof budgetPeriods[number]

/** As it is set. */
export type Budget = { usd: number; period: BudgetPeriod }

/** A budget as callers are held to it. `id` is the key's or user's whose it is, `ownerId` the account that it concerns, `limit` nano-dollars. */
export type BudgetAccount = { readonly id: string; readonly ownerId: string | undefined; readonly limit: number; readonly period: BudgetPeriod }

const nanosPerUsd = 1_000_000_000

export const toNanos = (usd: number): number => Math.round(usd * nanosPerUsd)
export const toUsd = (nanos: number): number => nanos / nanosPerUsd

export const toBudgetAccount = (id: string, { usd, period }: Budget, ownerId: string | undefined): BudgetAccount => ({ id, ownerId, limit: toNanos(usd), period })

/** One period of one budget. `start` is milliseconds. */
export type BudgetSpan = { id: string; period: BudgetPeriod; start: number }

/** Nano-dollars. `told`: the threshold in per cent that was announced last, 0 for none. */
export type BudgetUse = { spent: number; reserved: number; told: number }

/** How a budget stands. `end` is when it begins anew, in milliseconds; undefined: never. */
export type BudgetState = BudgetUse & { account: BudgetAccount; end: number | undefined }

export type BudgetReservation = { id: string; instanceId: string; parts: readonly (BudgetSpan & { limit: number })[]; amount: number; expiresAt: number }

/** Keeps what was spent. Zero where nothing is stored. */
export type BudgetStore = {
  read(spans: readonly BudgetSpan[]): Promise<BudgetUse[]>
  /** Writes what one process alone has counted, in one transaction. What is stored never shrinks. */
  save(uses: readonly (BudgetSpan & Pick<BudgetUse, 'spent' | 'told'>)[]): Promise<void>
  /** Sets aside in all of the budgets or in none; `full` is one that has no room. Among several processes. */
  reserve(reservation: BudgetReservation): Promise<{ ok: true } | { ok: false; full: BudgetSpan; use: BudgetUse }>
  /** Counts what was spent instead of what was set aside, also when that was released meanwhile. Uses in the order of the spans. */
  settle(id: string, spans: readonly BudgetSpan[], spent: number): Promise<BudgetUse[]>
  /** Keeps the reservations of a process that is alive. */
  renew(instanceId: string, expiresAt: number): Promise<void>
  /** Gives back what processes have set aside that did not renew it; returns how many reservations that were. */
  release(now: number): Promise<number>
  /** True for the one who raises it to this threshold. */
  raiseTold(span: BudgetSpan, threshold: number): Promise<boolean>
}

/** What must survive the end of the process, written at once: lines, the newest last. */
export type BudgetJournal = {
  read(): string[]
  append(lines: readonly string[]): void
  /** Forgets all lines but these. */
  replace(lines: readonly string[]): void
  /** Bytes. */
  readonly size: number
  close(): void
}
