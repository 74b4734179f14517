import type { Budget } from '../core/budgets.ts'
import type { ApiKeyRecord, Limits, Scope } from '../core/ports.ts'
import { toTime } from './to-time.ts'

/** A key as it is shown: without its hashes, times in RFC 3339. */
export type ApiKeyView = {
  id: string
  userId: string | null
  name: string
  hint: string
  scopes: Scope[]
  limits: Limits | null
  models: string[] | null
  budget: Budget | null
  parentId: string | null
  createdBy: string | null
  createdAt: string
  updatedAt: string
  expiresAt: string | null
  revokedAt: string | null
  lastUsedAt: string | null
  /** Until when the secret before the last rotation works too. */
  previousExpiresAt: string | null
}

export const toApiKey = (record: ApiKeyRecord): ApiKeyView => ({
  id: record.id,
  userId: record.userId ?? null,
  name: record.name,
  hint: record.hint,
  scopes: record.scopes,
  limits: record.limits ?? null,
  models: record.models ?? null,
  budget: record.budget ?? null,
  parentId: record.parentId ?? null,
  createdBy: record.createdBy ?? null,
  createdAt: toTime(record.createdAt),
  updatedAt: toTime(record.updatedAt),
  expiresAt: toTime(record.expiresAt),
  revokedAt: toTime(record.revokedAt),
  lastUsedAt: toTime(record.lastUsedAt),
  previousExpiresAt: toTime(record.previousExpiresAt),
})
