import type { ProviderRecord, ProviderStore } from '../core/ports.ts'
import type { Audit } from './audit.ts'
import { type Facts, hide, hideQuery } from './facts.ts'

export type ProviderAuditOptions = {
  /** The settings of a provider that are no secrets. */
  publicSettings(record: ProviderRecord): Readonly<Record<string, unknown>>
}

/** The same store; what is done to providers is written down. */
export const auditProviders = (store: ProviderStore, audit: Audit, { publicSettings }: ProviderAuditOptions): ProviderStore => {
  const factsOf = ({ id, source, settings: { baseUrl, ...settings }, headers, createdBy, createdAt, updatedAt, ...record }: ProviderRecord): Facts => {
    const open = publicSettings({ id, source, settings: { baseUrl, ...settings }, headers, createdBy, createdAt, updatedAt, ...record })
    return {
      ...record,
      baseUrl: hideQuery(baseUrl),
      ...prefixed('settings', settings, name => name in open ? settings[name] : hide(settings[name])),
      // any of them may be a credential
      ...prefixed('headers', headers, name => hide(headers[name])),
    }
  }
  const find = async (id: string): Promise<ProviderRecord | undefined> => (await store.all()).find(record => record.id === id)

  return {
    ...store,

    insert: record => audit.record(() => store.insert(record), () => ({ action: 'provider.created', target: targetOf(record), before: undefined, after: factsOf(record) })),

    replace: async record => {
      const { isReplaced } = await audit.record(
        async () => ({ before: await find(record.id), isReplaced: await store.replace(record) }),
        ({ before, isReplaced }) => before && isReplaced ? { action: 'provider.updated', target: targetOf(record), before: factsOf(before), after: factsOf(record) } : undefined
      )
      return isReplaced
    },

    remove: async id => {
      const { isRemoved } = await audit.record(
        async () => ({ before: await find(id), isRemoved: await store.remove(id) }),
        ({ before, isRemoved }) => before && isRemoved ? { action: 'provider.deleted', target: targetOf(before), before: factsOf(before), after: undefined } : undefined
      )
      return isRemoved
    },
  }
}

const targetOf = ({ id, name }: ProviderRecord) => ({ type: 'provider' as const, id, name })

/** Each of them as a field of its own. The API key is beside the settings, as callers know it. */
const prefixed = (prefix: string, values: object, show: (name: string) => unknown): Facts =>
  Object.fromEntries(Object.keys(values).map(name => [name === 'apiKey' ? name : `${prefix}.${name}`, show(name)]))
