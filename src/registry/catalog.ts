import type { ProviderRecord } from '../core/ports.ts'
import type { ModelInfo, Provider } from '../core/provider.ts'
import type { Discovery } from './discovery.ts'
import type { ModelFacts } from './model-facts.ts'
import type { Records } from './records.ts'

/** A model of the whole house: its id is `<provider name>/<model>`. */
export type ListedModel = ModelInfo & { provider: string }

export type CatalogOptions = { records: Records; plugins: ReadonlyMap<string, Provider>; discovery: Discovery; facts: ModelFacts }

/** Which models there are, as far as memory knows. */
export const createCatalog = ({ records, plugins, discovery, facts }: CatalogOptions) => {
  const usable = (): ProviderRecord[] => records.all().filter(record => record.isEnabled && plugins.has(record.kind))

  /** An allow-list is complete without discovery, which only adds what is known of each. */
  const modelsOf = (record: ProviderRecord): ModelInfo[] => {
    const found = discovery.peek(record)?.models ?? []
    if (record.models === undefined) return found
    const known = new Map(found.map(model => [model.id, model]))
    return record.models.map(id => known.get(id) ?? { id })
  }

  const idsOf = (record: ProviderRecord): string[] => modelsOf(record).map(model => `${record.name}/${model.id}`)

  const toListed = (record: ProviderRecord, model: ModelInfo): ListedModel =>
    ({ ...facts.describe(record, model), id: `${record.name}/${model.id}`, provider: record.name })

  /** An old list is renewed behind; a provider that was never asked is waited for, but not long. */
  const settle = async (record: ProviderRecord): Promise<void> => {
    if (discovery.isMissing(record)) return await discovery.catchUp(record)
    discovery.revalidate(record)
  }

  return {
    usable,
    settle,
    doesList: (record: ProviderRecord, model: string): boolean =>
      record.models === undefined ? discovery.peek(record)?.ids.has(model) ?? false : record.models.includes(model),
    idsOf,
    ids: (): string[] => usable().flatMap(idsOf),

    async list (): Promise<ListedModel[]> {
      await Promise.all(usable().map(settle))
      return usable()
        .flatMap(record => modelsOf(record).map(model => toListed(record, model)))
        .sort((left, right) => left.id < right.id ? -1 : 1)
    },

    /** What one provider lists, in its order. */
    async listOf (record: ProviderRecord): Promise<ListedModel[]> {
      await settle(record)
      return modelsOf(record).map(model => toListed(record, model))
    },

    /** What is known of one model; undefined when its provider's list is known and does not have it. */
    async find (record: ProviderRecord, model: string): Promise<ListedModel | undefined> {
      await settle(record)
      const info = modelsOf(record).find(({ id }) => id === model)
      if (info) return toListed(record, info)
      return discovery.peek(record) === undefined ? toListed(record, { id: model }) : undefined
    },
  }
}
export type Catalog = ReturnType<typeof createCatalog>
