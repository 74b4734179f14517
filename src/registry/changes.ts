import { GatewayError } from '../core/errors.ts'
import type { Clock, Principal, ProviderRecord, ProviderStore } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import { createQueue } from '../lib/queue.ts'
import { CreateProvider, ReplaceProvider, UpdateProvider } from '../schemas/provider.ts'
import { type Composition, composeRecord, draftOf, emptyDraft, secretsOf } from './input.ts'
import type { Records } from './records.ts'
import { quote } from './suggest.ts'
import { assertNoProblems, findProblems } from './validation.ts'

export type ChangesOptions = {
  records: Records
  plugins: ReadonlyMap<string, Provider>
  store: ProviderStore
  clock: Clock
  /** Called after memory and store have changed. */
  onChange(before: ProviderRecord | undefined, after: ProviderRecord | undefined): void
}

export const missing = (idOrName: string): GatewayError =>
  new GatewayError('not_found', `There is no provider ${quote(idOrName)}.`, { param: 'providerId' })

const readOnly = ({ name, source }: ProviderRecord): GatewayError => new GatewayError('forbidden', source === 'environment'
  ? `The provider ${name} comes from the environment and is read-only. Change its variables and restart, or create another provider.`
  : `The provider ${name} is built in and is read-only.`)

/** Writes providers: checked whole, then stored, then taken into use, one change after the other. */
export const createChanges = ({ records, plugins, store, clock, onChange }: ChangesOptions) => {
  const enqueue = createQueue()

  const findOwn = (idOrName: string): ProviderRecord => {
    const record = records.find(idOrName)
    if (record === undefined) throw missing(idOrName)
    if (record.source !== 'database') throw readOnly(record)
    return record
  }

  const compose = (composition: Omit<Composition, 'plugins' | 'now'>): ProviderRecord => {
    const record = composeRecord({ ...composition, plugins, now: clock() })
    const holder = records.byName(record.name)
    if (holder === undefined || holder.id === composition.previous?.id) return record
    throw new GatewayError('conflict', `There is already a provider named ${record.name}.`, { param: 'name' })
  }

  const write = async (previous: ProviderRecord, record: ProviderRecord): Promise<ProviderRecord> => {
    if (await store.replace(record)) {
      records.put(record)
      onChange(previous, record)
      return record
    }
    // Another instance removed it.
    records.drop(previous.id)
    onChange(previous, undefined)
    throw missing(previous.name)
  }

  /** A checked record that is stored nowhere. */
  const draft = (caller: Principal, input: CreateProvider): ProviderRecord => {
    assertNoProblems(findProblems(CreateProvider, input))
    return composeRecord({ caller, change: input, base: emptyDraft, plugins, now: clock() })
  }

  return {
    draft,

    create: (caller: Principal, input: CreateProvider): Promise<ProviderRecord> => enqueue(async () => {
      assertNoProblems(findProblems(CreateProvider, input))
      const record = compose({ caller, change: input, base: emptyDraft })
      await store.insert(record)
      records.put(record)
      onChange(undefined, record)
      return record
    }),

    replace: (caller: Principal, idOrName: string, input: ReplaceProvider): Promise<ProviderRecord> => enqueue(async () => {
      const previous = findOwn(idOrName)
      assertNoProblems(findProblems(ReplaceProvider, input))
      return write(previous, compose({ caller, change: input, base: secretsOf(previous, input, plugins.get(input.kind)), previous }))
    }),

    update: (caller: Principal, idOrName: string, input: UpdateProvider): Promise<ProviderRecord> => enqueue(async () => {
      const previous = findOwn(idOrName)
      assertNoProblems(findProblems(UpdateProvider, input))
      return write(previous, compose({ caller, change: input, base: draftOf(previous), previous }))
    }),

    remove: (idOrName: string): Promise<void> => enqueue(async () => {
      const record = findOwn(idOrName)
      await store.remove(record.id)
      records.drop(record.id)
      onChange(record, undefined)
    }),

    /** Reads every row again, as when another process has changed them. */
    reload: (): Promise<void> => enqueue(async () => {
      const before = new Map(records.all().map(record => [record.id, record]))
      // what has not changed stays the same object: others may hold on to it
      records.load((await store.all()).map(row => before.get(row.id)?.updatedAt === row.updatedAt ? before.get(row.id)! : row))
      const after = new Map(records.all().map(record => [record.id, record]))
      for (const id of new Set([...before.keys(), ...after.keys()])) {
        if (before.get(id)?.updatedAt !== after.get(id)?.updatedAt) onChange(before.get(id), after.get(id))
      }
    }),
  }
}
