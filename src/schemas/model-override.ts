import { type Static, Type } from '@sinclair/typebox'
import { capabilities, Pricing, PricingTiers, Rate } from './model.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const DisplayName = Type.String({ minLength: 1, maxLength: 200, description: 'What people read instead of its id.', examples: ['Our own Llama'] })
const Tokens = (description: string, example: number) => Type.Integer({ minimum: 1, maximum: 1_000_000_000, description, examples: [example] })
const ContextWindow = Tokens('How many tokens a prompt and its answer may have together.', 131_072)
const MaxOutputTokens = Tokens('How many tokens an answer may have.', 8192)
/** `readonly`, as the core has it. */
const Capabilities = Type.Unsafe<readonly (typeof capabilities)[number][]>(Type.Array(StringEnum(capabilities), { uniqueItems: true, description: 'All that it can do.', examples: [['streaming', 'tools']] }))

const limit = (minimum: number, maximum: number, description: string, example: number) => Type.Integer({ minimum, maximum, description, examples: [example] })
const TimeoutMs = limit(1000, 3_600_000, 'The longest silence accepted of it, in milliseconds. Absent: its provider’s.', 600_000)
const FirstTokenTimeoutMs = limit(100, 3_600_000, 'How long a stream of it may take to its first token, in milliseconds. Absent: its provider’s.', 30_000)
const TotalTimeoutMs = limit(100, 86_400_000, 'How long it may take to the end of an answer, in milliseconds. Absent: its provider’s.', 1_800_000)

const example = { displayName: 'Our own Llama', contextWindow: 131_072, pricing: { input: 0.2, output: 0.2 } }

export const ModelOverride = Type.Object({
  displayName: Type.Optional(DisplayName),
  contextWindow: Type.Optional(ContextWindow),
  maxOutputTokens: Type.Optional(MaxOutputTokens),
  capabilities: Type.Optional(Capabilities),
  pricing: Type.Optional(ref(Pricing)),
  timeoutMs: Type.Optional(TimeoutMs),
  firstTokenTimeoutMs: Type.Optional(FirstTokenTimeoutMs),
  totalTimeoutMs: Type.Optional(TotalTimeoutMs),
}, {
  $id: 'ModelOverride',
  additionalProperties: false,
  description: 'What you know better of a model than its provider and the price lists on board, and how long it may take. Absent fields are theirs; a price is taken whole.',
  examples: [example],
})
export type ModelOverride = Static<typeof ModelOverride>

export const PricingPatch = Type.Object({
  input: Type.Optional(Nullable(Rate(3))),
  output: Type.Optional(Nullable(Rate(15))),
  cacheRead: Type.Optional(Nullable(Rate(0.3))),
  cacheWrite: Type.Optional(Nullable(Rate(3.75))),
  tiers: Type.Optional(Nullable(PricingTiers)),
}, { $id: 'PricingPatch', additionalProperties: false, description: 'A change to a price: what is absent stays, null takes it away.', examples: [{ input: 3, tiers: null }] })

export const ModelOverridePatch = Type.Object({
  displayName: Type.Optional(Nullable(DisplayName)),
  contextWindow: Type.Optional(Nullable(ContextWindow)),
  maxOutputTokens: Type.Optional(Nullable(MaxOutputTokens)),
  capabilities: Type.Optional(Nullable(Capabilities)),
  pricing: Type.Optional(Nullable(ref(PricingPatch))),
  timeoutMs: Type.Optional(Nullable(TimeoutMs)),
  firstTokenTimeoutMs: Type.Optional(Nullable(FirstTokenTimeoutMs)),
  totalTimeoutMs: Type.Optional(Nullable(TotalTimeoutMs)),
}, { $id: 'ModelOverridePatch', additionalProperties: false, description: 'A change to what you say of a model: what is absent stays, null takes it away.', examples: [{ displayName: null, pricing: { input: 0.3 } }] })
