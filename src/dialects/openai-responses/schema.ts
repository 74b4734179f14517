import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref } from '../../schemas/type.ts'
import { answerSchemas } from './answer-schema.ts'
import { itemSchemas, ResponsesInputItem } from './item-schema.ts'
import { ResponsesReasoning, ResponsesText, ResponsesTool, ResponsesToolChoice, settingSchemas } from './setting-schema.ts'

export { ResponsesAnswer, ResponsesEvent } from './answer-schema.ts'

// As lenient as OpenAI: null means "not set", unknown fields are welcome.
const optional = <T extends TSchema>(schema: T, description: string) => Type.Optional(Nullable(schema, { description }))
const open = (description: string) => Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description }))

export const ResponsesStreamOptions = Type.Object({
  include_obfuscation: optional(Type.Boolean(), 'Whether OpenAI pads its events.'),
}, { $id: 'ResponsesStreamOptions', description: 'How to stream.', additionalProperties: true, examples: [{ include_obfuscation: false }] })
export type ResponsesStreamOptions = Static<typeof ResponsesStreamOptions>

export const ResponsesRequest = Type.Object({
  model: Type.Optional(Type.String({ minLength: 1, description: 'Provider and model, an alias, or a model that only one provider has. Absent: the server’s default.', examples: ['demo/parlance'] })),
  models: optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 16 }), 'Models to fall back to, in this order, when `model` fails. Ours, not OpenAI’s.'),
  input: Type.Optional(Type.Union([Type.String(), Type.Array(ref(ResponsesInputItem))], { description: 'What the user says, or the whole conversation so far.', examples: ['Hello!'] })),
  instructions: optional(Type.String({ examples: ['Answer in one sentence.'] }), 'The system prompt.'),
  stream: optional(Type.Boolean(), 'Answer with server-sent events.'),
  stream_options: Type.Optional(Nullable(ref(ResponsesStreamOptions))),
  max_output_tokens: optional(Type.Integer({ minimum: 1 }), 'The longest answer, in tokens, thinking included.'),
  temperature: optional(Type.Number({ minimum: 0 }), 'How freely to choose words. Usually 0 to 2.'),
  top_p: optional(Type.Number({ minimum: 0, maximum: 1 }), 'Choose among the words that make up this share of the probability.'),
  top_logprobs: optional(Type.Integer({ minimum: 0, maximum: 20 }), 'Tell the log probabilities of this many alternatives of each token.'),
  tools: optional(Type.Array(ref(ResponsesTool)), 'What the model may call.'),
  tool_choice: Type.Optional(Type.Union([Type.String(), ref(ResponsesToolChoice), Type.Null()], { description: '`auto`, `none`, `required`, one tool, or a choice of them.', examples: ['auto'] })),
  parallel_tool_calls: optional(Type.Boolean(), 'Several calls at once are welcome.'),
  text: Type.Optional(Nullable(ref(ResponsesText))),
  reasoning: Type.Optional(Nullable(ref(ResponsesReasoning))),
  include: optional(Type.Array(Type.String({ examples: ['reasoning.encrypted_content'] })), 'What else to tell. Sealed reasoning is told in any case.'),
  metadata: open('Words of your own.'),
  user: optional(Type.String(), 'Who the answer is for.'),
  safety_identifier: optional(Type.String(), 'Who the answer is for; the newer name.'),
  prompt_cache_key: optional(Type.String(), 'Helps OpenAI to find what it has cached.'),
  service_tier: optional(Type.String(), 'How urgent it is, where the provider sells that.'),
  truncation: optional(Type.String({ examples: ['disabled'] }), '`auto` lets OpenAI drop items from a conversation that is too long.'),
  store: optional(Type.Boolean(), 'Nothing is kept, whatever is said here.'),
  background: optional(Type.Boolean(), 'Refused when true: nothing is kept.'),
  previous_response_id: optional(Type.String(), 'Refused: nothing is kept. Send the whole conversation.'),
  conversation: Type.Optional(Type.Unknown({ description: 'Refused: nothing is kept. Send the whole conversation.' })),
}, {
  $id: 'ResponsesRequest',
  description: 'OpenAI’s request for a response, without what would need responses to be kept. Fields that are not named here travel to providers of the same dialect.',
  additionalProperties: true,
  examples: [{ model: 'demo/parlance', input: 'Hello!' }],
})
export type ResponsesRequest = Static<typeof ResponsesRequest>

/** Every schema of this dialect, each to be registered once. */
export const openaiResponsesSchemas: readonly TSchema[] = [...itemSchemas, ...settingSchemas, ...answerSchemas, ResponsesStreamOptions, ResponsesRequest]
