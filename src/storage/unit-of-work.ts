import { AsyncLocalStorage } from 'node:async_hooks'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from './tables.ts'

export type UnitOfWork = {
  /** As given, but within `atomically` it is the transaction. */
  db: Kysely<Tables>
  /** Runs what stores do in one transaction: all of it is kept, or nothing. Nothing in it may wait for anything but the database. */
  atomically<T>(work: () => Promise<T>): Promise<T>
}

type Unit = { transaction: Transaction<Tables>; depth: number; isOver: boolean }

/**
 * Lets several stores write in one transaction without knowing of each other: whoever asks `db` from within `atomically`
 * gets its transaction, and a transaction that a store opens there is a part of it.
 */
export const createUnitOfWork = (plain: Kysely<Tables>): UnitOfWork => {
  const units = new AsyncLocalStorage<Unit>()

  /** What was begun in a unit and goes on after its end must not use its connection. */
  const current = (): Unit | undefined => {
    const unit = units.getStore()
    return unit === undefined || unit.isOver ? undefined : unit
  }

  const db = new Proxy(plain, {
    get (target, name) {
      const unit = current()
      if (unit !== undefined && name === 'transaction') return () => nest(unit)
      const actual: Kysely<Tables> = unit?.transaction ?? target
      const value: unknown = Reflect.get(actual, name, actual)
      // Kysely's own fields are private: its methods must be called on itself
      return typeof value === 'function' ? value.bind(actual) : value
    },
  })

  return {
    db,
    atomically: work => {
      if (current() !== undefined) return work()
      return plain.transaction().execute(async transaction => {
        const unit: Unit = { transaction, depth: 0, isOver: false }
        try {
          return await units.run(unit, work)
        } finally {
          unit.isOver = true
        }
      })
    },
  }
}

/** A transaction inside another: what it wrote can be undone alone, and on PostgreSQL a failed statement ends only it. */
const nest = (unit: Unit) => ({
  execute: async <T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> => {
    const { transaction } = unit
    const name = sql.id(`unit_${++unit.depth}`)
    await sql`savepoint ${name}`.execute(transaction)
    try {
      const result = await work(transaction)
      await sql`release savepoint ${name}`.execute(transaction)
      return result
    } catch (thrown) {
      // a full disk or a lost connection has undone everything already, and its reason is the one to tell
      await sql`rollback to savepoint ${name}`.execute(transaction).catch(() => {})
      throw thrown
    } finally {
      unit.depth--
    }
  },
})
