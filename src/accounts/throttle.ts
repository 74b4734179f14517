import ipaddr from 'ipaddr.js'
import { GatewayError } from '../core/errors.ts'
import type { Clock, LimitStore, WindowRequest } from '../core/ports.ts'

export type ThrottleOptions = {
  limits: LimitStore
  clock: Clock
  /** New accounts from one address in an hour. */
  registrationsPerHour: number
}

/** Somebody tries a password. `account`: an id, or what an unknown one was called. */
export type Attempt = { account: string; address: string; isKnownAddress(): Promise<boolean> }

export type Throttle = ReturnType<typeof createThrottle>

const minute = 60_000
const hour = 60 * minute

/**
 * Bounds guessing in windows that pass by themselves: nobody is locked out for good. An attempt is counted before the
 * password is looked at, so that a hundred at once get no further than a hundred in a row; a right one is given back.
 */
export const createThrottle = ({ limits, clock, registrationsPerHour }: ThrottleOptions) => {
  const refuse = (windows: readonly { used: number; limit: number; resetAt: number }[]): never => {
    const resetAt = Math.max(...windows.filter(({ used, limit }) => used >= limit).map(({ resetAt }) => resetAt))
    throw new GatewayError('rate_limited', 'Too many attempts: try again later.', { retryAfterMs: Math.max(1000, resetAt - clock()) })
  }

  return {
    /** Throws `rate_limited`, or returns what to call when the password was right. */
    begin: async ({ account, address, isKnownAddress }: Attempt): Promise<{ forgive(): Promise<void> }> => {
      const network = networkOf(address)
      const taken: WindowRequest[] = [
        { key: `login from ${network}`, limit: 100, windowMs: 15 * minute },
        { key: `login ${account} from ${network}`, limit: 10, windowMs: 15 * minute },
      ]
      const near = await limits.take(taken)
      if (!near.ok) return refuse(near.windows)
      const everywhere = { key: `login ${account}`, limit: 100, windowMs: hour }
      const far = await limits.take([everywhere])
      // Strangers who use this up must not keep out the owner at a usual place.
      if (far.ok) taken.push(everywhere)
      else if (!await isKnownAddress()) return refuse(far.windows)
      return { forgive: async () => limits.giveBack(taken) }
    },

    register: async (address: string): Promise<void> => {
      const { ok, windows } = await limits.take([{ key: `register from ${networkOf(address)}`, limit: registrationsPerHour, windowMs: hour }])
      if (!ok) refuse(windows)
    },
  }
}

/** An IPv6 customer has a whole /64 to call from. */
const networkOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  return parsed.kind() === 'ipv6' ? parsed.toNormalizedString().split(':').slice(0, 4).join(':') : parsed.toString()
}
