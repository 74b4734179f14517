import { type Static, Type } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'
import { finishReasons } from './finish.ts'
import { ChatReasoningDetail, ChatToolCall } from './message-schema.ts'

const text = (description: string) => Type.Optional(Nullable(Type.String(), { description }))
const finish = Nullable(StringEnum(finishReasons), { description: 'Why it ended.', examples: ['stop'] })
const nativeFinish = text('The provider’s own word for it, where it says it differently.')
const logprobs = Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description: 'Log probabilities of the tokens, when asked for.' }))

export const PromptTokensDetails = Type.Object({
  cached_tokens: Type.Optional(Nullable(Type.Integer(), { description: 'Read from the prompt cache.', examples: [0] })),
  cache_write_tokens: Type.Optional(Nullable(Type.Integer(), { description: 'Written to the prompt cache.' })),
}, { $id: 'PromptTokensDetails', description: 'What the prompt’s tokens were.', additionalProperties: true, examples: [{ cached_tokens: 0 }] })
export type PromptTokensDetails = Static<typeof PromptTokensDetails>

export const CompletionTokensDetails = Type.Object({
  reasoning_tokens: Type.Optional(Nullable(Type.Integer(), { description: 'Spent on thinking.', examples: [0] })),
}, { $id: 'CompletionTokensDetails', description: 'What the completion’s tokens were.', additionalProperties: true, examples: [{ reasoning_tokens: 0 }] })
export type CompletionTokensDetails = Static<typeof CompletionTokensDetails>

export const ChatCompletionUsage = Type.Object({
  prompt_tokens: Type.Integer({ description: 'Of the prompt, cached ones included.', examples: [9] }),
  completion_tokens: Type.Integer({ description: 'Of the answer, thinking included.', examples: [3] }),
  total_tokens: Type.Integer({ examples: [12] }),
  prompt_tokens_details: Type.Optional(Nullable(ref(PromptTokensDetails))),
  completion_tokens_details: Type.Optional(Nullable(ref(CompletionTokensDetails))),
}, { $id: 'ChatCompletionUsage', description: 'Tokens, as the provider counted them.', additionalProperties: true, examples: [{ prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }] })
export type ChatCompletionUsage = Static<typeof ChatCompletionUsage>

export const ChatCompletionMessage = Type.Object({
  role: StringEnum(['assistant']),
  content: Nullable(Type.String(), { description: 'The text; null when there is none.', examples: ['Hello!'] }),
  refusal: text('Why the model would not answer.'),
  reasoning_content: text('What the model thought, where its provider tells.'),
  reasoning_details: Type.Optional(Nullable(Type.Array(ref(ChatReasoningDetail)), { description: 'What it thought, with its proof: send it back in the next request.' })),
  tool_calls: Type.Optional(Nullable(Type.Array(ref(ChatToolCall)), { description: 'The calls it asks for.' })),
}, { $id: 'ChatCompletionMessage', description: 'The model’s message.', additionalProperties: true, examples: [{ role: 'assistant', content: 'Hello!', refusal: null }] })
export type ChatCompletionMessage = Static<typeof ChatCompletionMessage>

export const ChatCompletionChoice = Type.Object({
  index: Type.Integer({ examples: [0] }),
  message: ref(ChatCompletionMessage),
  logprobs,
  finish_reason: finish,
  native_finish_reason: nativeFinish,
}, { $id: 'ChatCompletionChoice', description: 'One of the answers asked for with `n`.', additionalProperties: true, examples: [{ index: 0, message: { role: 'assistant', content: 'Hello!', refusal: null }, logprobs: null, finish_reason: 'stop' }] })
export type ChatCompletionChoice = Static<typeof ChatCompletionChoice>

export const ChatFunctionCallDelta = Type.Object({
  name: text('On the first delta of a call.'),
  arguments: text('The next piece of the JSON text.'),
}, { $id: 'ChatFunctionCallDelta', description: 'A piece of a function call.', additionalProperties: true, examples: [{ arguments: '{"ci' }] })
export type ChatFunctionCallDelta = Static<typeof ChatFunctionCallDelta>

export const ChatToolCallDelta = Type.Object({
  index: Type.Integer({ description: 'Which call, counted from 0.', examples: [0] }),
  id: text('On the first delta of a call.'),
  type: text('On the first delta of a call.'),
  function: Type.Optional(Nullable(ref(ChatFunctionCallDelta))),
}, { $id: 'ChatToolCallDelta', description: 'A piece of a tool call.', additionalProperties: true, examples: [{ index: 0, function: { arguments: '{"ci' } }] })
export type ChatToolCallDelta = Static<typeof ChatToolCallDelta>

export const ChatCompletionDelta = Type.Object({
  role: text('`assistant`, on the first chunk of a choice.'),
  content: text('The next piece of the text.'),
  refusal: text('The next piece of a refusal.'),
  reasoning_content: text('The next piece of what the model thinks.'),
  reasoning_details: Type.Optional(Nullable(Type.Array(ref(ChatReasoningDetail)), { description: 'What proves a block of reasoning.' })),
  tool_calls: Type.Optional(Nullable(Type.Array(ref(ChatToolCallDelta)))),
}, { $id: 'ChatCompletionDelta', description: 'What a chunk adds to the message.', additionalProperties: true, examples: [{ content: 'Hel' }] })
export type ChatCompletionDelta = Static<typeof ChatCompletionDelta>

export const ChatCompletionChunkChoice = Type.Object({
  index: Type.Integer({ examples: [0] }),
  delta: ref(ChatCompletionDelta),
  logprobs,
  finish_reason: Type.Optional(finish),
  native_finish_reason: nativeFinish,
}, { $id: 'ChatCompletionChunkChoice', description: 'What a chunk adds to one answer.', additionalProperties: true, examples: [{ index: 0, delta: { content: 'Hel' }, logprobs: null, finish_reason: null }] })
export type ChatCompletionChunkChoice = Static<typeof ChatCompletionChunkChoice>

/** Everything above, for registering. */
export const answerSchemas = [
  PromptTokensDetails, CompletionTokensDetails, ChatCompletionUsage, ChatCompletionMessage, ChatCompletionChoice,
  ChatFunctionCallDelta, ChatToolCallDelta, ChatCompletionDelta, ChatCompletionChunkChoice,
]
