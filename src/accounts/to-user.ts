import type { Role, UserRecord } from '../core/accounts.ts'
import type { Budget } from '../core/budgets.ts'
import type { Limits } from '../core/ports.ts'
import { toTime } from './to-time.ts'

/** An account as it is shown: without its password, times in RFC 3339. */
export type UserView = {
  id: string
  username: string
  email: string
  displayName: string | null
  role: Role
  disabled: boolean
  limits: Limits | null
  models: string[] | null
  budget: Budget | null
  createdAt: string
  updatedAt: string
  lastLoginAt: string | null
}

export const toUser = (record: UserRecord): UserView => ({
  id: record.id,
  username: record.username,
  email: record.email,
  displayName: record.displayName ?? null,
  role: record.role,
  disabled: record.isDisabled,
  limits: record.limits ?? null,
  models: record.models ?? null,
  budget: record.budget ?? null,
  createdAt: toTime(record.createdAt),
  updatedAt: toTime(record.updatedAt),
  lastLoginAt: toTime(record.lastLoginAt),
})
