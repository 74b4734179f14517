import { sql, type Transaction } from 'kysely'
import { GatewayError } from '../core/errors.ts'
import type { Clock, LimitStore, Log, WindowRequest, WindowState } from '../core/ports.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Ends a transaction that found a window full. */
class Full extends Error {}

const sweepMs = 60_000

/** Counts in the database, for several processes that have no Redis. A round trip or two a call, so only what must be shared is counted here. */
export const createWindowStore = ({ db }: Database, { clock, log }: { clock: Clock; log: Log }): LimitStore & { close(): void } => {
  const endOf = ({ windowMs }: WindowRequest, now: number): number => now - now % windowMs + windowMs

  const peek = async (windows: readonly WindowRequest[]): Promise<WindowState[]> => {
    const now = clock()
    return Promise.all(windows.map(async window => {
      const row = await db.selectFrom('limit_window').select('used').where('key', '=', window.key).where('resets_at', '=', endOf(window, now)).executeTakeFirst()
      return { limit: window.limit, used: row?.used ?? 0, resetAt: endOf(window, now) }
    }))
  }

  const add = async (transaction: Transaction<Tables>, window: WindowRequest, now: number): Promise<WindowState> => {
    const { key, limit, amount = 1 } = window
    const resetAt = endOf(window, now)
    const row = amount > limit
      ? undefined
      : await transaction.insertInto('limit_window').values({ key, resets_at: resetAt, used: amount })
        .onConflict(conflict => conflict.columns(['key', 'resets_at'])
          .doUpdateSet(update => ({ used: update('limit_window.used', '+', amount) }))
          .where(sql<boolean>`limit_window.used + ${sql.lit(amount)} <= ${sql.lit(limit)}`)).returning('used').executeTakeFirst()
    if (row === undefined) throw new Full()
    return { limit, used: row.used, resetAt }
  }

  const change = async (key: string, resetAt: number, by: number): Promise<void> => {
    await db.updateTable('limit_window').set({ used: sql`case when used + ${sql.lit(by)} < 0 then 0 else used + ${sql.lit(by)} end` }).where('key', '=', key).where('resets_at', '=', resetAt).execute()
  }

  const sweeper = setInterval(() => {
    db.deleteFrom('limit_window').where('resets_at', '<', clock() - sweepMs).execute().catch((error: unknown) => log.warn({ error }, 'windows that are over could not be removed'))
  }, sweepMs)
  sweeper.unref()

  return {
    async take (windows) {
      const now = clock()
      // always in the same order, so that two processes cannot wait for each other
      const order = [...windows.keys()].sort((a, b) => windows[a]!.key < windows[b]!.key ? -1 : 1)
      try {
        const states = await db.transaction().execute(async transaction => {
          const states: WindowState[] = []
          for (const index of order) states[index] = await add(transaction, windows[index]!, now)
          return states
        })
        return { ok: true, windows: states }
      } catch (thrown) {
        if (thrown instanceof Full) return { ok: false, windows: await peek(windows) }
        throw thrown instanceof GatewayError ? thrown : new GatewayError('unavailable', 'The limits cannot be counted.', { cause: thrown })
      }
    },
    async adjust (windows, taken, by) {
      for (const [index, { key }] of windows.entries()) await change(key, taken.windows[index]!.resetAt, by)
    },
    async giveBack (windows) {
      for (const window of windows) await change(window.key, endOf(window, clock()), -(window.amount ?? 1))
    },
    peek,
    close () { clearInterval(sweeper) },
  }
}
