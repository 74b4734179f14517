import { GatewayError } from '../core/errors.ts'
import type { ProviderRecord } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import { findOrigins } from './base-url.ts'
import type { Change } from './input.ts'
import { isSecretSetting, type Settings } from './settings.ts'

type Before = { record: ProviderRecord; plugin: Provider | undefined }
type After = { plugin: Provider; settings: Settings }

/** Whether the new settings lead to an origin that the old ones did not. */
export const hasMoved = ({ record, plugin }: Before, after: After): boolean => {
  // Another kind may send the credential to places of its own, such as a central list of models.
  if (plugin === undefined || plugin !== after.plugin) return true
  const old = findOrigins(plugin, record.settings)
  return [...findOrigins(after.plugin, after.settings)].some(origin => !old.has(origin))
}

type Move = { previous: ProviderRecord; settings: Settings; headers: Record<string, string>; plugin: Provider; change: Change }

/** The secrets that a change would carry over unseen, by the name under which they can be sent. */
const findCarriedOver = ({ previous, settings, headers, plugin, change }: Move): string[] => {
  const sentHeaders = Object.keys(change.headers ?? {}).map(name => name.toLowerCase())
  const carriedHeaders = Object.keys(headers).filter(name => name in previous.headers && !sentHeaders.includes(name))
  const carriedSettings = Object.keys(settings).filter(name =>
    isSecretSetting(plugin, name) && name in previous.settings && change.settings?.[name] === undefined)
  return [
    ...settings.apiKey !== undefined && change.apiKey === undefined ? ['apiKey'] : [],
    ...carriedHeaders.map(name => `headers.${name}`),
    ...carriedSettings.map(name => `settings.${name}`),
  ]
}

/** A credential is bound to the origin it was given for: else whoever may edit a provider could send its key anywhere. */
export const assertSecretsStay = (move: Move): void => {
  const carried = findCarriedOver(move)
  const [first] = carried
  if (first === undefined) return
  const details = carried.map(field => ({ field, message: 'must be sent again, because the provider moves to another origin or kind' }))
  throw new GatewayError('invalid_request', `The provider moves to another origin or kind, so what was entered for the old one must be sent again in the same call: ${carried.join(', ')}.`, { param: first, details })
}
