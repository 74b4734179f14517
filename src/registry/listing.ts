import { GatewayError } from '../core/errors.ts'
import type { CreateFetchJson, ProviderRecord } from '../core/ports.ts'
import type { FetchJson, ModelInfo, Provider } from '../core/provider.ts'
import { findOrigins } from './base-url.ts'
import { findPlugin } from './input.ts'
import { isSecretSetting } from './settings.ts'

/** A list of models is wanted soon or not at all. */
const longestMs = 10_000
const maxModels = 5000

export type ListModels = (record: ProviderRecord) => Promise<ModelInfo[]>
export type ListingOptions = { plugins: ReadonlyMap<string, Provider>; createFetchJson: CreateFetchJson; defaultTimeoutMs: number }

/** Adds the provider's extra headers to calls to its own origins, and only to those. As on the token path, the kind's headers win. */
const withHeaders = (fetchJson: FetchJson, record: ProviderRecord, plugin: Provider): FetchJson => {
  if (Object.keys(record.headers).length === 0) return fetchJson
  const origins = findOrigins(plugin, record.settings)
  return (url, options = {}) => origins.has(new URL(url).origin)
    ? fetchJson(url, { ...options, headers: { ...record.headers, ...options.headers } })
    : fetchJson(url, options)
}

export const createRecordFetch = (record: ProviderRecord, plugin: Provider, { createFetchJson, defaultTimeoutMs }: ListingOptions): FetchJson => {
  const timeoutMs = Math.min(record.timeoutMs ?? defaultTimeoutMs, longestMs)
  return withHeaders(createFetchJson({ allowsPrivate: record.allowsPrivate, timeoutMs }), record, plugin)
}

/** The list as the house relies on it: every id a text of sensible length, once. */
const tidy = (models: ModelInfo[]): ModelInfo[] => {
  const byId = new Map<string, ModelInfo>()
  for (const model of models) {
    if (typeof model.id === 'string' && model.id !== '' && model.id.length <= 256 && byId.size < maxModels) byId.set(model.id, model)
  }
  return [...byId.values()]
}

/** Providers like to quote the key that they refuse. */
const withoutSecrets = (text: string, { settings, headers }: ProviderRecord, plugin: Provider): string => {
  const hidden = Object.entries(settings).filter(([name]) => isSecretSetting(plugin, name)).map(([, value]) => value)
  return [settings.apiKey, ...hidden, ...Object.values(headers)].reduce<string>(
    (clean, secret) => typeof secret === 'string' && secret !== '' ? clean.replaceAll(secret, '…') : clean, text)
}

/** Whatever a plugin stumbles over in an answer is the provider's fault, not ours. */
const asUpstreamError = (thrown: unknown, record: ProviderRecord, plugin: Provider): GatewayError => {
  if (!(thrown instanceof GatewayError)) return new GatewayError('upstream_bad_response', 'The provider’s list of models cannot be read.', { cause: thrown })
  const message = withoutSecrets(thrown.message, record, plugin)
  // The cause would carry the text into the log.
  return message === thrown.message ? thrown : new GatewayError(thrown.kind, message, { ...thrown.more, cause: undefined })
}

/** Asks a provider for its models, over the network. A kind without a listing has none. Throws GatewayError. */
export const createListing = (options: ListingOptions): ListModels => async record => {
  const plugin = findPlugin(options.plugins, record.kind)
  if (plugin.models === undefined) return []
  try {
    return tidy(await plugin.models(record.settings, { fetchJson: createRecordFetch(record, plugin, options) }))
  } catch (thrown) {
    throw asUpstreamError(thrown, record, plugin)
  }
}
