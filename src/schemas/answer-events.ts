// What an answer in a chat tells while it comes: as server-sent events, whose name is `type`, and over sockets.
import { type Static, Type } from '@sinclair/typebox'
import { errorKinds, type ErrorKind } from '../core/errors.ts'
import { MessageDelta } from './chat-events.ts'
import { ChatMessage, TokenUsage } from './chat.ts'
import { FinishReason, MessageId } from './reply.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const messageId = 'msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const named = <const T extends string>(type: T) => Type.Literal(type, { description: 'The name of the event.', examples: [type] })
const Position = Type.Integer({ minimum: 0, description: 'How much of it was saved. A reader that has more, because a server died, takes the text of `message`.', examples: [42] })
const Saved = Nullable(ref(ChatMessage), { description: 'The answer as it stays; null when it was deleted meanwhile.' })

export const AnswerCreated = Type.Object({
  type: named('message.created'),
  messageId: MessageId,
  model: Nullable(Type.String(), { description: 'The model that is asked.', examples: ['demo/parlance'] }),
  provider: Nullable(Type.String(), { description: 'Null while it is not known.', examples: [null] }),
  question: Nullable(ref(ChatMessage), { description: 'Null when an answer was asked for again.' }),
  answer: ref(ChatMessage),
}, { $id: 'AnswerCreated', additionalProperties: false, description: 'The question is saved and the answer begins.' })
export type AnswerCreated = Static<typeof AnswerCreated>

export const AnswerCompleted = Type.Object({
  type: named('message.completed'),
  messageId: MessageId,
  position: Position,
  finishReason: FinishReason,
  usage: Nullable(ref(TokenUsage), { description: 'Null when nobody knows.' }),
  message: Saved,
}, { $id: 'AnswerCompleted', additionalProperties: false, description: 'The answer is complete, or was stopped, and saved. The last event.' })
export type AnswerCompleted = Static<typeof AnswerCompleted>

const codes = [...Object.keys(errorKinds) as ErrorKind[], 'interrupted'] as const

export const AnswerFailure = Type.Object({
  message: Type.String({ description: 'For people.', examples: ['The provider’s answer broke off before its end.'] }),
  type: Type.String({ description: 'OpenAI’s coarse class of error.', examples: ['upstream_error'] }),
  code: StringEnum(codes, { description: 'A word of the table of errors, or `interrupted`: the server stopped.', examples: ['upstream_cut'] }),
  param: Type.Null(),
  requestId: Type.String({ description: 'The log has it.', examples: ['req_mb3k2-1f'] }),
}, { $id: 'AnswerFailure', additionalProperties: false, description: 'Why an answer broke off.' })
export type AnswerFailure = Static<typeof AnswerFailure>

export const AnswerFailed = Type.Object({
  type: named('message.failed'),
  messageId: MessageId,
  position: Position,
  error: ref(AnswerFailure),
  message: Saved,
}, { $id: 'AnswerFailed', additionalProperties: false, description: 'The answer broke off; what came before it is saved. The last event.' })
export type AnswerFailed = Static<typeof AnswerFailed>

export const AnswerEvent = Type.Union([ref(AnswerCreated), ref(MessageDelta), ref(AnswerCompleted), ref(AnswerFailed)],
  { $id: 'AnswerEvent', description: 'One event of an answer in a chat; `type` says which.', examples: [{ type: 'message.delta', messageId, text: 'Hel' }] })
export type AnswerEvent = Static<typeof AnswerEvent>
