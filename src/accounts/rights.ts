import type { UserRecord } from '../core/accounts.ts'
import { type Budget, toBudgetAccount } from '../core/budgets.ts'
import { type ApiKeyRecord, type KeyOwner, type Limits, type Principal, type Scope, scopes as allScopes } from '../core/ports.ts'
import { type KnownCaller, nobody } from './principal-cache.ts'

/** What anybody with an account may do. */
export const userScopes: readonly Scope[] = ['inference', 'chats']

/** A user by one of their sessions. */
export const describeUser = ({ id, username, role, isDisabled, limits, models, budget }: UserRecord, { sessionId, expiresAt, userLimits }: { sessionId: string; expiresAt: number; userLimits: Limits }): KnownCaller => {
  if (isDisabled) return nobody
  const isAdmin = role === 'admin'
  return {
    principal: { type: 'user', id, name: username, scopes: isAdmin ? allScopes : userScopes, isAdmin, limits: limits ?? userLimits, userId: id, sessionId, ...boundsOf([{ id, userId: id, models, budget }]) },
    stopsAt: expiresAt,
  }
}

/**
 * The holder of a secret of a key: the one that it has now, or the one before while that still works. A key can never do
 * more than its owner and the keys that made it can now, whatever was true when it was made.
 */
export const describeKey = (record: ApiKeyRecord & { owner?: KeyOwner; parents?: ApiKeyRecord[] }, { hash, userLimits }: { hash: string; userLimits: Limits }): KnownCaller => {
  const { id, userId, name, limits, owner, parents = [] } = record
  const line = [record, ...parents]
  if (line.some(({ revokedAt }) => revokedAt !== undefined) || owner?.isDisabled === true) return nobody
  const graceEnds = record.hash === hash ? Infinity : record.previousExpiresAt ?? 0
  const stopsAt = Math.min(graceEnds, ...line.map(({ expiresAt = Infinity }) => expiresAt))
  const isHouses = userId === undefined || owner === undefined
  const scopes = scopesOf(line).filter(scope => isHouses || owner.isAdmin || userScopes.includes(scope))
  // Only an admin's key may have limits of its own instead of those that it shares with its owner.
  const isApart = owner?.isAdmin === true && limits !== undefined
  return {
    principal: {
      type: 'key',
      id,
      name,
      scopes,
      isAdmin: scopes.includes('admin'),
      limits,
      ...!isHouses && { userId, ...!isApart && { accountLimits: owner.limits ?? userLimits } },
      ...parents.length > 0 && { parents: parents.map(({ id, limits }) => ({ id, limits })) },
      ...boundsOf(isHouses ? line : [...line, { ...owner, id: userId, userId }]),
    },
    stopsAt,
  }
}

/** What every key of a line may do. `admin` includes all others. */
const scopesOf = (line: readonly ApiKeyRecord[]): readonly Scope[] =>
  line[0]!.scopes.filter(scope => line.every(({ scopes }) => scopes.includes('admin') || scopes.includes(scope)))

type Bounding = { id: string; userId: string | undefined; models?: string[] | undefined; budget?: Budget | undefined }

/** The models and the budgets of everybody in whose name it is asked. */
const boundsOf = (line: readonly Bounding[]): Pick<Principal, 'models' | 'budgets'> => {
  const models = line.flatMap(({ models }) => models === undefined ? [] : [models])
  const budgets = line.flatMap(({ id, userId, budget }) => budget === undefined ? [] : [toBudgetAccount(id, budget, userId)])
  return { ...models.length > 0 && { models }, ...budgets.length > 0 && { budgets } }
}
