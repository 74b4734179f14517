import { asGatewayError, type GatewayError } from '../core/errors.ts'
import type { Clock, Discovery as Listed, ProviderRecord } from '../core/ports.ts'
import type { ListModels } from './listing.ts'

/** A provider's list of models, with its ids at hand for the lookup of a bare name. */
export type Snapshot = Listed & { ids: ReadonlySet<string> }

type Entry = { snapshot?: Snapshot; failedAt?: number; error?: GatewayError; pending?: Promise<void> }

export type DiscoveryOptions = {
  listModels: ListModels
  clock: Clock
  ttlMs: number
  /** The longest wait for a first answer. */
  waitMs: number
  /** Called when other models than before were found. */
  onFound(record: ProviderRecord): void
}

/** Remembers the models of each provider. One call to a provider at a time; a provider that fails is left alone for a while. */
export type Discovery = {
  peek(record: ProviderRecord): Snapshot | undefined
  /** Why the last try failed; undefined after a success. */
  failure(record: ProviderRecord): GatewayError | undefined
  isFresh(record: ProviderRecord): boolean
  /** Whether nothing ever came back, neither a list nor a failure. */
  isMissing(record: ProviderRecord): boolean
  /** Asks again in the background when there is no fresh list. */
  revalidate(record: ProviderRecord): void
  /** Asks unless the list is fresh, and waits for the answer, but not for long. Never fails. */
  catchUp(record: ProviderRecord): Promise<void>
  /** Asks now. Throws GatewayError. */
  refresh(record: ProviderRecord): Promise<Snapshot>
  forget(id: string): void
}

const retryAfterMs = 15_000

const hasSameIds = (left: ReadonlySet<string> | undefined, right: ReadonlySet<string>): boolean =>
  left !== undefined && left.size === right.size && [...left].every(id => right.has(id))

export const createDiscovery = ({ listModels, clock, ttlMs, waitMs, onFound }: DiscoveryOptions): Discovery => {
  const entries = new Map<string, Entry>()

  const entryOf = (record: ProviderRecord): Entry => {
    const entry = entries.get(record.id) ?? {}
    entries.set(record.id, entry)
    return entry
  }

  const ask = async (record: ProviderRecord, entry: Entry): Promise<void> => {
    try {
      const models = await listModels(record)
      const known = entry.snapshot?.ids
      entry.snapshot = { models, ids: new Set(models.map(model => model.id)), fetchedAt: clock() }
      delete entry.error
      delete entry.failedAt
      // The provider may have been changed or removed while it was asked; then this entry is no longer the one in use.
      if (entries.get(record.id) === entry && !hasSameIds(known, entry.snapshot.ids)) onFound(record)
    } catch (thrown) {
      entry.error = asGatewayError(thrown)
      entry.failedAt = clock()
    } finally {
      delete entry.pending
    }
  }

  const start = (record: ProviderRecord): Promise<void> => {
    const entry = entryOf(record)
    entry.pending ??= ask(record, entry)
    return entry.pending
  }

  const hasFailedLately = ({ failedAt }: Entry): boolean => failedAt !== undefined && clock() - failedAt < retryAfterMs

  const discovery: Discovery = {
    peek: record => entries.get(record.id)?.snapshot,
    failure: record => entries.get(record.id)?.error,
    isFresh (record) {
      const snapshot = discovery.peek(record)
      return snapshot !== undefined && clock() - snapshot.fetchedAt < ttlMs
    },
    isMissing (record) {
      const entry = entries.get(record.id)
      return entry === undefined || (entry.snapshot === undefined && entry.error === undefined)
    },
    revalidate (record) {
      if (!discovery.isFresh(record) && !hasFailedLately(entryOf(record))) start(record)
    },
    async catchUp (record) {
      if (discovery.isFresh(record) || hasFailedLately(entryOf(record))) return
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>(resolve => { timer = setTimeout(resolve, waitMs) })
      await Promise.race([start(record), patience])
      clearTimeout(timer)
    },
    async refresh (record) {
      const entry = entryOf(record)
      await start(record)
      if (entry.error) throw entry.error
      // The cast: an answer without an error leaves a snapshot.
      return entry.snapshot as Snapshot
    },
    forget: id => { entries.delete(id) },
  }
  return discovery
}
