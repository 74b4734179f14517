import { type ErrorKind, GatewayError } from '../core/errors.ts'
import type { ProviderRecord, Target } from '../core/ports.ts'
import { hideSecrets } from '../lib/secrets.ts'
import type { Limit } from './circuit.ts'

/** What one target of an alias lacks another may have. Of a model that the client itself named it must be told. */
const misfits: readonly ErrorKind[] = ['model_not_found', 'operation_unsupported', 'parameter_unsupported']

export const isMisfit = ({ kind }: GatewayError): boolean => misfits.includes(kind)

/** Whether it says something of the provider. */
export const isProviderFault = ({ kind }: GatewayError): boolean => kind.startsWith('upstream_') || kind === 'egress_blocked'

/** Providers quote the key that they refuse; callers must not read it. */
export const withoutSecrets = (error: GatewayError, { settings, headers }: ProviderRecord): GatewayError => {
  const secrets = [settings.apiKey, ...Object.values(headers)]
  const { body } = error.more
  if (body !== undefined) error.more.body = JSON.parse(hideSecrets(JSON.stringify(body), secrets))
  const clean = hideSecrets(error.message, secrets)
  return clean === error.message ? error : new GatewayError(error.kind, clean, { ...error.more, status: error.status })
}

export const noRoom = ({ name, maxConcurrency = 0, maxQueue = 0 }: ProviderRecord): GatewayError =>
  new GatewayError('provider_busy', maxQueue === 0
    ? `${name} already has ${maxConcurrency} calls running.`
    : `${name} already has ${maxConcurrency} calls running and ${maxQueue} waiting.`, { retryAfterMs: 1000, provider: name })

export const waitedTooLong = ({ name }: ProviderRecord, waitedMs: number): GatewayError =>
  new GatewayError('provider_busy', `${name} had no place free within ${Math.round(waitedMs)} ms.`, { retryAfterMs: 1000, provider: name })

/** As the provider itself said it to the call before. */
export const leftAlone = ({ record: { name } }: Target, { kind, upstream }: Limit, retryAfterMs: number): GatewayError =>
  new GatewayError(kind, `${name} has asked to be left alone for a while.`, { retryAfterMs, provider: name, ...(upstream !== undefined && { upstream }) })

export const tooSlow = (what: 'first token' | 'end', afterMs: number): GatewayError => new GatewayError('upstream_timeout', what === 'first token'
  ? `The provider did not say anything within ${afterMs} ms.`
  : `The provider did not finish its answer within ${afterMs} ms.`)
