import type { Limits, Principal, WindowRequest } from '../core/ports.ts'

export type WindowName = 'minute' | 'hour' | 'day'
export type NamedWindow = WindowRequest & { name: WindowName }

const minute = 60_000

const spans: { name: WindowName; limit: keyof Limits; windowMs: number }[] = [
  { name: 'minute', limit: 'requestsPerMinute', windowMs: minute },
  { name: 'hour', limit: 'requestsPerHour', windowMs: 60 * minute },
  { name: 'day', limit: 'requestsPerDay', windowMs: 24 * 60 * minute },
]

type Holder = { id: string; limits: Limits | undefined }

const requestWindows = ({ id, limits }: Holder): NamedWindow[] => spans.flatMap(({ name, limit, windowMs }) => {
  const allowed = limits?.[limit]
  return allowed === undefined ? [] : [{ name, key: `${id} ${name}`, limit: allowed, windowMs }]
})

const tokenWindows = ({ id, limits }: Holder): NamedWindow[] =>
  limits?.tokensPerMinute === undefined ? [] : [{ name: 'minute', key: `${id} tokens`, limit: limits.tokensPerMinute, windowMs: minute }]

/** A bound on calls that run at the same time. */
export type Slot = { key: string; limit: number }

const slots = ({ id, limits }: Holder): Slot[] =>
  limits?.concurrentRequests === undefined ? [] : [{ key: id, limit: limits.concurrentRequests }]

export type Windows = { requests: readonly NamedWindow[]; inference: readonly NamedWindow[]; tokens: readonly NamedWindow[]; slots: readonly Slot[] }

const known = new WeakMap<Principal, Windows>()

/**
 * Everything that a request of this caller counts in. A key's own limits, and those of the keys that made it, are for
 * everything it asks; those of a user are for inference only, and all keys of an account share them. Kept per principal,
 * which is a new object whenever something about it changes.
 */
export function allWindowsOf (principal: Principal): Windows {
  const before = known.get(principal)
  if (before !== undefined) return before
  const { type, id, limits, parents = [], userId, accountLimits } = principal
  const own = [{ id, limits }, ...parents]
  const all = userId === undefined ? own : [...own, { id: userId, limits: accountLimits }]
  const windows = {
    requests: type === 'user' ? [] : own.flatMap(requestWindows),
    inference: all.flatMap(requestWindows),
    tokens: all.flatMap(tokenWindows),
    slots: all.flatMap(slots),
  }
  known.set(principal, windows)
  return windows
}

/** The windows in which a request counts as one. */
export const windowsOf = (principal: Principal, isInference: boolean): readonly NamedWindow[] => {
  const { inference, requests } = allWindowsOf(principal)
  return isInference ? inference : requests
}
