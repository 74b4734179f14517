import { type ExpressionBuilder, type Kysely, sql, type Transaction } from 'kysely'
import type { BudgetReservation, BudgetSpan, BudgetStore, BudgetUse } from '../core/budgets.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

const unused: BudgetUse = { spent: 0, reserved: 0, told: 0 }
const columns = ['spent', 'reserved', 'told'] as const

/** Ends a transaction that found a budget full. */
class Full extends Error {
  readonly span: BudgetSpan
  constructor (span: BudgetSpan) {
    super('a budget has no room')
    this.span = span
  }
}

/** Keeps what was spent. Rows are always locked in the same order, so that two processes cannot wait for each other. */
export const createBudgetStore = ({ db, engine }: Database): BudgetStore => {
  const readOne = async (span: BudgetSpan): Promise<BudgetUse> =>
    await db.selectFrom('budget_use').select(columns).where(isOf(span)).executeTakeFirst() ?? unused

  /** Takes out one reservation and gives its money back, whoever's it is; returns how much that was. */
  const takeOut = async (transaction: Transaction<Tables>, id: string): Promise<number> => {
    const hold = await transaction.deleteFrom('budget_hold').where('id', '=', id).returningAll().executeTakeFirst()
    if (hold === undefined) return 0
    for (const span of inOrder(hold.spans)) {
      await transaction.updateTable('budget_use').set(update => ({ reserved: update('reserved', '-', hold.amount) })).where(isOf(span)).execute()
    }
    return hold.amount
  }

  return {
    read: spans => Promise.all(spans.map(readOne)),

    save: uses => db.transaction().execute(async transaction => {
      for (const { id, period, start, spent, told } of inOrder(uses)) {
        await transaction.insertInto('budget_use').values({ subject_id: id, period, period_start: start, spent, reserved: 0, told })
          .onConflict(conflict => conflict.columns(['subject_id', 'period', 'period_start'])
            .doUpdateSet({ spent, told }).where('budget_use.spent', '<=', spent)).execute()
      }
    }),

    reserve: async reservation => {
      const { id, instanceId, parts, amount, expiresAt } = reservation
      if (engine === 'postgres' && parts.length === 1) {
        const [part] = parts
        return amount <= part!.limit && await reserveAtOnce(db, reservation) ? { ok: true } : { ok: false, full: part!, use: await readOne(part!) }
      }
      try {
        await db.transaction().execute(async transaction => {
          for (const part of inOrder(parts)) if (amount > part.limit || !await reserveIn(transaction, part, amount)) throw new Full(part)
          const spans = parts.map(({ id, period, start }) => ({ id, period, start }))
          await transaction.insertInto('budget_hold').values({ id, instance_id: instanceId, spans: JSON.stringify(spans), amount, expires_at: expiresAt }).execute()
        })
        return { ok: true }
      } catch (thrown) {
        if (thrown instanceof Full) return { ok: false, full: thrown.span, use: await readOne(thrown.span) }
        throw thrown
      }
    },

    settle: async (id, spans, spent) => {
      const use = engine === 'postgres' && spans.length === 1 ? await settleAtOnce(db, id, spans[0]!, spent) : undefined
      if (use !== undefined) return [use]
      return db.transaction().execute(async transaction => {
        await takeOut(transaction, id)
        const uses = new Map<BudgetSpan, BudgetUse>()
        for (const span of inOrder(spans)) uses.set(span, await addTo(transaction, span, spent))
        return spans.map(span => uses.get(span)!)
      })
    },

    renew: async (instanceId, expiresAt) => {
      await db.updateTable('budget_hold').set({ expires_at: expiresAt }).where('instance_id', '=', instanceId).execute()
    },

    release: async now => {
      const over = await db.selectFrom('budget_hold').select('id').where('expires_at', '<', now).orderBy('id').limit(1000).execute()
      let released = 0
      for (const { id } of over) {
        // another process may be at the same
        const amount = await db.transaction().execute(async transaction => await isOver(transaction, id, now) ? takeOut(transaction, id) : 0)
        if (amount > 0) released++
      }
      return released
    },

    raiseTold: async (span, threshold) => {
      const { numUpdatedRows } = await db.updateTable('budget_use').set({ told: threshold }).where(isOf(span)).where('told', '<', threshold).executeTakeFirst()
      if (numUpdatedRows > 0n) return true
      // a budget may be too small for anything to have been spent of it
      const inserted = await db.insertInto('budget_use').values({ subject_id: span.id, period: span.period, period_start: span.start, spent: 0, reserved: 0, told: threshold })
        .onConflict(conflict => conflict.doNothing()).executeTakeFirst()
      return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
    },
  }
}

