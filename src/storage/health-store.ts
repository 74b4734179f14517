import type { Selectable } from 'kysely'
import type { ErrorKind } from '../core/errors.ts'
import type { HealthCheck, HealthStore, ToldState } from '../core/health.ts'
import type { Database } from './database.ts'
import type { ProviderCheckTable } from './tables.ts'

/** Keeps how providers fared, and who looks at which next. */
export const createHealthStore = ({ db }: Database): HealthStore => ({
  watches: async () => {
    const rows = await db.selectFrom('provider_watch').select(['provider_id', 'due_at', 'told']).execute()
    return rows.map(row => ({ providerId: row.provider_id, dueAt: row.due_at, told: row.told as ToldState })) // written by watch and tell
  },

  watch: async ({ providerId, dueAt, told }) => {
    await db.insertInto('provider_watch').values({ provider_id: providerId, due_at: dueAt, told, told_at: 0 })
      .onConflict(conflict => conflict.column('provider_id').doNothing()).execute()
  },

  claim: async (providerId, now, nextAt) => {
    const { numUpdatedRows } = await db.updateTable('provider_watch').set({ due_at: nextAt })
      .where('provider_id', '=', providerId).where('due_at', '<=', now).executeTakeFirst()
    return numUpdatedRows > 0n
  },

  setDue: async (providerId, dueAt) => {
    await db.updateTable('provider_watch').set({ due_at: dueAt }).where('provider_id', '=', providerId).execute()
  },

  tell: async (providerId, from, to, at) => {
    const { numUpdatedRows } = await db.updateTable('provider_watch').set({ told: to, told_at: at })
      .where('provider_id', '=', providerId).where('told', '=', from).executeTakeFirst()
    return numUpdatedRows > 0n
  },

  add: async checks => {
    if (checks.length > 0) await db.insertInto('provider_check').values(checks.map(toRow)).execute()
  },

  since: async at =>
    (await db.selectFrom('provider_check').selectAll().where('at', '>=', at).orderBy('at').orderBy('id').limit(5000).execute()).map(toCheck),

  newest: async (providerId, limit) => {
    const rows = await db.selectFrom('provider_check').selectAll().where('provider_id', '=', providerId)
      .orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()
    return rows.map(toCheck).reverse()
  },

  forget: async (providerId, isGone) => {
    await db.deleteFrom('provider_check').where('provider_id', '=', providerId).execute()
    if (isGone) await db.deleteFrom('provider_watch').where('provider_id', '=', providerId).execute()
  },

  prune: async (before, keep) => {
    await db.deleteFrom('provider_check').where('at', '<', before).execute()
    for (const { provider_id: id } of await db.selectFrom('provider_check').select('provider_id').distinct().execute()) {
      const oldest = await db.selectFrom('provider_check').select('at').where('provider_id', '=', id)
        .orderBy('at', 'desc').offset(keep - 1).limit(1).executeTakeFirst()
      if (oldest !== undefined) await db.deleteFrom('provider_check').where('provider_id', '=', id).where('at', '<', oldest.at).execute()
    }
  },
})

const toRow = ({ id, providerId, instance, at, ok, latencyMs, errorKind }: HealthCheck) =>
  ({ id, provider_id: providerId, instance, at, ok, latency_ms: Math.max(0, Math.round(latencyMs)), error_kind: errorKind ?? null })

const toCheck = (row: Selectable<ProviderCheckTable>): HealthCheck => ({
  id: row.id,
  providerId: row.provider_id,
  instance: row.instance,
  at: row.at,
  ok: row.ok,
  latencyMs: row.latency_ms,
  ...row.error_kind !== null && { errorKind: row.error_kind as ErrorKind }, // written by toRow
})
