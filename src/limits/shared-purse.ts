import type { BudgetAccount, BudgetSpan, BudgetState, BudgetStore } from '../core/budgets.ts'
import type { Clock, Log } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import type { Announcer } from './announcer.ts'
import type { Purse, Reserved } from './budgets.ts'
import { periodAt } from './period.ts'

export type SharedPurseOptions = { store: BudgetStore; clock: Clock; log: Log; leaseMs: number; announcer: Announcer }

const retryMs = 1000

/**
 * Money that several processes spend: counted in the database, one row a budget and period, changed only where it has room.
 * What is set aside is a row too, with a lease that this process renews; those of a process that is gone are given back.
 */
export const createSharedPurse = ({ store, clock, log, leaseMs, announcer }: SharedPurseOptions): Purse => {
  const instanceId = createId('ins')
  /** What is being written, by the budgets that it is of. */
  const unwritten = new Map<Promise<void>, readonly BudgetAccount[]>()
  let isClosing = false

  const spansOf = (accounts: readonly BudgetAccount[], now: number) => accounts.map(({ id, period, limit }) => ({ id, period, limit, ...periodAt(period, now) }))

  const note = async (account: BudgetAccount, span: BudgetSpan & { end: number | undefined }, use: { spent: number; told: number }, isRefused?: boolean): Promise<void> => {
    const threshold = announcer.due(account, use, isRefused)
    if (threshold !== undefined && await store.raiseTold(span, threshold)) announcer.tell(account, threshold, use.spent, span.end)
  }

  /** What was spent must be written: tried until it is, or until the process ends. */
  const write = async (id: string, accounts: readonly BudgetAccount[], spans: ReturnType<typeof spansOf>, spent: number): Promise<void> => {
    for (;;) {
      try {
        const uses = await store.settle(id, spans, spent)
        for (const [index, use] of uses.entries()) await note(accounts[index]!, spans[index]!, use)
        return
      } catch (error) {
        log.warn({ error }, 'what was spent could not be written to the database')
        if (isClosing) return
        await new Promise(resolve => setTimeout(resolve, retryMs).unref())
      }
    }
  }

  const tend = async (): Promise<void> => {
    try {
      await store.renew(instanceId, clock() + leaseMs)
      const released = await store.release(clock())
      if (released > 0) log.info({ released }, 'gave back what a process that is gone had set aside')
    } catch (error) {
      log.warn({ error }, 'reservations could not be renewed')
    }
  }
  const timer = setInterval(tend, leaseMs / 4)
  timer.unref()

  return {
    async reserve (accounts, nanos): Promise<Reserved> {
      const now = clock()
      const spans = spansOf(accounts, now)
      const id = createId('hld')
      const reserve = () => store.reserve({ id, instanceId, parts: spans, amount: nanos, expiresAt: now + leaseMs })
      let made = nanos === 0 ? { ok: true as const } : await reserve()
      // a client that comes back at once must not find its own last call in the way
      const inTheWay = made.ok ? [] : [...unwritten].filter(([, others]) => others.some(other => accounts.some(account => account.id === other.id))).map(([written]) => written)
      if (inTheWay.length > 0) {
        await Promise.all(inTheWay)
        made = await reserve()
      }
      if (!made.ok) {
        const index = spans.findIndex(span => span.id === made.full.id && span.period === made.full.period)
        const [account, span] = [accounts[index]!, spans[index]!]
        if (made.use.spent + nanos > account.limit) await note(account, span, made.use, true)
        return { ok: false, account, use: made.use, end: span.end }
      }
      return {
        ok: true,
        settle (spent) {
          if (nanos === 0 && spent === 0) return
          const written = write(id, accounts, spans, spent).finally(() => unwritten.delete(written))
          unwritten.set(written, accounts)
        },
      }
    },
    async read (accounts) {
      const spans = spansOf(accounts, clock())
      const uses = await store.read(spans)
      return accounts.map((account, index): BudgetState => ({ account, end: spans[index]!.end, ...uses[index]! }))
    },
    start: tend,
    async close () {
      isClosing = true
      clearInterval(timer)
      await Promise.all(unwritten.keys())
    },
  }
}
