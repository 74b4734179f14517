import type { Insertable, Selectable } from 'kysely'
import { GatewayError } from '../core/errors.ts'
import type { ProviderRecord, ProviderStore, Vault } from '../core/ports.ts'
import type { Database } from './database.ts'
import { isUniqueViolation } from './errors.ts'
import type { ProviderTable } from './tables.ts'

/** Keeps providers, their settings and headers sealed. */
export const createProviderStore = ({ db }: Database, vault: Vault): ProviderStore => ({
  insert: record => refuseTakenName(async () => {
    await db.insertInto('provider').values(toRow(record, vault)).execute()
  }),

  all: async () => {
    const rows = await db.selectFrom('provider').selectAll().orderBy('id').execute()
    return rows.map(row => toRecord(row, vault))
  },

  replace: record => refuseTakenName(async () => {
    const { numUpdatedRows } = await db.updateTable('provider').set(toRow(record, vault)).where('id', '=', record.id).executeTakeFirst()
    return numUpdatedRows > 0n
  }),

  remove: async id => {
    const { numDeletedRows } = await db.deleteFrom('provider').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0n
  },
})

const refuseTakenName = async <T>(write: () => Promise<T>): Promise<T> => {
  try {
    return await write()
  } catch (thrown) {
    throw isUniqueViolation(thrown) ? new GatewayError('conflict', 'There is a provider with this name already.', { param: 'name' }) : thrown
  }
}

const placeOf = (id: string) => ({ table: 'provider', column: 'sealed', row: id })

const toRow = (record: ProviderRecord, vault: Vault): Insertable<ProviderTable> => ({
  id: record.id,
  name: record.name,
  kind: record.kind,
  sealed: vault.seal(JSON.stringify({ settings: record.settings, headers: record.headers }), placeOf(record.id)),
  models: record.models === undefined ? null : JSON.stringify(record.models),
  is_enabled: record.isEnabled,
  timeout_ms: record.timeoutMs ?? null,
  max_concurrency: record.maxConcurrency ?? null,
  first_token_timeout_ms: record.firstTokenTimeoutMs ?? null,
  total_timeout_ms: record.totalTimeoutMs ?? null,
  max_queue: record.maxQueue ?? null,
  queue_timeout_ms: record.queueTimeoutMs ?? null,
  model_overrides: record.modelOverrides === undefined ? null : JSON.stringify(record.modelOverrides),
  allows_private: record.allowsPrivate,
  created_by: record.createdBy ?? null,
  created_at: record.createdAt,
  updated_at: record.updatedAt,
})

const toRecord = (row: Selectable<ProviderTable>, vault: Vault): ProviderRecord => {
  // Sealed by toRow, so it has this shape.
  const { settings, headers } = JSON.parse(vault.open(row.sealed, placeOf(row.id))) as Pick<ProviderRecord, 'settings' | 'headers'>
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    source: 'database',
    settings,
    headers,
    models: row.models ?? undefined,
    isEnabled: row.is_enabled,
    timeoutMs: row.timeout_ms ?? undefined,
    maxConcurrency: row.max_concurrency ?? undefined,
    ...row.first_token_timeout_ms !== null && { firstTokenTimeoutMs: row.first_token_timeout_ms },
    ...row.total_timeout_ms !== null && { totalTimeoutMs: row.total_timeout_ms },
    ...row.max_queue !== null && { maxQueue: row.max_queue },
    ...row.queue_timeout_ms !== null && { queueTimeoutMs: row.queue_timeout_ms },
    ...row.model_overrides && { modelOverrides: row.model_overrides },
    allowsPrivate: row.allows_private,
    createdBy: row.created_by ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
