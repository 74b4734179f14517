import type { UserRecord } from '../core/accounts.ts'
import { type ApiKeyRecord, type KeyOwner, type Limits, type Scope, scopes as allScopes } from '../core/ports.ts'
import { type KnownCaller, nobody } from './principal-cache.ts'

/** What anybody with an account may do. */
export const userScopes: readonly Scope[] = ['inference', 'chats']

/** A user by one of their sessions. */
export const describeUser = ({ id, username, role, isDisabled, limits }: UserRecord, { sessionId, expiresAt, userLimits }: { sessionId: string; expiresAt: number; userLimits: Limits }): KnownCaller => {
  if (isDisabled) return nobody
  const isAdmin = role === 'admin'
  return {
    principal: { type: 'user', id, name: username, scopes: isAdmin ? allScopes : userScopes, isAdmin, limits: limits ?? userLimits, userId: id, sessionId },
    stopsAt: expiresAt,
  }
}

/** The holder of a secret of a key: the one that it has now, or the one before while that still works. */
export const describeKey = (record: ApiKeyRecord & { owner?: KeyOwner }, { hash, userLimits }: { hash: string; userLimits: Limits }): KnownCaller => {
  const { id, userId, name, limits, owner } = record
  if (record.revokedAt !== undefined || owner?.isDisabled === true) return nobody
  const graceEnds = record.hash === hash ? Infinity : record.previousExpiresAt ?? 0
  const stopsAt = Math.min(record.expiresAt ?? Infinity, graceEnds)
  if (userId === undefined || owner === undefined) {
    return { principal: { type: 'key', id, name, scopes: record.scopes, isAdmin: record.scopes.includes('admin'), limits }, stopsAt }
  }
  // A key can never do more than its owner can now, whatever was true when it was made.
  const scopes = owner.isAdmin ? record.scopes : record.scopes.filter(scope => userScopes.includes(scope))
  // Only an admin's key may have limits of its own instead of those that it shares with its owner.
  const isApart = owner.isAdmin && limits !== undefined
  return {
    principal: { type: 'key', id, name, scopes, isAdmin: scopes.includes('admin'), limits, userId, ...!isApart && { accountLimits: owner.limits ?? userLimits } },
    stopsAt,
  }
}
