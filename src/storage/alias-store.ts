import type { Insertable, Selectable } from 'kysely'
import type { AliasRecord, AliasStore } from '../core/ports.ts'
import type { Database } from './database.ts'
import type { AliasTable } from './tables.ts'

/** Keeps aliases. */
export const createAliasStore = ({ db }: Database): AliasStore => ({
  all: async () => {
    const rows = await db.selectFrom('alias').selectAll().orderBy('name').execute()
    return rows.map(toRecord)
  },

  put: async record => {
    const { name: _name, created_at: _createdAt, ...change } = toRow(record)
    const row = await db.insertInto('alias').values(toRow(record))
      .onConflict(conflict => conflict.column('name').doUpdateSet(change))
      .returningAll().executeTakeFirstOrThrow()
    return toRecord(row)
  },

  remove: async name => {
    const { numDeletedRows } = await db.deleteFrom('alias').where('name', '=', name).executeTakeFirst()
    return numDeletedRows > 0n
  },
})

const toRow = (record: AliasRecord): Insertable<AliasTable> => ({
  name: record.name,
  targets: JSON.stringify(record.targets),
  strategy: record.strategy,
  system_prompt: record.systemPrompt ?? null,
  cache_ttl_ms: record.cacheTtlMs ?? null,
  description: record.description ?? null,
  created_at: record.createdAt,
  updated_at: record.updatedAt,
})

const toRecord = (row: Selectable<AliasTable>): AliasRecord => ({
  name: row.name,
  targets: row.targets,
  strategy: row.strategy,
  systemPrompt: row.system_prompt ?? undefined,
  cacheTtlMs: row.cache_ttl_ms ?? undefined,
  description: row.description ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
