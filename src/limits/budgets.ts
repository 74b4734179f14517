import type { BudgetAccount, BudgetJournal, BudgetState, BudgetStore, BudgetUse } from '../core/budgets.ts'
import type { Announce } from '../core/house-events.ts'
import type { Clock, Log } from '../core/ports.ts'
import { createAnnouncer } from './announcer.ts'
import { createLocalPurse } from './local-purse.ts'
import { noMoney } from './refusals.ts'
import { createSharedPurse } from './shared-purse.ts'

export type BudgetsOptions = {
  store: BudgetStore
  /** Given where this process is the only one that spends: then it counts in memory. Absent: the store counts for all. */
  journal: BudgetJournal | undefined
  clock: Clock
  log: Log
  announce?: Announce | undefined
  /** How long a reservation outlives the process that made it, in milliseconds. Only where several share a store. */
  leaseMs: number
}

/** Money that was set aside. Settled once, with nano-dollars. */
export type MoneyHold = { settle(nanos: number): void }

/** What holds the money: memory or the database. `use` and `end` are of the budget that has no room. */
export type Reserved = { ok: true; settle(nanos: number): void } | { ok: false; account: BudgetAccount; use: BudgetUse; end: number | undefined }

export type Purse = {
  reserve(accounts: readonly BudgetAccount[], nanos: number): Reserved | Promise<Reserved>
  read(accounts: readonly BudgetAccount[]): Promise<BudgetState[]>
  start(): Promise<void>
  /** Writes what is not written yet. */
  close(): Promise<void>
}

export type Budgets = {
  /** In all of the budgets or in none. Throws or rejects with `insufficient_quota`, or `rate_limited` while others only hold the money. */
  reserve(accounts: readonly BudgetAccount[], nanos: number): MoneyHold | Promise<MoneyHold>
  read(accounts: readonly BudgetAccount[]): Promise<BudgetState[]>
  /** To be awaited before anything is reserved. */
  start(): Promise<void>
  close(): Promise<void>
}

/** What people and keys may spend: set aside before a call, counted after it. */
export const createBudgets = ({ store, journal, clock, log, announce, leaseMs }: BudgetsOptions): Budgets => {
  const announcer = createAnnouncer({ announce, clock })
  const purse: Purse = journal === undefined
    ? createSharedPurse({ store, clock, log, leaseMs, announcer })
    : createLocalPurse({ store, journal, clock, log, announcer })

  const judge = (reserved: Reserved, nanos: number): MoneyHold => {
    if (reserved.ok) return reserved
    const { account, use, end } = reserved
    throw noMoney(account, use, nanos, { end, now: clock() })
  }

  return {
    reserve (accounts, nanos) {
      const reserved = purse.reserve(accounts, nanos)
      return reserved instanceof Promise ? reserved.then(made => judge(made, nanos)) : judge(reserved, nanos)
    },
    read: purse.read,
    start: purse.start,
    close: purse.close,
  }
}
