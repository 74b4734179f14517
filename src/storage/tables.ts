import type { ColumnType } from 'kysely'
import type { Limits, Scope } from '../core/ports.ts'

/** Written as JSON text, read as the value itself, on both engines. */
type Json<T> = ColumnType<T, string, string>

export type ApiKeyTable = {
  id: string
  name: string
  hash: string
  previous_hash: string | null
  previous_expires_at: number | null
  hint: string
  scopes: Json<Scope[]>
  limits: ColumnType<Limits | null, string | null, string | null>
  created_by: string | null
  created_at: number
  updated_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

export type ProviderTable = {
  id: string
  name: string
  kind: string
  /** Settings and headers as JSON, sealed by the vault. */
  sealed: string
  models: ColumnType<string[] | null, string | null, string | null>
  is_enabled: boolean
  timeout_ms: number | null
  max_concurrency: number | null
  allows_private: boolean
  created_by: string | null
  created_at: number
  updated_at: number
}

/** Small facts about the installation that all its processes share. */
export type SettingTable = { key: string; value: string; updated_at: number }

/** Which migrations have run. */
export type MigrationTable = { name: string; applied_at: number }

/** The one schema, on both engines. Times are milliseconds. */
export type Tables = {
  api_key: ApiKeyTable
  provider: ProviderTable
  setting: SettingTable
  migration: MigrationTable
}
