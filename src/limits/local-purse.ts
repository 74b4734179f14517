import type { BudgetAccount, BudgetJournal, BudgetPeriod, BudgetSpan, BudgetState, BudgetStore } from '../core/budgets.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Announcer } from './announcer.ts'
import type { Purse, Reserved } from './budgets.ts'
import { periodAt } from './period.ts'

export type LocalPurseOptions = { store: BudgetStore; journal: BudgetJournal; clock: Clock; log: Log; announcer: Announcer }

/** One period of one budget. What is reserved lives and dies with this process. */
type Entry = BudgetSpan & { end: number | undefined; spent: number; reserved: number; told: number }

const flushMs = 200
/** A journal that is longer is written anew, with what the database does not have yet. */
const maxJournalBytes = 256 * 1024

/**
 * The money of a process that is alone: counted in memory, synchronously. Each settled call is a line in the journal before
 * its client hears the end of the answer, so that a process that is killed loses nothing; the database follows in batches.
 * A line holds all that was spent, not what was added: reading one twice changes nothing.
 */
export const createLocalPurse = ({ store, journal, clock, log, announcer }: LocalPurseOptions): Purse => {
  const entries = new Map<string, Entry>()
  const loading = new Map<string, Promise<Entry>>()
  const dirty = new Set<Entry>()

  const keyOf = ({ id, period }: Pick<BudgetAccount, 'id' | 'period'>): string => `${id} ${period}`

  const load = (account: BudgetAccount): Promise<Entry> => {
    const key = keyOf(account)
    const running = loading.get(key)
    if (running !== undefined) return running
    const { start, end } = periodAt(account.period, clock())
    const span = { id: account.id, period: account.period, start }
    const loaded = store.read([span]).then(([use]) => {
      const entry: Entry = { ...span, end, spent: use!.spent, reserved: 0, told: use!.told }
      entries.set(key, entry)
      return entry
    }).finally(() => loading.delete(key))
    loading.set(key, loaded)
    return loaded
  }

  const entryOf = (account: BudgetAccount, now: number): Entry | undefined => {
    const entry = entries.get(keyOf(account))
    return entry === undefined || (entry.end !== undefined && now >= entry.end) ? undefined : entry
  }

  const note = (account: BudgetAccount, entry: Entry, isRefused?: boolean): void => {
    const threshold = announcer.due(account, entry, isRefused)
    if (threshold === undefined) return
    entry.told = threshold
    write([entry])
    announcer.tell(account, threshold, entry.spent, entry.end)
  }

  const write = (changed: readonly Entry[]): void => {
    for (const entry of changed) dirty.add(entry)
    try {
      journal.append(changed.map(toLine))
    } catch (error) {
      log.error({ error }, 'the journal of what was spent cannot be written: what the next 200 ms spend is lost if the process is killed')
    }
  }

  const reserveNow = (accounts: readonly BudgetAccount[], found: readonly Entry[], nanos: number): Reserved => {
    for (const [index, account] of accounts.entries()) {
      const entry = found[index]!
      if (nanos === 0 || entry.spent + entry.reserved + nanos <= account.limit) continue
      if (entry.spent + nanos > account.limit) note(account, entry, true)
      return { ok: false, account, use: entry, end: entry.end }
    }
    for (const entry of found) entry.reserved += nanos
    return {
      ok: true,
      settle (spent) {
        for (const entry of found) {
          entry.reserved -= nanos
          entry.spent += spent
        }
        if (spent === 0) return
        write(found)
        for (const [index, entry] of found.entries()) note(accounts[index]!, entry)
      },
    }
  }

  /** What was read first may be over by the time the last is read. */
  const loadAll = async (accounts: readonly BudgetAccount[]): Promise<Entry[]> => {
    for (;;) {
      for (const account of accounts) if (entryOf(account, clock()) === undefined) await load(account)
      const now = clock()
      const found = accounts.flatMap(account => entryOf(account, now) ?? [])
      if (found.length === accounts.length) return found
    }
  }

  const flush = async (): Promise<void> => {
    if (dirty.size === 0) return
    const batch = [...dirty]
    const rows = batch.map(({ id, period, start, spent, told }) => ({ id, period, start, spent, told }))
    dirty.clear()
    try {
      await store.save(rows)
    } catch (error) {
      log.warn({ error }, 'what was spent could not be written to the database; it is kept in the journal')
      for (const entry of batch) dirty.add(entry)
      return
    }
    if (dirty.size > 0 && journal.size < maxJournalBytes) return
    try {
      journal.replace([...dirty].map(toLine))
    } catch (error) {
      log.warn({ error }, 'the journal of what was spent cannot be shortened')
    }
  }

  let flushing: Promise<void> = Promise.resolve()
  const flushNext = (): Promise<void> => {
    flushing = flushing.then(flush)
    return flushing
  }
  const timer = setInterval(flushNext, flushMs)
  timer.unref()

  return {
    reserve (accounts, nanos) {
      const now = clock()
      const found: Entry[] = []
      for (const account of accounts) {
        const entry = entryOf(account, now)
        if (entry === undefined) return loadAll(accounts).then(loaded => reserveNow(accounts, loaded, nanos))
        found.push(entry)
      }
      return reserveNow(accounts, found, nanos)
    },
    async read (accounts) {
      const now = clock()
      const states = accounts.map(async (account): Promise<BudgetState> => {
        const entry = entryOf(account, now)
        if (entry !== undefined) return { account, end: entry.end, spent: entry.spent, reserved: entry.reserved, told: entry.told }
        const { start, end } = periodAt(account.period, now)
        const [use] = await store.read([{ id: account.id, period: account.period, start }])
        return { account, end, ...use! }
      })
      return Promise.all(states)
    },
    /** Writes to the database what a process that was killed had only in its journal. */
    async start () {
      const rows = journal.read().flatMap(readLine)
      if (rows.length > 0) await store.save(rows)
      journal.replace([])
    },
    async close () {
      clearInterval(timer)
      await flushNext()
      journal.close()
    },
  }
}

const toLine = ({ id, period, start, spent, told }: Entry): string => `${id} ${period} ${start} ${spent} ${told} .`

/** The last line may be half of one. Every whole one ends with a full stop. */
const readLine = (line: string): (BudgetSpan & { spent: number; told: number })[] => {
  const [, id, period, start, spent, told] = /^(\S+) (\w+) (\d+) (\d+) (\d+) \.$/.exec(line) ?? []
  return id === undefined ? [] : [{ id, period: period as BudgetPeriod, start: Number(start), spent: Number(spent), told: Number(told) }] // as toLine wrote it
}
