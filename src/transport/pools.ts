import { isIP, type LookupFunction } from 'node:net'
import { Pool } from 'undici'
import { GatewayError } from '../core/errors.ts'
import { mayConnect } from './addresses.ts'
import type { LookUp } from './names.ts'

export type Policy = { allowsPrivate: boolean }

export type Pools = {
  /** The connections to an origin under a policy. Throws `egress_blocked` for a literal address that must not be called. */
  get(origin: URL, policy: Policy): Pool
  /** Of all origins together. `waiting`: requests that have no connection yet. */
  state(): PoolsState
  close(): Promise<void>
}

export type PoolsState = { connected: number; free: number; running: number; waiting: number }

/** One pool of kept-alive connections per origin and policy, each behind the egress guard. Origins are few: one a provider. */
export function createPools ({ connectTimeoutMs, lookUp }: { connectTimeoutMs: number; lookUp: LookUp }): Pools {
  const pools = new Map<string, Pool>()
  return {
    get (origin, policy) {
      const key = `${policy.allowsPrivate ? 'private' : 'public'} ${origin.origin}`
      const known = pools.get(key)
      if (known !== undefined) return known
      assertLiteral(origin, policy)
      const pool = new Pool(origin.origin, {
        connections: null,
        pipelining: 1,
        allowH2: false,
        keepAliveTimeout: 30_000,
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { timeout: connectTimeoutMs, lookup: guardedLookup(policy, lookUp) },
      })
      pools.set(key, pool)
      return pool
    },
    state () {
      const sum = { connected: 0, free: 0, running: 0, waiting: 0 }
      for (const { stats } of pools.values()) {
        sum.connected += stats.connected
        sum.free += stats.free
        sum.running += stats.running
        sum.waiting += stats.pending
      }
      return sum
    },
    async close () {
      const all = [...pools.values()]
      pools.clear()
      await Promise.all(all.map(pool => pool.destroy()))
    },
  }
}

/** A host that is an address never reaches the lookup, so it is checked here. URL has already undone 0x7f.1 and the like. */
export const assertLiteral = (origin: URL, { allowsPrivate }: Policy) => {
  const host = origin.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !mayConnect(host, allowsPrivate)) throw egressBlocked(origin.hostname)
}

const egressBlocked = (host: string) =>
  new GatewayError('egress_blocked', `The address of ${host} is one that this server must not call.`)

/** Resolves once, keeps only the allowed addresses and connects to exactly those: a name cannot change its mind in between. */
const guardedLookup = ({ allowsPrivate }: Policy, lookUp: LookUp): LookupFunction => (hostname, options, callback) => {
  lookUp(hostname, (error, addresses) => {
    if (error !== null) return callback(error, '')
    const allowed = addresses.filter(({ address }) => mayConnect(address, allowsPrivate))
    const [first] = allowed
    if (first === undefined) return callback(egressBlocked(hostname) as NodeJS.ErrnoException, '')
    if (options.all === true) return callback(null, allowed)
    callback(null, first.address, first.family)
  })
}
