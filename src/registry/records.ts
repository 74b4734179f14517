import type { Log, ProviderRecord } from '../core/ports.ts'

/** The providers in memory: rows of the database, and the read-only ones of the environment and the house. */
export type Records = {
  /** Sorted by name. */
  all(): readonly ProviderRecord[]
  byName(name: string): ProviderRecord | undefined
  /** By id or name: ids have an underscore, names never. */
  find(idOrName: string): ProviderRecord | undefined
  load(rows: readonly ProviderRecord[]): void
  put(row: ProviderRecord): void
  drop(id: string): void
}

/** Names are unique. A row goes before a read-only provider of the same name, which is back when the row goes. */
export const createRecords = (fixed: readonly ProviderRecord[], log: Log): Records => {
  let rows = new Map<string, ProviderRecord>()
  let sorted: readonly ProviderRecord[] = []
  let names = new Map<string, ProviderRecord>()
  let ids = new Map<string, ProviderRecord>()

  const index = () => {
    names = new Map([...fixed, ...rows.values()].map(record => [record.name, record]))
    sorted = [...names.values()].sort((left, right) => left.name < right.name ? -1 : 1)
    ids = new Map(sorted.map(record => [record.id, record]))
  }
  index()

  return {
    all: () => sorted,
    byName: name => names.get(name),
    find: idOrName => ids.get(idOrName) ?? names.get(idOrName),
    load (loaded) {
      rows = new Map(loaded.map(row => [row.id, row]))
      index()
      for (const { name, source } of fixed) {
        if (names.get(name)?.source === 'database') log.warn({ provider: name, source }, 'a stored provider goes before the read-only one of the same name')
      }
    },
    put (row) {
      rows.set(row.id, row)
      index()
    },
    drop (id) {
      rows.delete(id)
      index()
    },
  }
}