/** Where one budget is all there is, PostgreSQL does it in one round trip: many calls of one key wait for one row. */
const reserveAtOnce = async (db: Kysely<Tables>, { id, instanceId, parts: [part], amount, expiresAt }: BudgetReservation): Promise<boolean> => {
  const { id: subject, period, start, limit } = part!
  const spans = JSON.stringify([{ id: subject, period, start }])
  const { numAffectedRows } = await sql`
    with used as (
      insert into budget_use (subject_id, period, period_start, spent, reserved, told) values (${subject}, ${period}, ${start}, 0, ${sql.lit(amount)}, 0)
      on conflict (subject_id, period, period_start) do update set reserved = budget_use.reserved + ${sql.lit(amount)}
      where budget_use.spent + budget_use.reserved + ${sql.lit(amount)} <= ${sql.lit(limit)}
      returning 1
    )
    insert into budget_hold (id, instance_id, spans, amount, expires_at)
    select ${id}, ${instanceId}, ${spans}::jsonb, ${sql.lit(amount)}, ${sql.lit(expiresAt)} from used`.execute(db)
  return (numAffectedRows ?? 0n) > 0n
}

/** The same for what was spent; undefined when nothing was ever set aside of it. */
const settleAtOnce = async (db: Kysely<Tables>, id: string, { id: subject, period, start }: BudgetSpan, spent: number): Promise<BudgetUse | undefined> => {
  const { rows } = await sql<BudgetUse>`
    with hold as (delete from budget_hold where id = ${id} returning amount)
    update budget_use set spent = spent + ${sql.lit(spent)}, reserved = reserved - coalesce((select amount from hold), 0)
    where subject_id = ${subject} and period = ${period} and period_start = ${start}
    returning spent, reserved, told`.execute(db)
  return rows[0]
}

/** Compare and set: false when there is no room. */
const reserveIn = async (transaction: Transaction<Tables>, { id, period, start, limit }: BudgetSpan & { limit: number }, amount: number): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await transaction.insertInto('budget_use').values({ subject_id: id, period, period_start: start, spent: 0, reserved: amount, told: 0 })
    .onConflict(conflict => conflict.columns(['subject_id', 'period', 'period_start'])
      .doUpdateSet(update => ({ reserved: update('budget_use.reserved', '+', amount) }))
      .where(sql<boolean>`budget_use.spent + budget_use.reserved + ${sql.lit(amount)} <= ${sql.lit(limit)}`)).executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

const addTo = (transaction: Transaction<Tables>, { id, period, start }: BudgetSpan, spent: number): Promise<BudgetUse> =>
  transaction.insertInto('budget_use').values({ subject_id: id, period, period_start: start, spent, reserved: 0, told: 0 })
    .onConflict(conflict => conflict.columns(['subject_id', 'period', 'period_start'])
      .doUpdateSet(update => ({ spent: update('budget_use.spent', '+', spent) })))
    .returning(columns).executeTakeFirstOrThrow()

const isOver = async (db: Kysely<Tables>, id: string, now: number): Promise<boolean> =>
  await db.selectFrom('budget_hold').select('id').where('id', '=', id).where('expires_at', '<', now).executeTakeFirst() !== undefined

const isOf = ({ id, period, start }: BudgetSpan) => ({ and }: ExpressionBuilder<Tables, 'budget_use'>) =>
  and({ subject_id: id, period, period_start: start })

const inOrder = <T extends BudgetSpan>(spans: readonly T[]): T[] =>
  [...spans].sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1)

const keyOf = ({ id, period, start }: BudgetSpan): string => `${id} ${period} ${start}`
