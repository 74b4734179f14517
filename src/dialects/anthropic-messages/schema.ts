import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref } from '../../schemas/type.ts'
import { AnthropicContentBlock, AnthropicMessageParam, cacheControl, open } from './block-schema.ts'

// Unknown fields are welcome: they travel to Anthropic, whose newest client knows more than this.
const optional = <T extends TSchema>(schema: T, description: string, options = {}) => Type.Optional(Nullable(schema, { description, ...options }))

export const AnthropicTool = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, examples: ['get_weather'] })),
  type: optional(Type.String(), '`custom`, or the dated name of a tool that Anthropic runs or defines itself.', { examples: ['custom'] }),
  description: optional(Type.String(), 'What it does and when to use it.', { examples: ['The weather at a place.'] }),
  input_schema: open('JSON Schema of its input.', { examples: [{ type: 'object', properties: { city: { type: 'string' } } }] }),
  strict: optional(Type.Boolean(), 'Input must match the schema exactly.', { examples: [true] }),
  cache_control: cacheControl,
}, { $id: 'AnthropicTool', description: 'Something that the model may call.', additionalProperties: true, examples: [{ name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }] })
export type AnthropicTool = Static<typeof AnthropicTool>

export const AnthropicToolChoice = Type.Object({
  type: Type.String({ description: '`auto`, `any`, `tool` or `none`.', examples: ['auto'] }),
  name: Type.Optional(Type.String({ description: 'Of `tool`: which one.', examples: ['get_weather'] })),
  disable_parallel_tool_use: optional(Type.Boolean(), 'One call at a time.', { examples: [true] }),
}, { $id: 'AnthropicToolChoice', description: 'What the model is to do with its tools.', additionalProperties: true, examples: [{ type: 'tool', name: 'get_weather' }] })
export type AnthropicToolChoice = Static<typeof AnthropicToolChoice>

export const AnthropicThinking = Type.Object({
  type: Type.String({ description: '`enabled`, `adaptive` or `disabled`.', examples: ['enabled'] }),
  budget_tokens: Type.Optional(Type.Integer({ minimum: 0, description: 'Of `enabled`: how much it may think, in tokens.', examples: [2048] })),
}, { $id: 'AnthropicThinking', description: 'Whether and how much the model thinks.', additionalProperties: true, examples: [{ type: 'enabled', budget_tokens: 2048 }] })
export type AnthropicThinking = Static<typeof AnthropicThinking>

export const AnthropicOutputConfig = Type.Object({
  effort: optional(Type.String(), '`low`, `medium`, `high`, `xhigh` or `max`.', { examples: ['medium'] }),
  format: open('`{"type": "json_schema", "schema": …}`', { examples: [{ type: 'json_schema', schema: { type: 'object' } }] }),
}, { $id: 'AnthropicOutputConfig', description: 'The form of the answer, and the effort put into it.', additionalProperties: true, examples: [{ effort: 'medium' }] })
export type AnthropicOutputConfig = Static<typeof AnthropicOutputConfig>

export const AnthropicMetadata = Type.Object({
  user_id: optional(Type.String(), 'Who the answer is for.', { examples: ['user-1'] }),
}, { $id: 'AnthropicMetadata', description: 'About the request.', additionalProperties: true, examples: [{ user_id: 'user-1' }] })
export type AnthropicMetadata = Static<typeof AnthropicMetadata>

const prompt = {
  model: Type.Optional(Type.String({ minLength: 1, description: 'Provider and model, an alias, or a model that only one provider has. Absent: the server’s default.', examples: ['demo/parlance'] })),
  messages: Type.Array(ref(AnthropicMessageParam), { minItems: 1, description: 'The conversation so far.' }),
  system: Type.Optional(Type.Union([Type.String(), Type.Array(ref(AnthropicContentBlock)), Type.Null()], { description: 'The system prompt: a text, or pieces, whose order is kept.', examples: ['Answer in French.'] })),
  tools: optional(Type.Array(ref(AnthropicTool)), 'What the model may call.'),
  tool_choice: Type.Optional(Nullable(ref(AnthropicToolChoice))),
  thinking: Type.Optional(Nullable(ref(AnthropicThinking))),
  output_config: Type.Optional(Nullable(ref(AnthropicOutputConfig))),
}

export const MessagesRequest = Type.Object({
  ...prompt,
  models: optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 16 }), 'Models to fall back to, in this order, when `model` fails. Ours, not Anthropic’s.'),
  max_tokens: optional(Type.Integer({ minimum: 0 }), 'The longest answer, in tokens, thinking included.', { examples: [1024] }),
  stream: optional(Type.Boolean(), 'Answer with server-sent events.', { examples: [false] }),
  temperature: optional(Type.Number({ minimum: 0 }), 'How freely to choose words: 0 to 1.', { examples: [1] }),
  top_p: optional(Type.Number({ minimum: 0, maximum: 1 }), 'Choose among the words that make up this share of the probability.', { examples: [0.9] }),
  top_k: optional(Type.Integer(), 'Choose among this many words.', { examples: [40] }),
  stop_sequences: optional(Type.Array(Type.String()), 'Texts at which to stop.', { examples: [['END']] }),
  metadata: Type.Optional(Nullable(ref(AnthropicMetadata))),
  service_tier: optional(Type.String(), '`auto` or `standard_only`.', { examples: ['auto'] }),
}, {
  $id: 'MessagesRequest',
  description: 'Anthropic’s Messages request. Fields that are not named here travel to providers of the same dialect.',
  additionalProperties: true,
  examples: [{ model: 'demo/parlance', max_tokens: 1024, messages: [{ role: 'user', content: 'Hello!' }] }],
})
export type MessagesRequest = Static<typeof MessagesRequest>

export const CountTokensRequest = Type.Object(prompt, {
  $id: 'CountTokensRequest',
  description: 'A Messages request whose tokens are to be counted.',
  additionalProperties: true,
  examples: [{ model: 'demo/parlance', messages: [{ role: 'user', content: 'Hello!' }] }],
})
export type CountTokensRequest = Static<typeof CountTokensRequest>
