import type { TSchema } from '@sinclair/typebox'
import type { FieldProblem } from '../core/errors.ts'
import type { ProviderRecord } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import { readBaseUrl } from './base-url.ts'
import { fitsHeader } from './headers.ts'
import { findProblems } from './validation.ts'

export type Settings = ProviderRecord['settings']

const declared = (plugin: Provider): Record<string, TSchema> => plugin.settings.properties

const topLevel = (name: string): boolean => name === 'baseUrl' || name === 'apiKey'
const fieldOf = (name: string): string => topLevel(name.split('.')[0] ?? '') ? name : `settings.${name}`

/** Settings other than the API key that are credentials: marked write-only, or named like one. */
export const isSecretSetting = (plugin: Provider, name: string): boolean =>
  !topLevel(name) && (declared(plugin)[name]?.writeOnly === true || /(key|secret|token|password)$/i.test(name))

/** What the kind takes besides `baseUrl` and `apiKey`, without secrets. Of a kind that is gone nothing is shown. */
export const publicSettings = (plugin: Provider | undefined, settings: Settings): Record<string, unknown> => {
  if (plugin === undefined) return {}
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !topLevel(name) && name in declared(plugin) && !isSecretSetting(plugin, name)))
}

const checkName = (plugin: Provider, name: string): FieldProblem[] => {
  if (name in declared(plugin)) return []
  if (name === 'apiKey') return [{ field: name, message: `is not taken by the kind ${plugin.kind}` }]
  return [{ field: fieldOf(name), message: `is not a setting of the kind ${plugin.kind}` }]
}

/** Checks what was given against the kind's schema and fills in its defaults. Pushes onto `problems`. */
export const readSettings = (plugin: Provider, given: Record<string, unknown>, problems: FieldProblem[]): Settings => {
  const settings = structuredClone(given)
  if (typeof settings.baseUrl === 'string') settings.baseUrl = readBaseUrl(settings.baseUrl, problems)
  for (const name of Object.keys(settings)) problems.push(...checkName(plugin, name))
  const named = new Set(problems.map(({ field }) => field))
  for (const { field, message } of findProblems(plugin.settings, settings)) {
    // what is said already is said better than by the schema
    if (!named.has(fieldOf(field))) problems.push({ field: fieldOf(field), message: message === 'is required' ? `is required by the kind ${plugin.kind}` : message })
  }
  if (typeof settings.apiKey === 'string' && !fitsHeader(settings.apiKey)) problems.push({ field: 'apiKey', message: 'has characters that a header cannot hold' })
  const baseUrl = typeof settings.baseUrl === 'string' ? settings.baseUrl : plugin.templates[0].baseUrl
  return { ...settings, baseUrl }
}
