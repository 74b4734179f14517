import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'

const optional = <T extends TSchema>(schema: T, description: string) => Type.Optional(Nullable(schema, { description }))
const Text = Type.String({ minLength: 1 })
const Tokens = Type.Array(Type.Integer(), { minItems: 1 })

export const EmbeddingsRequest = Type.Object({
  model: Type.String({ minLength: 1, description: 'Provider and model, or an alias. Vectors of different models do not compare, so there is no default.', examples: ['demo/embedding'] }),
  input: Type.Union([Text, Type.Array(Text, { minItems: 1 }), Tokens, Type.Array(Tokens, { minItems: 1 })], { description: 'A text, texts, or the same in tokens.', examples: ['Hello!'] }),
  dimensions: optional(Type.Integer({ minimum: 1 }), 'How long the vectors are to be, where the model can shorten them.'),
  encoding_format: optional(StringEnum(['float', 'base64']), 'Numbers, or little-endian 32-bit floats in base64, which is shorter.'),
  user: optional(Type.String(), 'Who the answer is for.'),
}, {
  $id: 'EmbeddingsRequest',
  description: 'OpenAI’s embeddings request. Fields that are not named here travel to providers of the same dialect.',
  additionalProperties: true,
  examples: [{ model: 'demo/embedding', input: ['Hello!', 'Good day!'] }],
})
export type EmbeddingsRequest = Static<typeof EmbeddingsRequest>

export const Embedding = Type.Object({
  object: StringEnum(['embedding']),
  index: Type.Integer({ description: 'Which input it belongs to, counted from 0.', examples: [0] }),
  embedding: Type.Union([Type.Array(Type.Number()), Type.String()], { description: 'The vector, as `encoding_format` asked for it.', examples: [[0.6, -0.8]] }),
}, { $id: 'Embedding', description: 'The vector of one input.', additionalProperties: true, examples: [{ object: 'embedding', index: 0, embedding: [0.6, -0.8] }] })
export type Embedding = Static<typeof Embedding>

export const EmbeddingsUsage = Type.Object({
  prompt_tokens: Type.Integer({ description: 'Of all inputs; 0 when the provider does not count.', examples: [4] }),
  total_tokens: Type.Integer({ examples: [4] }),
}, { $id: 'EmbeddingsUsage', description: 'Tokens, as the provider counted them.', additionalProperties: true, examples: [{ prompt_tokens: 4, total_tokens: 4 }] })
export type EmbeddingsUsage = Static<typeof EmbeddingsUsage>

export const EmbeddingList = Type.Object({
  object: StringEnum(['list']),
  data: Type.Array(ref(Embedding), { description: 'In the order of the inputs.' }),
  model: Type.String({ description: 'The model that was asked for.', examples: ['demo/embedding'] }),
  usage: ref(EmbeddingsUsage),
}, {
  $id: 'EmbeddingList',
  description: 'The vectors.',
  additionalProperties: true,
  examples: [{ object: 'list', data: [{ object: 'embedding', index: 0, embedding: [0.6, -0.8] }], model: 'demo/embedding', usage: { prompt_tokens: 4, total_tokens: 4 } }],
})
export type EmbeddingList = Static<typeof EmbeddingList>
