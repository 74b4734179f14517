// Knows which providers there are, which models they have and how they fare.
import { asGatewayError, type ErrorKind, GatewayError } from '../core/errors.ts'
import type { Observation, ProviderRecord } from '../core/ports.ts'
import { createPrices } from '../prices/index.ts'
import { createAliasListing } from './alias-view.ts'
import { createAliases } from './aliases.ts'
import { createCatalog } from './catalog.ts'
import { createChanges, missing } from './changes.ts'
import { createDiscovery } from './discovery.ts'
import { findFixedRecords } from './environment.ts'
import { createFirstModel } from './first-model.ts'
import { createHealth } from './health.ts'
import { findPlugin, isSameConnection } from './input.ts'
import { createListing } from './listing.ts'
import { createModelFacts } from './model-facts.ts'
import { createMonitor } from './monitor.ts'
import { probe } from './probe.ts'
import { createRecords } from './records.ts'
import type { Registry, RegistryEvent, RegistryOptions } from './registry.ts'
import { createResolver } from './resolve.ts'
import { quote } from './suggest.ts'
import { toHealth, toModels, toProvider, toStatus, toTemplates } from './view.ts'

export { toAlias } from './alias-view.ts'
export type { Aliases } from './aliases.ts'
export type { ListedModel } from './catalog.ts'
export type { HealthState } from './health.ts'
export type { Registry, RegistryEvent, RegistryOptions } from './registry.ts'

/** Failures of a listing that say something of the provider. Some have no listing at the usual place and serve chats well. */
const tellingKinds: readonly ErrorKind[] = ['upstream_unreachable', 'upstream_timeout', 'upstream_auth_failed', 'upstream_overloaded', 'egress_blocked']

