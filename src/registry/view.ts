import type { Observation, ProviderRecord } from '../core/ports.ts'
import type { ModelInfo, Provider as Plugin } from '../core/provider.ts'
import type { Provider, ProviderTemplate } from '../schemas/provider.ts'
import type { ProviderCheck, ProviderHealth, ProviderModel, ProviderModels, ProviderStatus } from '../schemas/provider-state.ts'
import type { Discovery } from './discovery.ts'
import type { Health } from './health.ts'
import type { ModelFacts } from './model-facts.ts'
import { toFailure } from './probe.ts'
import { publicSettings } from './settings.ts'

const toTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
const orNull = <T>(value: T | undefined): T | null => value ?? null

/** The last four characters, unless they would be a good part of the key. */
const toHint = (apiKey: string | undefined): string | null =>
  apiKey === undefined || apiKey.length < 12 ? null : apiKey.slice(-4)

/** A provider as callers see it: without its secrets. */
export const toProvider = (record: ProviderRecord, plugin: Plugin | undefined): Provider => ({
  id: record.id,
  name: record.name,
  kind: record.kind,
  baseUrl: record.settings.baseUrl,
  source: record.source,
  hasApiKey: record.settings.apiKey !== undefined,
  apiKeyHint: toHint(record.settings.apiKey),
  headerNames: Object.keys(record.headers).sort(),
  models: orNull(record.models),
  enabled: record.isEnabled,
  timeoutMs: orNull(record.timeoutMs),
  firstTokenTimeoutMs: orNull(record.firstTokenTimeoutMs),
  totalTimeoutMs: orNull(record.totalTimeoutMs),
  maxConcurrency: orNull(record.maxConcurrency),
  maxQueue: orNull(record.maxQueue),
  queueTimeoutMs: orNull(record.queueTimeoutMs),
  modelOverrides: record.modelOverrides ?? {},
  settings: publicSettings(plugin, record.settings),
  createdAt: toTime(record.createdAt),
  updatedAt: toTime(record.updatedAt),
})

/** Every template of a kind, with the schema of what it takes as plain JSON. */
export const toTemplates = (plugin: Plugin): ProviderTemplate[] => plugin.templates.map(template => ({
  ...template,
  kind: plugin.kind,
  settings: JSON.parse(JSON.stringify(plugin.settings)),
}))

const toCheck = ({ at, ok, latencyMs, errorKind }: Observation): ProviderCheck =>
  ({ at: toTime(at), ok, latencyMs: Math.max(0, latencyMs), error: orNull(errorKind) })

const summarise = ({ id, name }: ProviderRecord, { state, checks, lastOk }: Health) => {
  const last = checks.at(-1)
  return { id, name, state, lastCheckedAt: last ? toTime(last.at) : null, latencyMs: orNull(lastOk?.latencyMs) }
}

export const toHealth = (record: ProviderRecord, health: Health): ProviderHealth => ({
  ...summarise(record, health),
  lastError: orNull(health.checks.findLast(check => !check.ok)?.errorKind),
  history: health.checks.map(toCheck).reverse(),
})

export const toStatus = (record: ProviderRecord, health: Health): ProviderStatus =>
  ({ ...summarise(record, health), kind: record.kind, enabled: record.isEnabled })

/** Everything discovered, so that an allow-list can be chosen from it, and what the allow-list names besides. */
export const toModels = (record: ProviderRecord, { discovery, facts, now }: { discovery: Discovery; facts: ModelFacts; now: number }): ProviderModels => {
  const snapshot = discovery.peek(record)
  const failure = discovery.failure(record)
  const named = (record.models ?? []).filter(id => !snapshot?.ids.has(id)).map((id): ModelInfo => ({ id }))
  const toModel = (model: ModelInfo): ProviderModel => {
    const { capabilities, ...known } = facts.describe(record, model)
    return { ...known, ...capabilities && { capabilities: [...capabilities] }, allowed: record.models?.includes(model.id) ?? true }
  }
  return {
    data: [...snapshot?.models ?? [], ...named].map(toModel).sort((left, right) => left.id < right.id ? -1 : 1),
    fetchedAt: snapshot ? toTime(snapshot.fetchedAt) : null,
    ageSeconds: snapshot ? Math.max(0, Math.floor((now - snapshot.fetchedAt) / 1000)) : null,
    error: failure ? toFailure(failure) : null,
  }
}
