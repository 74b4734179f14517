// What a stream of an answer tells, as server-sent events: the event's name is its `type`.
import { type Static, Type } from '@sinclair/typebox'
import { Failure } from './error.ts'
import { CostUsd, FinishReason, MessageId, ModelName, ProviderName, ReplyUsage } from './reply.ts'
import { Nullable, ref } from './type.ts'

const messageId = 'msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const named = <const T extends string>(type: T) => Type.Literal(type, { description: 'The name of the event.', examples: [type] })

export const MessageCreated = Type.Object({
  type: named('message.created'),
  messageId: MessageId,
  model: ModelName,
  provider: ProviderName,
}, { $id: 'MessageCreated', additionalProperties: false, description: 'An answer begins.', examples: [{ type: 'message.created', messageId, model: 'demo/parlance', provider: 'demo' }] })
export type MessageCreated = Static<typeof MessageCreated>

export const ToolCallDelta = Type.Object({
  id: Type.String({ description: 'Which call.', examples: ['call_1'] }),
  name: Type.Optional(Type.String({ description: 'Of the tool; on the first piece of a call.', examples: ['get_weather'] })),
  arguments: Type.Optional(Type.String({ description: 'The next piece of the JSON text.', examples: ['{"ci'] })),
}, { $id: 'ToolCallDelta', additionalProperties: false, description: 'A piece of a tool call.', examples: [{ id: 'call_1', name: 'get_weather' }, { id: 'call_1', arguments: '{"ci' }] })
export type ToolCallDelta = Static<typeof ToolCallDelta>

export const MessageDelta = Type.Object({
  type: named('message.delta'),
  messageId: MessageId,
  text: Type.Optional(Type.String({ description: 'The next piece of the text.', examples: ['Hel'] })),
  reasoning: Type.Optional(Type.String({ description: 'The next piece of what the model thinks.', examples: ['The user greets me.'] })),
  toolCall: Type.Optional(ref(ToolCallDelta)),
}, { $id: 'MessageDelta', additionalProperties: false, description: 'The next piece of an answer: text, reasoning or a tool call.', examples: [{ type: 'message.delta', messageId, text: 'Hel' }] })
export type MessageDelta = Static<typeof MessageDelta>

export const MessageCompleted = Type.Object({
  type: named('message.completed'),
  messageId: MessageId,
  finishReason: FinishReason,
  usage: Nullable(ref(ReplyUsage), { description: 'Null when the provider did not count.' }),
  costUsd: Type.Optional(CostUsd),
}, {
  $id: 'MessageCompleted',
  additionalProperties: false,
  description: 'The answer is complete. The last event.',
  examples: [{ type: 'message.completed', messageId, finishReason: 'stop', usage: { inputTokens: 9, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, totalTokens: 12 } }],
})
export type MessageCompleted = Static<typeof MessageCompleted>

export const MessageFailed = Type.Object({
  type: named('message.failed'),
  messageId: MessageId,
  error: ref(Failure),
}, {
  $id: 'MessageFailed',
  additionalProperties: false,
  description: 'The answer broke off. The last event; what came before it stays.',
  examples: [{ type: 'message.failed', messageId, error: { message: 'The provider’s answer broke off before its end.', type: 'upstream_error', code: 'upstream_cut', param: null, requestId: 'req_mb3k2-1f' } }],
})
export type MessageFailed = Static<typeof MessageFailed>

export const MessageEvent = Type.Union([ref(MessageCreated), ref(MessageDelta), ref(MessageCompleted), ref(MessageFailed)],
  { $id: 'MessageEvent', description: 'One event of an answer as it comes; `type` says which.', examples: [{ type: 'message.delta', messageId, text: 'Hel' }] })
export type MessageEvent = Static<typeof MessageEvent>
