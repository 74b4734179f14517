import { Type, type Static } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from './type.ts'

const capabilities = ['streaming', 'tools', 'vision', 'json', 'reasoning'] as const

export const Pricing = Type.Object({
  input: Type.Optional(Type.Number({ examples: [0.15] })),
  output: Type.Optional(Type.Number({ examples: [0.6] })),
  cacheRead: Type.Optional(Type.Number({ examples: [0.075] })),
  cacheWrite: Type.Optional(Type.Number({ examples: [0.15] })),
}, { $id: 'Pricing', description: 'US dollars for a million tokens.' })

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