export const createRegistry = (options: RegistryOptions): Registry => {
  const { store, clock, log, environment, modelCacheTtlMs, discoveryWaitMs = 2500, bells } = options
  const plugins = new Map(options.plugins.map(plugin => [plugin.kind, plugin]))
  const listeners = new Set<(event: RegistryEvent) => void>()
  const emit = (event: RegistryEvent) => listeners.forEach(listener => listener(event))

  const records = createRecords(findFixedRecords({ plugins: options.plugins, environment, now: clock(), log }), log)
  const health = createHealth({
    log,
    onState (providerId, state) {
      const record = records.find(providerId)
      if (record) emit({ type: 'provider-state', record, state })
    },
  })
  const network = { plugins, createFetchJson: options.createFetchJson, defaultTimeoutMs: options.defaultTimeoutMs }
  const listOnce = createListing(network)

  /** A call that is in the air while its provider is removed must not bring its history back. */
  const observe = (observation: Observation) => {
    if (records.find(observation.providerId)) health.observe(observation)
  }

  const listAndObserve = async (record: ProviderRecord) => {
    const startedAt = clock()
    const seen = (more: { ok: boolean; errorKind?: ErrorKind }) => observe({ providerId: record.id, at: clock(), latencyMs: clock() - startedAt, ...more })
    const hasListing = plugins.get(record.kind)?.models !== undefined
    try {
      const models = await listOnce(record)
      if (hasListing) seen({ ok: true })
      return models
    } catch (thrown) {
      const { kind, message } = asGatewayError(thrown)
      if (tellingKinds.includes(kind)) seen({ ok: false, errorKind: kind })
      log.debug({ provider: record.name, kind, reason: message }, 'the models of a provider could not be listed')
      throw thrown
    }
  }

  const discovery = createDiscovery({ listModels: listAndObserve, clock, ttlMs: modelCacheTtlMs, waitMs: discoveryWaitMs, onFound: () => resolver.clear() })
  const facts = createModelFacts({ discovery, prices: createPrices({ clock }), clock })
  const catalog = createCatalog({ records, plugins, discovery, facts })
  const resolver = createResolver({ records, plugins, discovery, catalog, aliasNames: () => aliases.all().map(({ name }) => name) })
  const aliases = createAliases({ store: options.aliasStore, clock, random: options.random ?? Math.random, resolve: resolver.resolve })
  const listAlias = createAliasListing({ catalog, resolve: resolver.resolve })

  /** What is answered afterwards is in force everywhere. */
  const tellOthers = async <T>(result: T): Promise<T> => {
    await bells?.tell('registry', {})
    return result
  }

  const onChange = (before: ProviderRecord | undefined, after: ProviderRecord | undefined) => {
    resolver.clear()
    if (before && !(after && isSameConnection(before, after))) {
      discovery.forget(before.id)
      health.forget(before.id)
      monitor?.forget(before.id, after === undefined)
    }
    const record = after ?? before
    if (record) emit({ type: !before ? 'provider-created' : after ? 'provider-updated' : 'provider-removed', record })
  }
  /** A listing that fails in a way that says nothing was an answer all the same. */
  const check = async (record: ProviderRecord): Promise<void> => {
    const plugin = plugins.get(record.kind)
    if (plugin === undefined) return
    const startedAt = clock()
    if (plugin.models === undefined) {
      const { ok, latencyMs, error } = await probe(record, plugin, async () => 0, { ...network, clock })
      // The cast: a failure has one of our kinds.
      return observe({ providerId: record.id, at: clock(), ok, latencyMs, ...error && { errorKind: error.kind as ErrorKind } })
    }
    await discovery.refresh(record).catch((thrown: unknown) => {
      if (!tellingKinds.includes(asGatewayError(thrown).kind)) observe({ providerId: record.id, at: clock(), ok: true, latencyMs: clock() - startedAt })
    })
  }
  const monitor = options.healthStore && createMonitor({
    store: options.healthStore,
    records: records.all,
    health: { read: health.read, observe },
    check,
    intervalMs: options.healthIntervalMs ?? 0,
    random: options.random ?? Math.random,
    clock,
    log,
    announce: options.announce,
  })
  const changes = createChanges({ records, plugins, store, clock, onChange })

  const reload = async () => {
    await changes.reload()
    await aliases.reload()
  }

  /** As `reload`, when others say that something has changed: those who say so meanwhile are heard with the next time. */
  let reloading: Promise<void> | undefined
  let isAskedAgain = false
  const catchUp = (): Promise<void> => {
    isAskedAgain = true
    reloading ??= (async () => {
      while (isAskedAgain) {
        isAskedAgain = false
        await reload()
      }
    })().catch((error: unknown) => log.warn({ err: error }, 'providers and aliases could not be read again; others are asked with the next change')).finally(() => { reloading = undefined })
    return reloading
  }
  const refreshForOthers = async (record: ProviderRecord) => {
    const found = await discovery.refresh(record)
    await bells?.tell('models', { providerId: record.id })
    return found
  }
  const unlisten = bells === undefined
    ? []
    : [
        bells.on('registry', catchUp),
        bells.onGap(catchUp),
        bells.on('models', ({ providerId }) => {
          const record = records.find(providerId)
          if (record !== undefined) return discovery.refresh(record).catch(() => {}) // it is logged where it is observed
        }),
      ]

  const get = (idOrName: string): ProviderRecord => {
    const record = records.find(idOrName)
    if (record === undefined) throw missing(idOrName)
    return record
  }

  return {
    resolve: resolver.resolve,
    alias: aliases.choose,
    aliases: { ...aliases, put: async (name, input) => tellOthers(await aliases.put(name, input)), remove: async name => tellOthers(await aliases.remove(name)) },
    priceOf: facts.priceOf,
    windowOf: facts.windowOf,
    outputLimitOf: facts.outputLimitOf,
    observe,
    async start () {
      await reload()
      if (options.healthIntervalMs !== undefined && options.healthIntervalMs > 0) await monitor?.start()
    },
    reload,
    list: records.all,
    page ({ limit, cursor }) {
      const rest = records.all().filter(({ name }) => cursor === undefined || name > cursor)
      const data = rest.slice(0, limit)
      return { data, nextCursor: rest.length > limit ? data.at(-1)?.name : undefined }
    },
    get,
    create: async (caller, input) => tellOthers(await changes.create(caller, input)),
    replace: async (caller, idOrName, input) => tellOthers(await changes.replace(caller, idOrName, input)),
    update: async (caller, idOrName, input) => tellOthers(await changes.update(caller, idOrName, input)),
    remove: async idOrName => tellOthers(await changes.remove(idOrName)),
    toProvider: record => toProvider(record, plugins.get(record.kind)),
    templates: () => options.plugins.flatMap(toTemplates),
    async listModels () {
      const [models, named] = await Promise.all([catalog.list(), Promise.all(aliases.all().map(listAlias))])
      return [...models, ...named].sort((left, right) => left.id < right.id ? -1 : 1)
    },
    firstModel: createFirstModel({ records, catalog }),
    async findModel (name) {
      const alias = aliases.find(name)
      if (alias !== undefined) return listAlias(alias)
      const { record, model } = await resolver.resolve(name)
      const listed = await catalog.find(record, model)
      if (listed) return listed
      throw new GatewayError('model_not_found', `The provider ${record.name} does not list the model ${quote(model)}.`, { param: 'model' })
    },
    async models (idOrName) {
      const record = get(idOrName)
      await catalog.settle(record)
      return toModels(record, { discovery, facts, now: clock() })
    },
    async refreshModels (idOrName) {
      const record = get(idOrName)
      await refreshForOthers(record)
      return toModels(record, { discovery, facts, now: clock() })
    },
    health (idOrName) {
      const record = get(idOrName)
      return toHealth(record, health.read(record.id))
    },
    status: () => records.all().map(record => toStatus(record, health.read(record.id))),
    async test (idOrName) {
      const record = get(idOrName)
      const count = async () => (await refreshForOthers(record)).models.length
      return probe(record, findPlugin(plugins, record.kind), count, { ...network, clock })
    },
    async testInput (caller, input) {
      const record = changes.draft(caller, input)
      const count = async () => (await listOnce(record)).length
      return probe(record, findPlugin(plugins, record.kind), count, { ...network, clock })
    },
    onChange (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    async close () {
      for (const stop of unlisten) stop()
      await monitor?.close()
      await reloading
    },
  }
}
