import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'
import { ResponsesContentPart, ResponsesOutputItem } from './item-schema.ts'

const optional = <T extends TSchema>(schema: T, description: string) => Type.Optional(Nullable(schema, { description }))
const index = (description: string) => Type.Optional(Type.Integer({ description, examples: [0] }))

export const ResponsesInputDetails = Type.Object({
  cached_tokens: Type.Integer({ description: 'Read from the prompt cache.', examples: [0] }),
  cache_write_tokens: Type.Optional(Type.Integer({ description: 'Written to the prompt cache.', examples: [0] })),
}, { $id: 'ResponsesInputDetails', description: 'What the input’s tokens were.', additionalProperties: true, examples: [{ cached_tokens: 0 }] })
export type ResponsesInputDetails = Static<typeof ResponsesInputDetails>

export const ResponsesOutputDetails = Type.Object({
  reasoning_tokens: Type.Integer({ description: 'Spent on thinking.', examples: [0] }),
}, { $id: 'ResponsesOutputDetails', description: 'What the output’s tokens were.', additionalProperties: true, examples: [{ reasoning_tokens: 0 }] })
export type ResponsesOutputDetails = Static<typeof ResponsesOutputDetails>

export const ResponsesUsage = Type.Object({
  input_tokens: Type.Integer({ description: 'Of the input, cached ones included.', examples: [9] }),
  input_tokens_details: ref(ResponsesInputDetails),
  output_tokens: Type.Integer({ description: 'Of the output, thinking included.', examples: [3] }),
  output_tokens_details: ref(ResponsesOutputDetails),
  total_tokens: Type.Integer({ examples: [12] }),
}, {
  $id: 'ResponsesUsage',
  description: 'Tokens, as the provider counted them.',
  additionalProperties: true,
  examples: [{ input_tokens: 9, input_tokens_details: { cached_tokens: 0 }, output_tokens: 3, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 12 }],
})
export type ResponsesUsage = Static<typeof ResponsesUsage>

export const ResponsesFailure = Type.Object({
  code: Type.String({ description: 'A word of the table of errors.', examples: ['upstream_cut'] }),
  message: Type.String({ examples: ['The provider’s answer broke off before its end.'] }),
}, { $id: 'ResponsesFailure', description: 'Why a response failed.', additionalProperties: true, examples: [{ code: 'upstream_cut', message: 'The provider’s answer broke off before its end.' }] })
export type ResponsesFailure = Static<typeof ResponsesFailure>

export const ResponsesIncompleteDetails = Type.Object({
  reason: Type.Optional(Type.String({ description: '`max_output_tokens` or `content_filter`.', examples: ['max_output_tokens'] })),
}, { $id: 'ResponsesIncompleteDetails', description: 'Why a response is incomplete.', additionalProperties: true, examples: [{ reason: 'max_output_tokens' }] })
export type ResponsesIncompleteDetails = Static<typeof ResponsesIncompleteDetails>

const answer = { id: 'resp_019a', object: 'response', created_at: 1764582439, status: 'completed', error: null, incomplete_details: null, model: 'demo/parlance', output: [{ id: 'msg_019a0000', type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: 'Hello!', annotations: [], logprobs: [] }] }], usage: { input_tokens: 9, input_tokens_details: { cached_tokens: 0 }, output_tokens: 3, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 12 } }

export const ResponsesAnswer = Type.Object({
  id: Type.String({ description: 'Names the answer; nothing can be looked up by it.', examples: ['resp_019a'] }),
  object: StringEnum(['response']),
  created_at: Type.Number({ description: 'Unix seconds.', examples: [1764582439] }),
  status: Type.Optional(StringEnum(['completed', 'failed', 'in_progress', 'cancelled', 'queued', 'incomplete'], { examples: ['completed'] })),
  error: Type.Optional(Nullable(ref(ResponsesFailure))),
  incomplete_details: Type.Optional(Nullable(ref(ResponsesIncompleteDetails))),
  model: Type.String({ examples: ['demo/parlance'] }),
  output: Type.Array(ref(ResponsesOutputItem), { description: 'What the model thought, said and called, in order.' }),
  usage: Type.Optional(Nullable(ref(ResponsesUsage))),
}, { $id: 'ResponsesAnswer', description: 'A response: the answer, and the settings of its request again.', additionalProperties: true, examples: [answer] })
export type ResponsesAnswer = Static<typeof ResponsesAnswer>

export const ResponsesEvent = Type.Object({
  type: Type.String({ description: 'Also the name of the event.', examples: ['response.output_text.delta'] }),
  sequence_number: Type.Integer({ description: 'Counts the events from 0.', examples: [4] }),
  response: Type.Optional(ref(ResponsesAnswer)),
  output_index: index('Which item of the output.'),
  item: Type.Optional(ref(ResponsesOutputItem)),
  item_id: Type.Optional(Type.String({ description: 'The id of that item.', examples: ['msg_019a0000'] })),
  content_index: index('Which part of a message.'),
  summary_index: index('Which part of a summary.'),
  part: Type.Optional(ref(ResponsesContentPart)),
  delta: Type.Optional(Type.String({ description: 'The next piece.', examples: ['Hel'] })),
  text: optional(Type.String(), 'The whole, when it is done.'),
  arguments: optional(Type.String(), 'The whole arguments of a call, when they are done.'),
  refusal: optional(Type.String(), 'The whole refusal, when it is done.'),
  code: optional(Type.String(), 'Of `error`: a word of the table of errors.'),
  message: optional(Type.String(), 'Of `error`: for people.'),
  param: optional(Type.String(), 'Of `error`: the field that is to blame, when one is.'),
}, {
  $id: 'ResponsesEvent',
  description: 'One event of a streamed response.',
  additionalProperties: true,
  examples: [{ type: 'response.output_text.delta', sequence_number: 4, item_id: 'msg_019a0000', output_index: 0, content_index: 0, delta: 'Hel' }],
})
export type ResponsesEvent = Static<typeof ResponsesEvent>

/** Everything above, for registering. */
export const answerSchemas = [ResponsesInputDetails, ResponsesOutputDetails, ResponsesUsage, ResponsesFailure, ResponsesIncompleteDetails, ResponsesAnswer, ResponsesEvent]
