import { type Static, Type } from '@sinclair/typebox'
import { errorKinds, type ErrorKind, GatewayError } from '../../core/errors.ts'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'
import { AnthropicContentBlock } from './block-schema.ts'
import { statusOf } from './errors.ts'

const tokens = (description: string) => Type.Optional(Nullable(Type.Integer(), { description, examples: [0] }))

export const AnthropicUsage = Type.Object({
  input_tokens: tokens('Of the prompt, what was neither read from the cache nor written to it.'),
  cache_creation_input_tokens: tokens('Written to the prompt cache.'),
  cache_read_input_tokens: tokens('Read from the prompt cache.'),
  output_tokens: Type.Integer({ description: 'Of the answer, thinking included. In a stream: so far.', examples: [3] }),
}, { $id: 'AnthropicUsage', description: 'Tokens, as the provider counted them.', additionalProperties: true, examples: [{ input_tokens: 9, output_tokens: 3 }] })
export type AnthropicUsage = Static<typeof AnthropicUsage>

export const AnthropicMessage = Type.Object({
  id: Type.String({ examples: ['msg_019a'] }),
  type: StringEnum(['message']),
  role: StringEnum(['assistant']),
  model: Type.String({ examples: ['demo/parlance'] }),
  content: Type.Array(ref(AnthropicContentBlock), { description: 'What the model says, thinks and calls.' }),
  stop_reason: Nullable(Type.String(), { description: 'Why it ended: `end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, `pause_turn`, `refusal` …', examples: ['end_turn'] }),
  stop_sequence: Nullable(Type.String(), { description: 'Which of the stop sequences it was.', examples: [null] }),
  usage: ref(AnthropicUsage),
}, {
  $id: 'AnthropicMessage',
  description: 'A whole answer.',
  additionalProperties: true,
  examples: [{ id: 'msg_019a', type: 'message', role: 'assistant', model: 'demo/parlance', content: [{ type: 'text', text: 'Hello!' }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 9, output_tokens: 3 } }],
})
export type AnthropicMessage = Static<typeof AnthropicMessage>

export const AnthropicStreamEvent = Type.Object({
  type: Type.String({ description: '`message_start`, `content_block_start`, `content_block_delta`, `content_block_stop`, `message_delta`, `message_stop`, `ping` or `error`; the same as the event’s name.', examples: ['content_block_delta'] }),
  index: Type.Optional(Type.Integer({ description: 'Which block, counted from 0.', examples: [0] })),
  message: Type.Optional(ref(AnthropicMessage)),
  content_block: Type.Optional(ref(AnthropicContentBlock)),
  delta: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'What is added to the block, or how the message ends.', examples: [{ type: 'text_delta', text: 'Hel' }] })),
  usage: Type.Optional(ref(AnthropicUsage)),
}, { $id: 'AnthropicStreamEvent', description: 'One event of a streamed answer.', additionalProperties: true, examples: [{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } }] })
export type AnthropicStreamEvent = Static<typeof AnthropicStreamEvent>

export const TokenCount = Type.Object({
  input_tokens: Type.Integer({ description: 'Of messages, system prompt and tools together.', examples: [9] }),
}, { $id: 'TokenCount', description: 'How long a prompt is.', additionalProperties: true, examples: [{ input_tokens: 9 }] })
export type TokenCount = Static<typeof TokenCount>

export const AnthropicError = Type.Object({
  type: StringEnum(['error']),
  error: Type.Object({
    type: Type.String({ description: 'Anthropic’s class of error.', examples: ['invalid_request_error'] }),
    message: Type.String({ description: 'For people.', examples: ['messages must not be empty.'] }),
  }, { additionalProperties: true, description: 'What went wrong.' }),
  request_id: Type.Optional(Nullable(Type.String(), { description: 'The log has it.', examples: ['req_mb3k2-1f'] })),
}, { $id: 'AnthropicError', description: 'Anthropic’s error envelope.', additionalProperties: true, examples: [{ type: 'error', error: { type: 'not_found_error', message: 'No provider serves this model.' }, request_id: 'req_mb3k2-1f' }] })
export type AnthropicError = Static<typeof AnthropicError>

/** Kinds that any operation may answer with. */
const common: readonly ErrorKind[] = ['invalid_request', 'unauthorized', 'forbidden', 'model_not_found', 'body_too_large', 'rate_limited', 'insufficient_quota', 'provider_busy', 'upstream_failed', 'upstream_auth_failed', 'upstream_rate_limited', 'upstream_overloaded', 'upstream_timeout', 'internal', 'overloaded', 'unavailable']

/** The error responses of this door, one a status, as `problems` makes them for the others: spread it into `response`. */
export function anthropicProblems (): Record<number, object> {
  const byStatus: Record<number, ErrorKind[]> = {}
  for (const kind of common) (byStatus[statusOf(new GatewayError(kind, ''))] ??= []).push(kind)
  return Object.fromEntries(Object.entries(byStatus).map(([status, group]) => [status, {
    description: group.map(kind => errorKinds[kind].summary).join(' '),
    content: { 'application/json': { schema: ref(AnthropicError) } },
  }]))
}
