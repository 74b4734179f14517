import type { Provider } from '../core/provider.ts'
import { PluginError } from './plugin-error.ts'

/** Makes sure that what a folder or package exports is a provider. Throws a PluginError that names `source` and what is wrong. */
export function checkPlugin (plugin: unknown, source: string, kind?: string): Provider {
  const fault = findFault(plugin, kind)
  if (fault !== undefined) throw new PluginError(`The provider of ${source} is not usable: ${fault}.`)
  return plugin as Provider // checked just now
}

function findFault (plugin: unknown, kind: string | undefined): string | undefined {
  if (typeof plugin !== 'object' || plugin === null) return 'its default export is no object; use defineProvider'
  const given = plugin as Partial<Record<keyof Provider, any>> // from outside
  if (typeof given.kind !== 'string' || !/^[a-z][a-z0-9-]*$/.test(given.kind)) return 'its kind must be lower-case letters, digits and dashes'
  if (kind !== undefined && given.kind !== kind) return `its kind is ${given.kind}, unlike its folder`
  if (given.settings?.type !== 'object' || typeof given.settings.properties !== 'object') return 'its settings are no object schema'
  if (given.settings.properties.baseUrl?.type !== 'string') return 'its settings lack baseUrl, a string'
  if (!Array.isArray(given.templates) || given.templates.length === 0) return 'it has no template'
  if (!Array.isArray(given.speaks) || given.speaks.length === 0) return 'it speaks no dialect'
  if (given.speaks.some((tongue: any) => typeof tongue?.dialect?.writeRequest !== 'function')) return 'one of its tongues has no dialect'
  if (typeof given.address !== 'function') return 'it has no address function'
  return undefined
}
