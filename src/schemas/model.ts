import { Type, type Static } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from './type.ts'

export const capabilities = ['streaming', 'tools', 'vision', 'json', 'reasoning', 'embeddings'] as const

export const Rate = (example: number) => Type.Number({ minimum: 0, maximum: 1_000_000, description: 'US dollars for a million tokens.', examples: [example] })
const rates = {
  input: Type.Optional(Rate(3)),
  output: Type.Optional(Rate(15)),
  cacheRead: Type.Optional(Rate(0.3)),
  cacheWrite: Type.Optional(Rate(3.75)),
}

export const PricingTier = Type.Object({
  above: Type.Integer({ minimum: 1, description: 'Holds for prompts of more tokens than this.', examples: [200_000] }),
  ...rates,
}, { $id: 'PricingTier', additionalProperties: false, description: 'Other rates for the whole of a request with a long prompt.', examples: [{ above: 200_000, input: 6, output: 22.5 }] })
export type PricingTier = Static<typeof PricingTier>

/** `readonly`, as the core has it: the same lists are given to everyone. */
export const PricingTiers = Type.Unsafe<readonly PricingTier[]>(Type.Array(ref(PricingTier), { maxItems: 16, description: 'In ascending order of `above`. A rate that a tier leaves out stays.' }))

export const Pricing = Type.Object({
  ...rates,
  tiers: Type.Optional(PricingTiers),
}, {
  $id: 'Pricing',
  additionalProperties: false,
  description: 'US dollars for a million tokens. Tokens of the prompt cache cost what input does where they have no rate of their own.',
  examples: [{ input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, tiers: PricingTier.examples as unknown[] }],
})

export const Model = Type.Object({
  id: Type.String({ description: 'What to send as `model`.', examples: ['demo/parlance'] }),
  object: Type.Literal('model', { examples: ['model'] }),
  type: Type.Literal('model', { description: 'The same, as Anthropic’s clients read it.', examples: ['model'] }),
  created: Type.Integer({ description: 'Unix seconds; 0 when the provider does not say.', examples: [1763683200] }),
  owned_by: Type.String({ examples: ['demo'] }),
  display_name: Type.String({ examples: ['Parlance demo'] }),
  provider: Type.String({ description: 'The name of the provider that serves it.', examples: ['demo'] }),
  contextWindow: Nullable(Type.Integer(), { description: 'Tokens; null when unknown.', examples: [32768] }),
  maxOutputTokens: Nullable(Type.Integer(), { description: 'Tokens; null when unknown.', examples: [4096] }),
  capabilities: Type.Array(StringEnum(capabilities), { description: 'What the provider says that it can do; may be incomplete.', examples: [['streaming', 'tools']] }),
  pricing: Nullable(ref(Pricing), { description: 'Null when unknown.' }),
}, { $id: 'Model', description: 'A model that can be asked, in OpenAI’s shape with additions.' })
export type Model = Static<typeof Model>

export const ModelList = Type.Object({
  object: Type.Literal('list', { examples: ['list'] }),
  data: Type.Array(ref(Model)),
  has_more: Type.Literal(false, { description: 'For Anthropic’s clients: it is all on one page.', examples: [false] }),
}, { $id: 'ModelList', description: 'Every model of every provider.' })
export type ModelList = Static<typeof ModelList>
