import type { Receipt } from '../core/chat.ts'
import type { LedgerStore, UsageEvent } from '../core/ledger.ts'
import { asGatewayError } from '../core/errors.ts'
import type { Clock, Log } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { toEvents } from './to-events.ts'

export type WriterOptions = {
  store: Pick<LedgerStore, 'append'>
  clock: Clock
  log: Log
  /** How long an event may wait for company, in milliseconds. */
  flushMs?: number
  batchRows?: number
  /** How many events may wait while the database is down; more are dropped, the newest first, and counted. */
  maxQueued?: number
  longestWaitMs?: number
  onWritten(): void
}

type Batch = { id: string; events: readonly UsageEvent[]; at: number }

/**
 * Writes what receipts come to behind their requests: together, a few times a second, one transaction a batch. While the
 * database is down events wait. What it refuses although it takes others is left out and said: one bad row must not hold up all.
 */
export function createWriter ({ store, clock, log, flushMs = 200, batchRows = 500, maxQueued = 100_000, longestWaitMs = 10_000, onWritten }: WriterOptions) {
  /** As they came: read together, away from the requests, they cost a quarter. None stays longer than a flush. */
  let receipts: Receipt[] = []
  let queue: UsageEvent[] = []
  /** Taken from the queue and not written yet. A batch keeps its id, so that one whose commit was not heard of is not written twice. */
  const batches: Batch[] = []
  /** Refused one by one, while nothing else was written since. */
  let suspects: UsageEvent[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let failures = 0
  let dropped = 0
  let complainedAt = -Infinity
  let isClosed = false

  const waiting = (): number => receipts.length + queue.length + suspects.length + batches.reduce((sum, { events }) => sum + events.length, 0)
  const toBatch = (events: readonly UsageEvent[]): Batch => ({ id: createId('ubt'), events, at: clock() })

  /** Once a minute at the most: whoever reads the log knows already. */
  const complain = (fields: object, message: string): void => {
    if (clock() - complainedAt < 60_000) return
    complainedAt = clock()
    log.error(fields, message)
  }

  const leaveOut = (): void => {
    dropped += suspects.length
    complain({ dropped, requestIds: suspects.slice(0, 5).map(({ requestId }) => requestId) }, 'the database refused usage events; they are left out')
    suspects = []
  }

  const refuse = (batch: Batch, thrown: unknown): void => {
    const { events } = batch
    batches.shift()
    if (events.length > 1) {
      const half = Math.ceil(events.length / 2)
      batches.unshift(toBatch(events.slice(0, half)), toBatch(events.slice(half)))
      return
    }
    log.warn({ err: thrown }, 'a usage event was refused by the database')
    suspects.push(...events)
  }

  const readReceipts = (): void => {
    const read = receipts
    receipts = []
    for (const receipt of read) {
      for (const event of toEvents(receipt)) {
        if (queue.length >= maxQueued) {
          dropped++
          complain({ dropped, waiting: waiting() }, 'usage events are dropped: the database has been down for too long')
        } else queue.push(event)
      }
    }
  }

  const writeAll = async (): Promise<void> => {
    for (readReceipts(); batches.length > 0 || queue.length > 0; readReceipts()) {
      if (batches.length === 0) batches.push(toBatch(queue.splice(0, batchRows)))
      const batch = batches[0]!
      try {
        await store.append(batch)
      } catch (thrown) {
        if (asGatewayError(thrown).kind !== 'unavailable') {
          refuse(batch, thrown)
          continue
        }
        failures++
        complain({ err: thrown, waiting: waiting() }, 'usage events cannot be written; they wait for the database')
        return
      }
      batches.shift()
      failures = 0
      if (suspects.length > 0) leaveOut()
      onWritten()
    }
    if (suspects.length === 0) return
    // not one was taken: it is not them
    queue = [...suspects, ...queue]
    suspects = []
    failures++
  }

  const start = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing ??= writeAll().finally(() => {
      writing = undefined
      if (waiting() > 0 && !isClosed) wait()
    })
    return writing
  }

  const wait = (): void => {
    // keeps the process: it does not end by itself while something is unsaved
    timer ??= setTimeout(start, Math.min(flushMs * 2 ** failures, longestWaitMs))
  }

  const flush = async (): Promise<void> => {
    await writing
    if (waiting() > 0) await start()
  }

  return {
    /** On the path of every request: nothing is written here. */
    add (receipt: Receipt): void {
      if (receipts.push(receipt) < batchRows) {
        if (timer === undefined && writing === undefined) wait()
        return
      }
      // a full batch need not wait for more company
      readReceipts()
      if (failures === 0) setImmediate(start)
    },
    /** Writes what waits, as far as the database lets it. */
    flush,
    get waiting () { return waiting() },
    /** How many events were lost. */
    get dropped () { return dropped },
    /** Writes everything. A database that is down gets so many milliseconds. */
    async close (graceMs: number): Promise<void> {
      const end = performance.now() + graceMs
      await flush()
      while (waiting() > 0 && performance.now() < end) {
        await new Promise(resolve => setTimeout(resolve, Math.min(flushMs, graceMs)))
        await flush()
      }
      isClosed = true
      clearTimeout(timer)
      if (waiting() > 0) log.error({ lost: waiting() }, 'usage events are lost: the database did not answer until the end')
    },
  }
}
