import { type Static, Type } from '@sinclair/typebox'
import { Pricing } from './model.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const time = '2026-11-21T09:30:00.000Z'
const id = 'prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const Time = (description: string) => Nullable(Type.String({ format: 'date-time' }), { description })
const LatencyMs = Type.Number({ minimum: 0, description: 'Milliseconds.' })
const ErrorCode = Type.String({ description: 'One of the codes in the table of errors.' })
const State = StringEnum(['unknown', 'up', 'degraded', 'down'], { description: '`unknown` until something was asked of it; `degraded` when some of the last calls failed; `down` when the last ones in a row did. One that asks us to slow down is not down.' })

export const ProviderFailure = Type.Object({ kind: ErrorCode, message: Type.String() },
  { $id: 'ProviderFailure', additionalProperties: false, description: 'Why a provider could not be used.', examples: [{ kind: 'upstream_auth_failed', message: 'The provider refused the credential.' }] })
export type ProviderFailure = Static<typeof ProviderFailure>

export const ProviderCheck = Type.Object({
  at: Type.String({ format: 'date-time' }),
  ok: Type.Boolean(),
  latencyMs: LatencyMs,
  error: Nullable(ErrorCode),
}, { $id: 'ProviderCheck', additionalProperties: false, description: 'How one call to a provider went.', examples: [{ at: time, ok: true, latencyMs: 212, error: null }] })
export type ProviderCheck = Static<typeof ProviderCheck>

export const ProviderHealth = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: State,
  lastCheckedAt: Time('When it was last called.'),
  latencyMs: Nullable(LatencyMs, { description: 'Of the last call that went well, in milliseconds.' }),
  lastError: Nullable(ErrorCode, { description: 'The last failure among the checks.' }),
  history: Type.Array(ref(ProviderCheck), { description: 'The last checks, newest first.' }),
}, {
  $id: 'ProviderHealth',
  additionalProperties: false,
  description: 'How a provider fares, seen from the calls made to it, and from a look at it now and then while nobody calls it. Kept for a week.',
  examples: [{ id, name: 'groq', state: 'up', lastCheckedAt: time, latencyMs: 212, lastError: null, history: [{ at: time, ok: true, latencyMs: 212, error: null }] }],
})
export type ProviderHealth = Static<typeof ProviderHealth>

export const ProviderStatus = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  enabled: Type.Boolean(),
  state: State,
  lastCheckedAt: Time('When it was last called.'),
  latencyMs: Nullable(LatencyMs, { description: 'Of the last call that went well, in milliseconds.' }),
}, {
  $id: 'ProviderStatus',
  additionalProperties: false,
  description: 'A provider’s line in the status of the server.',
  examples: [{ id, name: 'groq', kind: 'openai-compatible', enabled: true, state: 'up', lastCheckedAt: time, latencyMs: 212 }],
})
export type ProviderStatus = Static<typeof ProviderStatus>

export const ProviderTest = Type.Object({
  ok: Type.Boolean(),
  latencyMs: LatencyMs,
  modelCount: Nullable(Type.Integer({ minimum: 0 }), { description: 'How many models it lists; null when it did not say.' }),
  error: Nullable(ref(ProviderFailure)),
  hint: Nullable(Type.String(), { description: 'What to do about it.' }),
}, {
  $id: 'ProviderTest',
  additionalProperties: false,
  description: 'The result of connecting to a provider just now. Costs nothing: no model is asked.',
  examples: [{ ok: false, latencyMs: 96, modelCount: null, error: { kind: 'upstream_auth_failed', message: 'The provider refused the credential.' }, hint: 'Check that the API key is complete, active and made for this service.' }],
})
export type ProviderTest = Static<typeof ProviderTest>

export const ProviderModel = Type.Object({
  id: Type.String({ description: 'The provider’s own name for it.' }),
  allowed: Type.Boolean({ description: 'Whether the provider’s `models` let it be used.' }),
  displayName: Type.Optional(Type.String()),
  created: Type.Optional(Type.Integer({ description: 'Unix seconds.' })),
  ownedBy: Type.Optional(Type.String()),
  contextWindow: Type.Optional(Type.Integer({ description: 'Tokens.' })),
  maxOutputTokens: Type.Optional(Type.Integer({ description: 'Tokens.' })),
  capabilities: Type.Optional(Type.Array(StringEnum(['streaming', 'tools', 'vision', 'json', 'reasoning', 'embeddings']))),
  pricing: Type.Optional(ref(Pricing)),
}, {
  $id: 'ProviderModel',
  additionalProperties: false,
  description: 'A model as its provider lists it. Absent fields are unknown.',
  examples: [{ id: 'llama-3.3-70b-versatile', allowed: true, contextWindow: 131_072, ownedBy: 'Meta' }],
})
export type ProviderModel = Static<typeof ProviderModel>

export const ProviderModels = Type.Object({
  data: Type.Array(ref(ProviderModel)),
  fetchedAt: Time('When the list was fetched; null when it never was.'),
  ageSeconds: Nullable(Type.Integer({ minimum: 0 })),
  error: Nullable(ref(ProviderFailure), { description: 'Why the last try to list failed.' }),
}, {
  $id: 'ProviderModels',
  additionalProperties: false,
  description: 'The models of one provider, as last discovered, and those that its `models` name.',
  examples: [{ data: ProviderModel.examples as unknown[], fetchedAt: time, ageSeconds: 12, error: null }],
})
export type ProviderModels = Static<typeof ProviderModels>

export const ProviderParams = Type.Object({ providerId: Type.String({ maxLength: 100, description: 'Its id or its name.', examples: ['groq'] }) })
