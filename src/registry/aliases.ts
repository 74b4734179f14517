import { GatewayError } from '../core/errors.ts'
import type { AliasChoice, AliasRecord, AliasStore, Clock, Page, PageQuery } from '../core/ports.ts'
import { createQueue } from '../lib/queue.ts'
import type { ReplaceAlias } from '../schemas/alias.ts'
import { type Chooser, createChooser } from './alias-choice.ts'
import { type AliasRules, checkAlias } from './alias-input.ts'
import { quote } from './suggest.ts'

/** The operator's own names for models. */
export type Aliases = {
  /** Sorted by name. */
  all(): readonly AliasRecord[]
  page(query: PageQuery): Page<AliasRecord>
  find(name: string): AliasRecord | undefined
  /** Throws `not_found`. */
  get(name: string): AliasRecord
  /** Makes it, or replaces it whole. In force when the promise is kept. Throws `invalid_request` or `conflict`. */
  put(name: string, input: ReplaceAlias): Promise<{ record: AliasRecord; isNew: boolean }>
  remove(name: string): Promise<void>
}

/** `random`: from 0 up to but not including 1. */
export type AliasesOptions = Pick<AliasRules, 'resolve'> & { store: AliasStore; clock: Clock; random(): number }

const missing = (name: string): GatewayError => new GatewayError('not_found', `There is no alias ${quote(name)}.`, { param: 'alias' })

/** Keeps them in memory, where every request looks; writes one change after the other. */
export const createAliases = ({ store, clock, random, resolve }: AliasesOptions) => {
  const enqueue = createQueue()
  let records = new Map<string, AliasRecord>()
  let choosers = new Map<string, Chooser>()

  const take = (rows: readonly AliasRecord[]): void => {
    records = new Map(rows.toSorted((left, right) => left.name < right.name ? -1 : 1).map(record => [record.name, record]))
    choosers = new Map(rows.map(record => [record.name, createChooser(record, random)]))
  }
  const all = (): AliasRecord[] => [...records.values()]

  const aliases: Aliases = {
    all,
    find: name => records.get(name),
    page ({ limit, cursor }) {
      const rest = all().filter(({ name }) => cursor === undefined || name > cursor)
      const data = rest.slice(0, limit)
      return { data, nextCursor: rest.length > limit ? data.at(-1)?.name : undefined }
    },
    get (name) {
      const record = records.get(name)
      if (record === undefined) throw missing(name)
      return record
    },
    put: (name, input) => enqueue(async () => {
      await checkAlias(name, input, { aliases: records, resolve })
      const { targets, strategy = 'ordered', systemPrompt, cacheTtlSeconds, description } = input
      const now = clock()
      const isNew = !records.has(name)
      const record = await store.put({ name, targets, strategy, systemPrompt: systemPrompt ?? undefined, cacheTtlMs: cacheTtlSeconds == null ? undefined : cacheTtlSeconds * 1000, description: description ?? undefined, createdAt: now, updatedAt: now })
      take([...all().filter(other => other.name !== name), record])
      return { record, isNew }
    }),
    remove: name => enqueue(async () => {
      const wasStored = await store.remove(name)
      const wasKnown = records.has(name)
      take(all().filter(other => other.name !== name))
      if (!wasStored && !wasKnown) throw missing(name)
    }),
  }

  return {
    ...aliases,
    /** What a name stands for this time; undefined when it is no alias. */
    choose: (name: string, affinity?: string): AliasChoice | undefined => choosers.get(name)?.(affinity),
    /** Reads every row again. */
    reload: (): Promise<void> => enqueue(async () => take(await store.all())),
  }
}
