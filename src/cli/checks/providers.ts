import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadSecrets } from '../../config/index.ts'
import { loadProviders, PluginError } from '../../providers/index.ts'
import { createRegistry } from '../../registry/index.ts'
import { createAliasStore, createProviderStore, createVault, type Database, openDatabase, pendingMigrations } from '../../storage/index.ts'
import { createTransport } from '../../transport/index.ts'
import { silentLog } from '../with-database.ts'
import { type Finding, fault, ok, warn } from './finding.ts'

/** Connects to each provider that is in use. Costs nothing: no model is asked. */
export const checkProviders = async (config: Config): Promise<Finding[]> => {
  const isFresh = config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'parlance.db'))
  const database = isFresh ? undefined : await openDatabase({ url: config.databaseUrl?.reveal(), dataDir: config.dataDir, log: silentLog })
  const transport = createTransport({ connectTimeoutMs: config.upstream.connectTimeoutMs })
  try {
    const registry = createRegistry({
      plugins: await loadProviders([...config.providerPlugins], silentLog),
      ...await storesOf(database, config),
      createFetchJson: transport.fetchJson,
      clock: Date.now,
      log: silentLog,
      environment: config.environment,
      modelCacheTtlMs: config.modelCacheTtlMs,
      defaultTimeoutMs: config.upstream.timeoutMs,
    })
    await registry.start()
    const used = registry.list().filter(({ isEnabled, kind }) => isEnabled && kind !== 'demo')
    if (used.length === 0) return [warn('providers', 'There is only the demo provider.', 'Set a provider’s key, such as OPENAI_API_KEY, or add one at /admin or by POST /api/v1/providers.')]
    return await Promise.all(used.map(async ({ name }): Promise<Finding> => {
      const { ok: works, latencyMs, error, hint } = await registry.test(name)
      return works ? ok('providers', `${name} answers (${latencyMs} ms)`) : fault('providers', `${name}: ${error?.message ?? 'it fails'}`, hint ?? 'Look at its settings.')
    }))
  } catch (thrown) {
    if (!(thrown instanceof PluginError)) throw thrown
    return [fault('providers', thrown.message, 'Mend it, or leave it out of PROVIDER_PLUGINS.')]
  } finally {
    await transport.close()
    await database?.close().catch(() => {})
  }
}

const storesOf = async (database: Database | undefined, config: Config): Promise<Pick<Parameters<typeof createRegistry>[0], 'store' | 'aliasStore'>> => {
  const isReady = database !== undefined && (await pendingMigrations(database))?.length === 0
  if (!isReady) return { store: { ...nothing, insert: async () => {}, replace: async () => false }, aliasStore: { ...nothing, put: async record => record } }
  return { store: createProviderStore(database, createVault((await loadSecrets({ config })).encryptionKeys)), aliasStore: createAliasStore(database) }
}

const nothing = { all: async () => [], remove: async () => false }
