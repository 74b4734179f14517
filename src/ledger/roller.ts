import type { RollupStore } from '../core/ledger.ts'
import type { Clock, Log } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'

export type RollerOptions = {
  store: RollupStore
  clock: Clock
  log: Log
  /** How long events are kept once they are in the sums, in milliseconds; undefined: for ever. */
  retentionMs: number | undefined
  /** How long batches may wait until they are added up. */
  rollMs?: number
  /** How many batches are added up in one transaction: on SQLite everybody waits for it. */
  batches?: number
  /** How many events are removed in one transaction. */
  rows?: number
}

const hourMs = 3_600_000
/** Whoever holds the claim and dies is given up after so long. */
const claimMs = 60_000

/** Adds batches up behind those who write them, and removes old ones. Of several processes one does it at a time. */
export function createRoller ({ store, clock, log, retentionMs, rollMs = 10_000, batches = 20, rows = 1000 }: RollerOptions) {
  const holder = createId('rol')
  let timer: NodeJS.Timeout | undefined
  let rolling: Promise<void> | undefined
  let prunedAt = -Infinity
  let isFailing = false
  const closing = new AbortController()

  const repeat = async (step: () => Promise<number>): Promise<void> => {
    for (let claimedAt = clock(); !closing.signal.aborted && await step() > 0;) {
      if (clock() - claimedAt > claimMs / 2) {
        claimedAt = clock()
        if (!await store.claim(holder, claimedAt + claimMs, claimedAt)) return
      }
      // requests get their turn between two transactions
      await new Promise(setImmediate)
    }
  }

  const run = async (): Promise<void> => {
    const now = clock()
    try {
      if (!await store.claim(holder, now + claimMs, now)) return wait()
      await repeat(() => store.roll(batches))
      if (retentionMs !== undefined && now - prunedAt >= hourMs) {
        prunedAt = now
        await repeat(() => store.prune({ before: now - retentionMs, now, limit: rows }))
      }
      await store.release(holder)
      isFailing = false
    } catch (error) {
      if (!isFailing) log.error({ err: error }, 'usage cannot be added up; it is tried again')
      isFailing = true
      wait()
    }
  }

  const roll = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    await (rolling ??= run().finally(() => { rolling = undefined }))
  }

  const wait = (): void => {
    if (!closing.signal.aborted) timer ??= setTimeout(roll, rollMs).unref()
  }

  const hourly = setInterval(wait, hourMs).unref()

  return {
    /** To be called when something was written. */
    poke: wait,
    /** Adds up now. */
    roll,
    async close (): Promise<void> {
      closing.abort()
      clearInterval(hourly)
      clearTimeout(timer)
      await rolling
    },
  }
}
