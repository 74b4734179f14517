import type { Bells } from '../core/bells.ts'
import type { HealthStore } from '../core/health.ts'
import type { Announce } from '../core/house-events.ts'
import type { AliasStore, Clock, CreateFetchJson, Directory, Log, Page, PageQuery, Principal, ProviderRecord, ProviderStore } from '../core/ports.ts'
import type { Provider as Plugin } from '../core/provider.ts'
import type { CreateProvider, Provider, ProviderTemplate, ReplaceProvider, UpdateProvider } from '../schemas/provider.ts'
import type { ProviderHealth, ProviderModels, ProviderStatus, ProviderTest } from '../schemas/provider-state.ts'
import type { Aliases } from './aliases.ts'
import type { ListedModel } from './catalog.ts'
import type { HealthState } from './health.ts'

export type RegistryOptions = {
  plugins: readonly Plugin[]
  store: ProviderStore
  aliasStore: AliasStore
  createFetchJson: CreateFetchJson
  clock: Clock
  log: Log
  /** Raw variables; only those that plugins name are looked at. */
  environment: Readonly<Record<string, string | undefined>>
  modelCacheTtlMs: number
  defaultTimeoutMs: number
  /** The longest wait for a provider that was never asked for its models. */
  discoveryWaitMs?: number
  /** Draws among the targets of an alias: from 0 up to but not including 1. */
  random?(): number
  /** Where the health of providers is kept; with `healthIntervalMs` above 0 those that nobody uses are asked how they are. */
  healthStore?: HealthStore
  healthIntervalMs?: number
  /** Tells other instances of changes, and hears of theirs. */
  bells?: Pick<Bells, 'tell' | 'on' | 'onGap'>
  /** Told when a provider is down, and when it is up again. */
  announce?: Announce | undefined
}

/** Told to listeners after it has happened. */
export type RegistryEvent =
  | { type: 'provider-created' | 'provider-updated' | 'provider-removed'; record: ProviderRecord }
  | { type: 'provider-state'; record: ProviderRecord; state: HealthState }

export type Registry = Directory & {
  /** Loads the stored providers and aliases, and begins to watch over them. To be awaited before anything else is asked. */
  start(): Promise<void>
  /** Loads them again, as when another process has changed them. */
  reload(): Promise<void>
  /** By name. */
  list(): readonly ProviderRecord[]
  page(query: PageQuery): Page<ProviderRecord>
  /** By id or name; throws `not_found`. */
  get(idOrName: string): ProviderRecord
  create(caller: Principal, input: CreateProvider): Promise<ProviderRecord>
  replace(caller: Principal, idOrName: string, input: ReplaceProvider): Promise<ProviderRecord>
  update(caller: Principal, idOrName: string, input: UpdateProvider): Promise<ProviderRecord>
  remove(idOrName: string): Promise<void>
  toProvider(record: ProviderRecord): Provider
  templates(): ProviderTemplate[]
  readonly aliases: Aliases
  /** Every model of every enabled provider, and every alias, by id. Never fails: a provider that does is left out. */
  listModels(): Promise<ListedModel[]>
  /** The id of the first model that a provider lists and that can chat. Throws `model_not_found` with param `provider`. */
  firstModel(provider: string): Promise<string>
  /** Throws `model_not_found`. */
  findModel(model: string): Promise<ListedModel>
  models(idOrName: string): Promise<ProviderModels>
  /** Asks the provider now; throws what went wrong. */
  refreshModels(idOrName: string): Promise<ProviderModels>
  health(idOrName: string): ProviderHealth
  status(): ProviderStatus[]
  /** Connects now. Never throws for what the provider does. */
  test(idOrName: string): Promise<ProviderTest>
  /** The same for one that is not stored. Throws `invalid_request`. */
  testInput(caller: Principal, input: CreateProvider): Promise<ProviderTest>
  /** Returns how to stop listening. */
  onChange(listener: (event: RegistryEvent) => void): () => void
  /** Stops watching. */
  close(): Promise<void>
}
