// The providers: one folder a kind, found at boot, and those that come from packages.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Log } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import { checkPlugin } from './check-plugin.ts'
import { PluginError } from './plugin-error.ts'

export { PluginError } from './plugin-error.ts'

/**
 * Loads every provider kind: the folders beside this file, then the packages named in PROVIDER_PLUGINS.
 * Throws a PluginError that names the folder or package when one is no provider or its kind is taken.
 */
export async function loadProviders (extraPackages: readonly string[], log: Log): Promise<Provider[]> {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true })
  const kinds = entries.filter(entry => entry.isDirectory()).map(({ name }) => name).sort()
  // This very file runs from src/*.ts or from dist/*.js; its neighbours end as it does.
  const ending = import.meta.filename.endsWith('.ts') ? 'index.ts' : 'index.js'
  const own = await Promise.all(kinds.map(async kind => ({ source: `the provider folder ${kind}`, kind, plugin: await load(pathToFileURL(join(import.meta.dirname, kind, ending)).href, kind) })))
  const others = await Promise.all(extraPackages.map(async name => ({ source: `the package ${name}`, kind: undefined, plugin: await load(name, name) })))

  const byKind = new Map<string, { provider: Provider; source: string }>()
  for (const { source, kind, plugin } of [...own, ...others]) {
    const provider = checkPlugin(plugin, source, kind)
    const taken = byKind.get(provider.kind)
    if (taken !== undefined) throw new PluginError(`The provider kind ${provider.kind} of ${source} is taken by ${taken.source}.`)
    byKind.set(provider.kind, { provider, source })
  }
  log.debug({ kinds: [...byKind.keys()] }, 'providers loaded')
  return [...byKind.values()].map(({ provider }) => provider)
}

/** What a module exports by default. */
async function load (specifier: string, name: string): Promise<unknown> {
  try {
    return (await import(specifier)).default
  } catch (cause) {
    throw new PluginError(`The provider plugin ${name} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
