import type { Budget } from '../core/budgets.ts'
import { GatewayError } from '../core/errors.ts'
import { coversPattern } from '../core/model-access.ts'
import { type ApiKeyRecord, type Limits, type Principal, type Scope, scopes as allScopes } from '../core/ports.ts'

/** What a caller may set on a key. Times are milliseconds. */
export type KeySettings = { name: string; scopes: Scope[]; expiresAt?: number | undefined; limits?: Limits | undefined; models?: string[] | undefined; budget?: Budget | undefined }

/** What bounds a key that somebody makes: the maker, as a caller and, unless it is the environment's key, as a stored one. */
export type Maker = { caller: Principal; record: ApiKeyRecord | undefined }

const maxNameLength = 100
const limitNames = ['requestsPerMinute', 'requestsPerHour', 'requestsPerDay', 'tokensPerMinute', 'concurrentRequests'] as const satisfies (keyof Limits)[]

const invalid = (param: string, message: string): GatewayError => new GatewayError('invalid_request', message, { param })
const tooMuch = (param: string, message: string): GatewayError => new GatewayError('forbidden', message, { param })

export const readName = (name: string): string => {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > maxNameLength) throw invalid('name', `A name has 1 to ${maxNameLength} characters.`)
  if (/\p{Cc}/u.test(trimmed)) throw invalid('name', 'A name must not contain control characters.')
  return trimmed
}

/** A key can do nothing that its maker cannot. Sorted and without repetition. */
export const readScopes = (scopes: readonly Scope[], { caller }: Maker): Scope[] => {
  const wanted = allScopes.filter(scope => scopes.includes(scope))
  if (wanted.length === 0 || wanted.length < new Set(scopes).size) throw invalid('scopes', `Scopes are one or more of ${allScopes.join(', ')}.`)
  const missing = wanted.filter(scope => !caller.isAdmin && !caller.scopes.includes(scope))
  if (missing.length > 0) throw tooMuch('scopes', `You may not do ${missing.join(', ')} yourself.`)
  return wanted
}

/** No key outlives its maker; without a time of its own it ends with the maker. */
export const readExpiry = (expiresAt: number | undefined, { record }: Maker, now: number): number | undefined => {
  const latest = record?.expiresAt
  if (expiresAt === undefined) return latest
  if (!Number.isSafeInteger(expiresAt) || expiresAt <= now) throw invalid('expiresAt', 'The time of expiry must be in the future.')
  if (latest !== undefined && expiresAt > latest) throw tooMuch('expiresAt', 'A key cannot expire later than the key that makes it.')
  return expiresAt
}

/**
 * Nobody gets around a limit by making another key; a limit that is not named is the making key's. The keys of a user count
 * in the user's own limits anyway. Admins set what they like, but not with a key that has limits itself.
 */
export const readLimits = (limits: Limits | undefined, { caller }: Maker): Limits | undefined => {
  const bounds = caller.type === 'user' && caller.isAdmin ? undefined : caller.limits
  const merged: Limits = {}
  for (const name of limitNames) {
    const limit = limits?.[name]
    const bound = bounds?.[name]
    if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) throw invalid(`limits.${name}`, 'A limit is a whole number above 0.')
    if (limit !== undefined && bound !== undefined && limit > bound) throw tooMuch(`limits.${name}`, 'A limit cannot be above your own.')
    const effective = limit ?? (caller.type === 'key' ? bound : undefined)
    if (effective !== undefined) merged[name] = effective
  }
  return Object.keys(merged).length === 0 ? undefined : merged
}

/** Of the models that the maker may ask; without a list of its own a key may ask all of those. */
export const readModels = (models: string[] | undefined, { caller }: Maker): string[] | undefined => {
  const foreign = models?.find(pattern => caller.models?.some(allowed => !coversPattern(allowed, pattern)) === true)
  if (foreign !== undefined) throw tooMuch('models', `You may not use all that ${foreign} allows.`)
  return models && [...new Set(models)].sort()
}

/** What a key spends is paid from its maker's budgets too, so another period needs no comparing. */
export const readBudget = (budget: Budget | undefined, { record }: Maker): Budget | undefined => {
  if (budget !== undefined && record?.budget?.period === budget.period && budget.usd > record.budget.usd) throw tooMuch('budget.usd', 'A budget cannot be above your own.')
  return budget
}
