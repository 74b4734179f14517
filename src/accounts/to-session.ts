import type { SessionRecord } from '../core/accounts.ts'
import { toTime } from './to-time.ts'

/** A session as it is shown: without its hashes, times in RFC 3339. */
export type SessionView = {
  id: string
  isCurrent: boolean
  userAgent: string
  address: string
  createdAt: string
  lastUsedAt: string
  expiresAt: string
}

/** `currentId`: the session of whoever looks. */
export const toSession = (record: SessionRecord, currentId: string | undefined): SessionView => ({
  id: record.id,
  isCurrent: record.id === currentId,
  userAgent: record.userAgent,
  address: record.address,
  createdAt: toTime(record.createdAt),
  lastUsedAt: toTime(record.lastUsedAt),
  expiresAt: toTime(record.expiresAt),
})
