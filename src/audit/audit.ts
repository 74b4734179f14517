import { AsyncLocalStorage } from 'node:async_hooks'
import type { Actor, Atomically, AuditAction, AuditEntry, AuditFilter, AuditStore, AuditTarget } from '../core/audit.ts'
import type { Clock, Log, Page, PageQuery } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { diff, type Facts } from './facts.ts'

export type AuditOptions = {
  store: AuditStore
  atomically: Atomically
  clock: Clock
  log: Log
  /** How long entries are kept, in milliseconds; undefined for ever. */
  keepMs: number | undefined
}

/** What a change came to. `actor`: when it is not who called. */
export type Change = { action: AuditAction; target: AuditTarget; before: Facts | undefined; after: Facts | undefined; actor?: Actor }

export type Audit = ReturnType<typeof createAudit>

const system: Actor = { type: 'system', id: undefined, name: 'system', userId: undefined, address: undefined, requestId: undefined }

const hourMs = 3_600_000
const pageSize = 500

/** The log of administrative changes. */
export const createAudit = ({ store, atomically, clock, log, keepMs }: AuditOptions) => {
  const actors = new AsyncLocalStorage<Actor>()
  const actor = (): Actor => actors.getStore() ?? system

  const prune = async (): Promise<void> => {
    if (keepMs !== undefined) await store.prune(clock() - keepMs)
  }
  const pruning = setInterval(() => {
    prune().catch((error: unknown) => log.warn({ err: error }, 'old entries of the audit log could not be removed'))
  }, hourMs).unref()

  return {
    /** Everything that `work` changes is done by them. */
    as: <T>(who: Actor, work: () => T): T => actors.run(who, work),

    /** Who acts here; the house itself when nobody called. */
    actor,

    /**
     * Makes a change and writes the entry that tells of it, both or neither: a change that cannot be written down does not
     * happen. `describe` may say that there is nothing to tell.
     */
    record: <T>(change: () => Promise<T>, describe: (result: T) => Change | undefined): Promise<T> => atomically(async () => {
      const result = await change()
      const told = describe(result)
      if (told !== undefined) {
        const { action, target, before, after } = told
        await store.insert({ id: createId('aud'), at: clock(), actor: told.actor ?? actor(), action, target, changes: diff(before, after) })
      }
      return result
    }),

    list: (query: PageQuery & AuditFilter): Promise<Page<AuditEntry>> => store.list(query),

    /** All that match, newest first, a page at a time. */
    async * all (filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
      for (let cursor: string | undefined; ;) {
        const { data, nextCursor } = await store.list({ ...filter, cursor, limit: pageSize })
        yield data
        if (nextCursor === undefined) return
        cursor = nextCursor
      }
    },

    prune,
    close: (): void => clearInterval(pruning),
  }
}
