import type { Role, UserRecord } from '../core/accounts.ts'
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
  createdAt: toTime(record.createdAt),
  updatedAt: toTime(record.updatedAt),
  lastLoginAt: toTime(record.lastLoginAt),
})
