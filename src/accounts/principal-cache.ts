import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Clock, Log, Principal } from '../core/ports.ts'

/** A caller as authentication sees it. `stopsAt`: from then on the credential is worth nothing; 0 for one that never was worth anything. */
export type KnownCaller = { principal: Principal | undefined; stopsAt: number }

type Entry = KnownCaller & {
  /** When the database last confirmed it. */
  confirmedAt: number
  /** Until then it is used as it is; after that, still used while it is read again in the background. */
  freshUntil: number
  /** After that it must be read before it is used. */
  usableUntil: number
  /** Somebody may have changed it elsewhere. */
  isDoubted?: true
}

export type PrincipalCacheOptions = {
  /** Asks the database whom a name belongs to. */
  read(name: string): Promise<KnownCaller>
  clock: Clock
  log: Log
  /** What a name stands for, in messages. */
  what: string
}

const freshMs = 5_000
const usableMs = 10_000
/** A caller in use outlives a database that restarts: nobody can revoke it meanwhile either. */
const outageMs = 60_000
const maxEntries = 10_000
const maxLookups = 128
const maxReads = 5
/** Whoever is doubted and cannot be read is asked for again after that. */
const doubtMs = 500

export const nobody: KnownCaller = { principal: undefined, stopsAt: 0 }

/**
 * Remembers callers by name: the whole hash of a secret or the whole id of a session, never a part. Unknown ones are
 * remembered too, apart, so that garbage cannot push out what is real.
 */
export const createPrincipalCache = ({ read, clock, log, what }: PrincipalCacheOptions) => {
  const known = new Map<string, Entry>()
  const unknown = new Map<string, Entry>()
  const lookups = new Map<string, Promise<KnownCaller>>()
  /** Grows with every purge. What was read from the database before one is not remembered after it. */
  let epoch = 0

  const remember = (name: string, caller: KnownCaller): KnownCaller => {
    const before = known.get(name)
    known.delete(name)
    unknown.delete(name)
    const entries = caller.principal === undefined ? unknown : known
    if (entries.size >= maxEntries) entries.delete(entries.keys().next().value!)
    const now = clock()
    // The same principal until something about it changes, so that others can hold on to it.
    const principal = isSame(before?.principal, caller.principal) ? before?.principal : caller.principal
    entries.set(name, { principal, stopsAt: caller.stopsAt, confirmedAt: now, freshUntil: now + freshMs, usableUntil: now + usableMs })
    return { principal, stopsAt: caller.stopsAt }
  }

  const readFresh = async (name: string): Promise<KnownCaller> => {
    for (let attempt = 1; ; attempt++) {
      const begun = epoch
      const caller = await read(name)
      if (begun === epoch) return remember(name, caller)
      // where anybody may change at any time, what was read just now is good for once
      if (attempt === maxReads) return caller
    }
  }

  /** A caller that is doubted is who they were while nobody can say otherwise, but not for long. */
  const readDoubted = async (name: string): Promise<KnownCaller> => {
    try {
      return await readFresh(name)
    } catch (error) {
      const entry = known.get(name)
      if (entry?.isDoubted !== true || asGatewayError(error).kind !== 'unavailable' || clock() >= entry.confirmedAt + outageMs) throw error
      entry.freshUntil = entry.usableUntil = clock() + doubtMs
      return entry
    }
  }

  /** One lookup a name at a time, and few for names never seen: made-up ones must not take the database from the rest. */
  const lookUp = (name: string): Promise<KnownCaller> => {
    const running = lookups.get(name)
    if (running !== undefined) return running
    if (!known.has(name) && lookups.size >= maxLookups) return Promise.reject(new GatewayError('unavailable', `Too many ${what}s are being looked up at once.`, { retryAfterMs: 1000 }))
    const lookup = readDoubted(name).finally(() => lookups.delete(name))
    lookups.set(name, lookup)
    return lookup
  }

  const refresh = (name: string, entry: Entry): void => {
    // Others need not ask again while this is under way.
    entry.freshUntil = entry.usableUntil
    lookUp(name).catch(error => {
      log.warn({ error, what }, 'a caller could not be read again')
      const now = clock()
      entry.freshUntil = now + freshMs
      entry.usableUntil = Math.min(now + usableMs, entry.confirmedAt + outageMs)
    })
  }

  return {
    /** Hot path: a valid caller that was confirmed just now. */
    peek: (name: string): KnownCaller | undefined => {
      const entry = known.get(name)
      const now = clock()
      return entry !== undefined && now < entry.freshUntil && now >= entry.confirmedAt ? entry : undefined
    },
    /** Synchronous for what is known. Rejects with `unavailable` when the database is down. */
    get: (name: string): KnownCaller | Promise<KnownCaller> => {
      const entry = known.get(name) ?? unknown.get(name)
      const now = clock()
      // confirmed in the future: the clock was set back since
      if (entry === undefined || now >= entry.usableUntil || now < entry.confirmedAt) return lookUp(name)
      if (now < entry.freshUntil) return entry
      if (entry.principal === undefined) return lookUp(name)
      refresh(name, entry)
      return entry
    },
    /** Anybody may have changed: each is read before it is used again. */
    doubt: (): void => {
      epoch++
      unknown.clear()
      for (const entry of known.values()) Object.assign(entry, { freshUntil: 0, usableUntil: 0, isDoubted: true })
    },
    /** Forgets those that have changed, and everybody who was nobody: a change may have made somebody of them. */
    purge: (hasChanged: (principal: Principal) => boolean): void => {
      epoch++
      unknown.clear()
      for (const [name, { principal }] of known) if (principal !== undefined && hasChanged(principal)) known.delete(name)
    },
  }
}

const isSame = (a: Principal | undefined, b: Principal | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)
