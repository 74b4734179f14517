import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'
import { answerSchemas, ChatCompletionChoice, ChatCompletionChunkChoice, ChatCompletionUsage } from './answer-schema.ts'
import { ChatRequestMessage, ChatTool, messageSchemas } from './message-schema.ts'

// As lenient as OpenAI: null means "not set", unknown fields are welcome.
const optional = <T extends TSchema>(schema: T, description: string) => Type.Optional(Nullable(schema, { description }))
const open = (description: string) => Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description }))

export const ChatStreamOptions = Type.Object({
  include_usage: optional(Type.Boolean(), 'Send the usage in a last chunk whose `choices` are empty.'),
}, { $id: 'ChatStreamOptions', description: 'How to stream.', additionalProperties: true, examples: [{ include_usage: true }] })
export type ChatStreamOptions = Static<typeof ChatStreamOptions>

export const ChatNamedFunction = Type.Object({
  name: Type.String({ examples: ['get_weather'] }),
}, { $id: 'ChatNamedFunction', description: 'A function by its name.', additionalProperties: true, examples: [{ name: 'get_weather' }] })
export type ChatNamedFunction = Static<typeof ChatNamedFunction>

export const ChatNamedToolChoice = Type.Object({
  type: Type.String({ examples: ['function'] }),
  function: Type.Optional(ref(ChatNamedFunction)),
}, { $id: 'ChatNamedToolChoice', description: 'Makes the model call this tool.', additionalProperties: true, examples: [{ type: 'function', function: { name: 'get_weather' } }] })
export type ChatNamedToolChoice = Static<typeof ChatNamedToolChoice>

export const ChatJsonSchema = Type.Object({
  name: Type.String({ examples: ['answer'] }),
  description: optional(Type.String(), 'What the answer is for.'),
  schema: open('The JSON Schema.'),
  strict: optional(Type.Boolean(), 'The answer must match exactly.'),
}, { $id: 'ChatJsonSchema', description: 'A schema for the answer.', additionalProperties: true, examples: [{ name: 'answer', schema: { type: 'object' } }] })
export type ChatJsonSchema = Static<typeof ChatJsonSchema>

export const ChatResponseFormat = Type.Object({
  type: Type.String({ description: '`text`, `json_object` or `json_schema`.', examples: ['json_object'] }),
  json_schema: Type.Optional(ref(ChatJsonSchema)),
}, { $id: 'ChatResponseFormat', description: 'The form that the answer must have.', additionalProperties: true, examples: [{ type: 'json_object' }] })
export type ChatResponseFormat = Static<typeof ChatResponseFormat>

