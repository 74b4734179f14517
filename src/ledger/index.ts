// Keeps what every call to a model came to, behind the requests, and says what it adds up to.
import type { AnalyticsStore, LedgerStore, RollupStore } from '../core/ledger.ts'
import type { Clock, Log } from '../core/ports.ts'
import { createAnalytics } from './analytics.ts'
import { createOwnUsage } from './own-data.ts'
import { createRoller } from './roller.ts'
import { createWriter } from './writer.ts'

export { reportTable, requestTable, summaryTable } from './tables.ts'
export { toEvents } from './to-events.ts'

export type LedgerOptions = {
  store: LedgerStore
  rollups: RollupStore
  analytics: AnalyticsStore
  clock: Clock
  log: Log
  /** How long single requests are kept, in days; 0 for ever. */
  retentionDays: number
  flushMs?: number
  rollMs?: number
}

export type Ledger = ReturnType<typeof createLedger>

const dayMs = 86_400_000

export function createLedger ({ store, rollups, analytics, clock, log, retentionDays, flushMs, rollMs }: LedgerOptions) {
  const roller = createRoller({ store: rollups, clock, log, retentionMs: retentionDays === 0 ? undefined : retentionDays * dayMs, ...rollMs !== undefined && { rollMs } })
  const writer = createWriter({ store, clock, log, onWritten: roller.poke, ...flushMs !== undefined && { flushMs } })
  // what a process before has written and not added up, and what has grown old meanwhile
  roller.poke()

  return {
    analytics: createAnalytics({ store: analytics, events: store, clock }),
    ownUsage: createOwnUsage({ store, flush: writer.flush }),
    /** Takes a settled receipt. It is written within a fifth of a second. */
    record: writer.add,
    flush: writer.flush,
    /** Adds up now. */
    roll: roller.roll,
    /** How many events wait to be written, and how many were lost. */
    get state () { return { waiting: writer.waiting, dropped: writer.dropped } },
    /** Writes everything. A database that is down gets so many milliseconds. */
    async close (graceMs: number): Promise<void> {
      await writer.close(graceMs)
      await roller.close()
    },
  }
}
