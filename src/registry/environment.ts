import type { FieldProblem } from '../core/errors.ts'
import type { Log, ProviderRecord } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import { readSettings } from './settings.ts'

type Names = Readonly<Record<string, string | undefined>>
export type FixedOptions = { plugins: readonly Provider[]; environment: Names; now: number; log: Log }

const valueOf = (environment: Names, name: string | undefined): string | undefined =>
  name === undefined ? undefined : environment[name]?.trim() || undefined

const createFixed = (plugin: Provider, source: 'environment' | 'builtin', settings: ProviderRecord['settings'], now: number): ProviderRecord => ({
  id: source === 'builtin' ? `prv_builtin_${plugin.kind}` : `prv_env_${plugin.kind}`,
  name: plugin.kind,
  kind: plugin.kind,
  source,
  settings,
  headers: {},
  models: undefined,
  isEnabled: true,
  timeoutMs: undefined,
  maxConcurrency: undefined,
  allowsPrivate: true,
  createdBy: undefined,
  createdAt: now,
  updatedAt: now,
})

const readPlugin = (plugin: Provider, { environment, now, log }: FixedOptions): ProviderRecord[] => {
  const names = plugin.environment ?? {}
  const apiKey = valueOf(environment, names.apiKey)
  const baseUrl = valueOf(environment, names.baseUrl)
  const isThere = names.requires === undefined ? apiKey ?? baseUrl : { apiKey, baseUrl }[names.requires]
  if (isThere === undefined) return []

  const problems: FieldProblem[] = []
  const settings = readSettings(plugin, { ...apiKey !== undefined && { apiKey }, ...baseUrl !== undefined && { baseUrl } }, problems)
  if (problems.length === 0) return [createFixed(plugin, 'environment', settings, now)]
  const variables = [names.apiKey, names.baseUrl].filter(name => valueOf(environment, name) !== undefined)
  log.warn({ kind: plugin.kind, variables, problems }, 'a provider from the environment was left out')
  return []
}

/** The providers that appear by themselves: those whose variables are set, and the kind that answers inside this process. Read-only. */
export const findFixedRecords = (options: FixedOptions): ProviderRecord[] => options.plugins.flatMap(plugin =>
  plugin.kind === 'demo'
    ? [createFixed(plugin, 'builtin', readSettings(plugin, {}, []), options.now)]
    : readPlugin(plugin, options))
