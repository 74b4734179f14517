import type { Static, TObject } from '@sinclair/typebox'
import type { Warning } from './chat.ts'
import type { UpstreamDialect } from './dialect.ts'
import type { GatewayError } from './errors.ts'

/** What happens to one request field on its way out. Fields without a rule travel untouched. */
export type ParamRule =
  | { rule: 'unsupported' }
  | { rule: 'rename'; to: string }
  | { rule: 'clamp'; min: number; max: number }
  | { rule: 'map'; map: (value: unknown) => unknown; detail: string }
  /** The same in the provider's words: nothing is lost, so nobody is warned. */
  | { rule: 'reword'; reword: (value: unknown) => unknown }
  /** Sent whatever was asked for. A warning only where it was something else. */
  | { rule: 'fixed'; value: unknown }
  /** A list that must hold this too. Nothing is lost by it, so nobody is warned. */
  | { rule: 'include'; value: string }

/** By wire name, in the dialect of the tongue. A `map` that returns the very value it was given changed nothing: no warning. */
export type ParamRules = Readonly<Record<string, ParamRule>>

export type Capability = 'streaming' | 'tools' | 'vision' | 'json' | 'reasoning' | 'embeddings'

/** US dollars for a million tokens. */
export type Rates = { input?: number; output?: number; cacheRead?: number; cacheWrite?: number }

/** `tiers`: other rates for requests whose prompt (all input buckets together) is longer than `above` tokens, in ascending order. */
export type Pricing = Rates & { tiers?: readonly (Rates & { above: number })[] }

/** A model as its provider lists it. Absent fields are unknown, not false. */
export type ModelInfo = {
  id: string
  displayName?: string
  /** Unix seconds. */
  created?: number
  ownedBy?: string
  contextWindow?: number
  maxOutputTokens?: number
  capabilities?: readonly Capability[]
  pricing?: Pricing
}

/** In milliseconds. `timeoutMs`: the longest silence. `firstTokenTimeoutMs`: of a stream, from asking to the first thing that a person would see. `totalTimeoutMs`: from asking to the end. */
export type Timeouts = { timeoutMs?: number | undefined; firstTokenTimeoutMs?: number | undefined; totalTimeoutMs?: number | undefined }

/** What an operator says of a model, before what its provider and the price lists say; and how long it may take, before what holds for its provider. */
export type ModelOverride = Pick<ModelInfo, 'displayName' | 'contextWindow' | 'maxOutputTokens' | 'capabilities' | 'pricing'> & { timeoutMs?: number; firstTokenTimeoutMs?: number; totalTimeoutMs?: number }

/** A provider record's settings, as far as every kind has them. */
export type ProviderSettings = Record<string, unknown> & { baseUrl: string; apiKey?: string }

/** A dialect as this provider speaks it: the standard, plus its accent. */
export type Tongue<Body extends object = any> = {
  readonly dialect: UpstreamDialect<Body, any, any>
  readonly path?: string
  /** Whether a provider with these settings speaks it; where it does not, it is as if it were not here. Absent: always. */
  readonly isSpoken?: (settings: ProviderSettings) => boolean
  /** Overrides the dialect's: see UpstreamDialect.takesUrls. */
  readonly takesUrls?: boolean
  /** False when it refuses a conversation in which the model's reasoning stands: then what is translated goes without. Absent: true. */
  readonly takesReasoning?: boolean
  readonly params?: ParamRules | ((model: string, settings: ProviderSettings) => ParamRules)
  /** False when its answers are too far from the dialect's standard for bytes to be relayed; then they are read and written again. */
  readonly isRelayable?: boolean | ((model: string, settings: ProviderSettings) => boolean)
  /** Last word on the outgoing body. The escape hatch; prefer `params`. A tongue that has one is never relayed. */
  shape?(body: Body): { body: Body; warnings?: Warning[] }
}

export type Address = { url: string; headers: Record<string, string> }

/** An outgoing HTTP exchange that is not on the token path: discovery, tests. Throws GatewayError. Bodies are bounded. */
export type FetchJson = (url: string, options?: { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: unknown }) => Promise<unknown>

/** A request to an upstream that lives in this process. */
export type LocalRequest = { path: string; body: Buffer | string; signal: AbortSignal }
export type LocalAnswer = { status: number; headers: Record<string, string>; body: AsyncIterable<string> | Iterable<string> }

/** A ready-made form: a provider kind, or a well-known service that speaks an existing kind. */
export type Template = { id: string; displayName: string; baseUrl: string; docsUrl: string; requiresKey: boolean; description?: string }

/** Environment variables whose presence makes a provider appear by itself: the one that it requires, else either. */
export type EnvironmentNames = { apiKey?: string; baseUrl?: string; requires?: 'apiKey' | 'baseUrl' }

/** A provider kind: an address, a credential and an accent on dialects. `kind` equals the folder's name. */
export type Provider<Settings extends TObject = any> = {
  readonly kind: string
  /** `baseUrl` with its default, and `apiKey` when it takes one (required when not Optional), and whatever else it needs. */
  readonly settings: Settings
  readonly templates: readonly [Template, ...Template[]]
  readonly environment?: EnvironmentNames
  /** In order of preference, of all operations. The client's own dialect is picked when it is listed, else the first of its operation. */
  readonly speaks: readonly [Tongue, ...Tongue[]]

  /** Where to send a call and with which credentials. Asked once per attempt, so keys may rotate. */
  address(settings: Static<Settings>, call: { path: string; model: string; stream: boolean }): Address

  /** Refines the dialect's reading of a failure. Return undefined to keep it. */
  refineError?(error: GatewayError): GatewayError | undefined

  /** Lists the models; throws GatewayError. Absent: it has no listing. */
  models?(settings: Static<Settings>, io: { fetchJson: FetchJson }): Promise<ModelInfo[]>

  /** An upstream inside this process: nothing is sent over the network and `address` is never asked. */
  answer?(request: LocalRequest): LocalAnswer | Promise<LocalAnswer>
}

/** Infers `settings`, so `address` and `models` see their real type. */
export const defineProvider = <S extends TObject>(provider: Provider<S>): Provider<S> => provider

/** Infers the dialect's body type for `shape`. */
export const tongue = <B extends object>(dialect: UpstreamDialect<B, any, any>, accent: Omit<Tongue<B>, 'dialect'> = {}): Tongue<B> => ({ dialect, ...accent })