export const ChatCompletionRequest = Type.Object({
  model: Type.Optional(Type.String({ minLength: 1, description: 'Provider and model, an alias, or a model that only one provider has. Absent: the server’s default.', examples: ['demo/parlance'] })),
  models: optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 16 }), 'Models to fall back to, in this order, when `model` fails. Ours, not OpenAI’s.'),
  messages: Type.Array(ref(ChatRequestMessage), { minItems: 1, description: 'The conversation so far.' }),
  stream: optional(Type.Boolean(), 'Answer with server-sent events.'),
  stream_options: Type.Optional(Nullable(ref(ChatStreamOptions))),
  max_tokens: optional(Type.Integer({ minimum: 1 }), 'The longest answer, in tokens.'),
  max_completion_tokens: optional(Type.Integer({ minimum: 1 }), 'The longest answer, in tokens, thinking included. Wins over `max_tokens`.'),
  temperature: optional(Type.Number({ minimum: 0 }), 'How freely to choose words. Usually 0 to 2.'),
  top_p: optional(Type.Number({ minimum: 0, maximum: 1 }), 'Choose among the words that make up this share of the probability.'),
  top_k: optional(Type.Integer(), 'Choose among this many words. Not every provider has it.'),
  n: optional(Type.Integer({ minimum: 1, maximum: 128 }), 'How many answers.'),
  stop: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String()), Type.Null()], { description: 'Texts at which to stop.' })),
  seed: optional(Type.Integer(), 'The same seed gives the same answer, as far as the provider can.'),
  presence_penalty: optional(Type.Number(), 'Makes new subjects likelier.'),
  frequency_penalty: optional(Type.Number(), 'Makes repetition less likely.'),
  logit_bias: open('By token: how much likelier.'),
  logprobs: optional(Type.Boolean(), 'Tell the tokens’ log probabilities.'),
  top_logprobs: optional(Type.Integer({ minimum: 0, maximum: 20 }), 'For this many alternatives of each token.'),
  tools: optional(Type.Array(ref(ChatTool)), 'What the model may call.'),
  tool_choice: Type.Optional(Type.Union([Type.String(), ref(ChatNamedToolChoice), Type.Null()], { description: '`auto`, `none`, `required`, or one tool.', examples: ['auto'] })),
  parallel_tool_calls: optional(Type.Boolean(), 'Several calls at once are welcome.'),
  response_format: Type.Optional(Nullable(ref(ChatResponseFormat))),
  reasoning_effort: optional(Type.String({ examples: ['low'] }), 'How hard to think: `none`, `minimal`, `low`, `medium`, `high` …'),
  verbosity: optional(Type.String({ examples: ['low'] }), 'How much to say: `low`, `medium`, `high`.'),
  user: optional(Type.String(), 'Who the answer is for.'),
  metadata: open('Words of your own, kept by some providers.'),
  service_tier: optional(Type.String(), 'How urgent it is, where the provider sells that.'),
}, {
  $id: 'ChatCompletionRequest',
  description: 'OpenAI’s chat completion request. Fields that are not named here travel to providers of the same dialect.',
  additionalProperties: true,
  examples: [{ model: 'demo/parlance', messages: [{ role: 'user', content: 'Hello!' }] }],
})
export type ChatCompletionRequest = Static<typeof ChatCompletionRequest>

const answer = {
  id: Type.String({ examples: ['chatcmpl-019a'] }),
  created: Type.Integer({ description: 'Unix seconds.', examples: [1764582439] }),
  model: Type.String({ examples: ['demo/parlance'] }),
  system_fingerprint: optional(Type.String(), 'Which build answered.'),
  service_tier: optional(Type.String(), 'How it was served.'),
}

export const ChatCompletion = Type.Object({
  ...answer,
  object: StringEnum(['chat.completion']),
  choices: Type.Array(ref(ChatCompletionChoice)),
  usage: Type.Optional(Nullable(ref(ChatCompletionUsage))),
}, {
  $id: 'ChatCompletion',
  description: 'A whole answer.',
  additionalProperties: true,
  examples: [{
    id: 'chatcmpl-019a', object: 'chat.completion', created: 1764582439, model: 'demo/parlance',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello!', refusal: null }, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  }],
})
export type ChatCompletion = Static<typeof ChatCompletion>

export const ChatCompletionChunk = Type.Object({
  ...answer,
  object: StringEnum(['chat.completion.chunk']),
  choices: Type.Array(ref(ChatCompletionChunkChoice), { description: 'Empty on the chunk with the usage.' }),
  usage: Type.Optional(Nullable(ref(ChatCompletionUsage))),
}, {
  $id: 'ChatCompletionChunk',
  description: 'One event of a streamed answer.',
  additionalProperties: true,
  examples: [{
    id: 'chatcmpl-019a', object: 'chat.completion.chunk', created: 1764582439, model: 'demo/parlance',
    choices: [{ index: 0, delta: { content: 'Hel' }, logprobs: null, finish_reason: null }],
  }],
})
export type ChatCompletionChunk = Static<typeof ChatCompletionChunk>

/** Every schema of this dialect, each to be registered once. */
export const openaiChatSchemas: readonly TSchema[] = [
  ...messageSchemas, ...answerSchemas,
  ChatStreamOptions, ChatNamedFunction, ChatNamedToolChoice, ChatJsonSchema, ChatResponseFormat,
  ChatCompletionRequest, ChatCompletion, ChatCompletionChunk,
]
