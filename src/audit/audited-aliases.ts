import type { AliasRecord, AliasStore } from '../core/ports.ts'
import type { Audit } from './audit.ts'
import type { Facts } from './facts.ts'

/** The same store; what is done to aliases is written down. */
export const auditAliases = (store: AliasStore, audit: Audit): AliasStore => {
  const find = async (name: string): Promise<AliasRecord | undefined> => (await store.all()).find(record => record.name === name)

  return {
    ...store,

    put: async record => {
      const { after } = await audit.record(
        async () => ({ before: await find(record.name), after: await store.put(record) }),
        ({ before, after }) => ({ action: before === undefined ? 'alias.created' : 'alias.updated', target: targetOf(after), before: before && factsOf(before), after: factsOf(after) })
      )
      return after
    },

    remove: async name => {
      const { isRemoved } = await audit.record(
        async () => ({ before: await find(name), isRemoved: await store.remove(name) }),
        ({ before, isRemoved }) => before && isRemoved ? { action: 'alias.deleted', target: targetOf(before), before: factsOf(before), after: undefined } : undefined
      )
      return isRemoved
    },
  }
}

const targetOf = ({ name }: AliasRecord) => ({ type: 'alias' as const, id: name, name })

const factsOf = ({ name, createdAt, updatedAt, ...record }: AliasRecord): Facts => record
