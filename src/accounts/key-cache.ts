import { GatewayError } from '../core/errors.ts'
import type { ApiKeyRecord, ApiKeyStore, Clock, Log, Principal } from '../core/ports.ts'

/** A key as authentication sees it. `stopsAt`: from then on this secret is worth nothing; 0 for one that never was. */
export type KnownKey = { principal: Principal | undefined; stopsAt: number }

type Entry = KnownKey & {
  /** When the database last confirmed it. */
  confirmedAt: number
  /** Until then it is used as it is; after that, still used while it is read again in the background. */
  freshUntil: number
  /** After that it must be read before it is used. */
  usableUntil: number
}

const freshMs = 5_000
const usableMs = 10_000
/** A key in use outlives a database that restarts: nobody can revoke it meanwhile either. */
const outageMs = 60_000
const maxEntries = 10_000
const maxLookups = 128

const nobody: KnownKey = { principal: undefined, stopsAt: 0 }

/** Remembers keys by the whole hash of their secret. Unknown ones are remembered too, apart, so that garbage cannot push out what is real. */
export const createKeyCache = ({ store, clock, log }: { store: ApiKeyStore; clock: Clock; log: Log }) => {
  const known = new Map<string, Entry>()
  const unknown = new Map<string, Entry>()
  const lookups = new Map<string, Promise<KnownKey>>()
  /** Grows with every purge. What was read from the database before one is not remembered after it. */
  let epoch = 0

  const remember = (hash: string, key: KnownKey): KnownKey => {
    const before = known.get(hash)
    known.delete(hash)
    unknown.delete(hash)
    const entries = key.principal === undefined ? unknown : known
    if (entries.size >= maxEntries) entries.delete(entries.keys().next().value!)
    const now = clock()
    // The same principal until the key changes, so that others can hold on to it.
    const principal = isSame(before?.principal, key.principal) ? before?.principal : key.principal
    entries.set(hash, { principal, stopsAt: key.stopsAt, confirmedAt: now, freshUntil: now + freshMs, usableUntil: now + usableMs })
    return { principal, stopsAt: key.stopsAt }
  }

  const read = async (hash: string): Promise<KnownKey> => {
    for (;;) {
      const begun = epoch
      const record = await store.findByHash(hash)
      if (begun === epoch) return remember(hash, record === undefined ? nobody : describe(record, hash))
    }
  }

  /** One lookup a hash at a time, and few for hashes never seen: made-up keys must not take the database from the rest. */
  const lookUp = (hash: string): Promise<KnownKey> => {
    const running = lookups.get(hash)
    if (running !== undefined) return running
    if (!known.has(hash) && lookups.size >= maxLookups) return Promise.reject(new GatewayError('unavailable', 'Too many API keys are being looked up at once.', { retryAfterMs: 1000 }))
    const lookup = read(hash).finally(() => lookups.delete(hash))
    lookups.set(hash, lookup)
    return lookup
  }

  const refresh = (hash: string, entry: Entry): void => {
    // Others need not ask again while this is under way.
    entry.freshUntil = entry.usableUntil
    lookUp(hash).catch(error => {
      log.warn({ error }, 'an API key could not be read again')
      const now = clock()
      entry.freshUntil = now + freshMs
      entry.usableUntil = Math.min(now + usableMs, entry.confirmedAt + outageMs)
    })
  }

  return {
    /** Hot path: a valid key that was confirmed just now. */
    peek: (hash: string): KnownKey | undefined => {
      const entry = known.get(hash)
      return entry !== undefined && clock() < entry.freshUntil ? entry : undefined
    },
    /** Synchronous for what is known. Rejects with `unavailable` when the database is down. */
    get: (hash: string): KnownKey | Promise<KnownKey> => {
      const entry = known.get(hash) ?? unknown.get(hash)
      const now = clock()
      if (entry === undefined || now >= entry.usableUntil) return lookUp(hash)
      if (now < entry.freshUntil) return entry
      if (entry.principal === undefined) return lookUp(hash)
      refresh(hash, entry)
      return entry
    },
    /** Forgets a key that has changed. */
    purge: (id: string): void => {
      epoch++
      for (const [hash, { principal }] of known) if (principal?.id === id) known.delete(hash)
    },
  }
}

const describe = (record: ApiKeyRecord, hash: string): KnownKey => {
  if (record.revokedAt !== undefined) return nobody
  const graceEnds = record.hash === hash ? Infinity : record.previousExpiresAt ?? 0
  const { id, name, scopes, limits } = record
  return {
    principal: { type: 'key', id, name, scopes, isAdmin: scopes.includes('admin'), limits },
    stopsAt: Math.min(record.expiresAt ?? Infinity, graceEnds),
  }
}

const isSame = (a: Principal | undefined, b: Principal | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)
