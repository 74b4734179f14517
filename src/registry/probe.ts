import { asGatewayError, type GatewayError } from '../core/errors.ts'
import type { Clock, ProviderRecord } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import type { ProviderFailure, ProviderTest } from '../schemas/provider-state.ts'
import { findHint } from './hints.ts'
import { createRecordFetch, type ListingOptions } from './listing.ts'

export const toFailure = ({ kind, message }: GatewayError): ProviderFailure => ({ kind, message })

/** Any answer but a refused key shows that a server is there: no chat is sent, so what it makes of a GET does not matter. */
const knock = async (record: ProviderRecord, plugin: Provider, options: ListingOptions): Promise<void> => {
  const { url, headers } = plugin.address(record.settings, { path: plugin.speaks[0].path ?? plugin.speaks[0].dialect.path, model: 'model', stream: false })
  try {
    await createRecordFetch(record, plugin, options)(url, { headers })
  } catch (thrown) {
    const error = asGatewayError(thrown)
    const isAnswer = error.more.upstream?.status !== undefined || error.kind === 'upstream_bad_response'
    if (!isAnswer || error.kind === 'upstream_auth_failed') throw error
  }
}

export type ProbeOptions = ListingOptions & { clock: Clock }

/** Connects to a provider now, free of charge: by its list of models, or by a knock where the kind has none. Never throws. */
export const probe = async (record: ProviderRecord, plugin: Provider, countModels: () => Promise<number>, options: ProbeOptions): Promise<ProviderTest> => {
  const startedAt = options.clock()
  const result = (more: Partial<ProviderTest>): ProviderTest =>
    ({ ok: true, latencyMs: Math.max(0, options.clock() - startedAt), modelCount: null, error: null, hint: null, ...more })
  try {
    if (plugin.models !== undefined) return result({ modelCount: await countModels() })
    if (plugin.answer !== undefined) return result({})
    await knock(record, plugin, options)
    return result({ hint: 'This kind lists no models, so only the connection was tested.' })
  } catch (thrown) {
    const error = asGatewayError(thrown)
    return result({ ok: false, error: toFailure(error), hint: findHint(error, record) ?? null })
  }
}
