// What the server tells over a socket: the name of each event and its payload.
import { type Static, Type } from '@sinclair/typebox'
import { AnswerCompleted, AnswerFailed } from './answer-events.ts'
import { MessageDelta } from './chat-events.ts'
import { ChatMessage } from './chat.ts'
import { Failure } from './error.ts'
import { Nullable, ref, StringEnum } from './type.ts'

export const chatId = 'cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
export const messageId = 'msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
export const userId = 'usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
export const eventId = 'gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42'

export const ChatId = Type.String({ minLength: 1, maxLength: 100, description: 'The chat.', examples: [chatId] })
const UserId = Type.String({ description: 'Who: the id of an account, or of the key of a program without one.', examples: [userId] })
const EventId = Type.String({ description: 'Where to go on from after a loss: `lastEventIds` of `join-chat`, or the header `Last-Event-ID` of `GET /chats/{chatId}/stream`.', examples: [eventId] })
const Truncated = Type.Optional(Type.Literal(true, { description: 'The message is too large for a socket: read it over HTTP.' }))

export const MessageNews = Type.Object({
  chatId: ChatId,
  messageId: Type.String({ description: 'The message.', examples: [messageId] }),
  id: Type.Optional(Type.String({ description: 'Of an answer that begins: where its events begin.', examples: ['gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.0'] })),
  message: Nullable(ref(ChatMessage), { description: 'The whole message; an answer that begins is empty. Null when `truncated`.' }),
  truncated: Truncated,
}, { $id: 'MessageNews', additionalProperties: false, description: 'Somebody has asked something, or an answer begins.', examples: [{ chatId, messageId, message: null, truncated: true }] })
export type MessageNews = Static<typeof MessageNews>

export const DeltaNews = Type.Object({ id: EventId, chatId: ChatId, ...MessageDelta.properties },
  { $id: 'DeltaNews', additionalProperties: false, description: 'The next piece of an answer: text, reasoning or a tool call.', examples: [{ id: eventId, chatId, type: 'message.delta', messageId, text: 'Hel' }] })
export type DeltaNews = Static<typeof DeltaNews>

export const CompletedNews = Type.Object({ id: EventId, chatId: ChatId, ...AnswerCompleted.properties, truncated: Truncated },
  { $id: 'CompletedNews', additionalProperties: false, description: 'The answer is complete, or was stopped, and saved.', examples: [{ id: eventId, chatId, type: 'message.completed', messageId, position: 42, finishReason: 'stop', usage: { inputTokens: 9, outputTokens: 3 }, message: null, truncated: true }] })
export type CompletedNews = Static<typeof CompletedNews>

export const FailedNews = Type.Object({ id: EventId, chatId: ChatId, ...AnswerFailed.properties, truncated: Truncated }, {
  $id: 'FailedNews',
  additionalProperties: false,
  description: 'The answer broke off; what came before it is saved.',
  examples: [{ id: eventId, chatId, type: 'message.failed', messageId, position: 42, error: { message: 'The provider’s answer broke off before its end.', type: 'upstream_error', code: 'upstream_cut', param: null, requestId: 'req_mb3k2-1f' }, message: null }],
})
export type FailedNews = Static<typeof FailedNews>

export const DeletedNews = Type.Object({
  chatId: ChatId,
  messageId: Type.String({ description: 'The message. Everything that followed it is gone with it.', examples: [messageId] }),
  leafId: Nullable(Type.String(), { description: 'The last message of the branch that is shown now: read over HTTP what you do not have of it. Null when nothing is left.', examples: [null] }),
}, { $id: 'DeletedNews', additionalProperties: false, description: 'Somebody has deleted a message.', examples: [{ chatId, messageId, leafId: null }] })
export type DeletedNews = Static<typeof DeletedNews>

export const TypingNews = Type.Object({
  chatId: ChatId,
  userId: UserId,
  typing: Type.Boolean({ description: 'False when they stopped, and five seconds after they last said that they type.', examples: [true] }),
}, { $id: 'TypingNews', additionalProperties: false, description: 'Somebody else types, or does not any more.', examples: [{ chatId, userId, typing: true }] })
export type TypingNews = Static<typeof TypingNews>

export const PresenceNews = Type.Object({
  chatId: ChatId,
  users: Type.Array(UserId, { description: 'Everybody who has joined, on whatever device.' }),
}, { $id: 'PresenceNews', additionalProperties: false, description: 'Who is in the chat now.', examples: [{ chatId, users: [userId] }] })
export type PresenceNews = Static<typeof PresenceNews>

export const LeftNews = Type.Object({
  chatId: ChatId,
  reason: StringEnum(['removed', 'deleted'], { description: '`removed`: you are not a member any more. `deleted`: the chat is gone.', examples: ['removed'] }),
}, { $id: 'LeftNews', additionalProperties: false, description: 'You were taken out of a chat: nothing more comes from it.', examples: [{ chatId, reason: 'removed' }] })
export type LeftNews = Static<typeof LeftNews>

export const ClosingNews = Type.Object({
  reason: StringEnum(['expired', 'revoked'], { description: '`expired`: connect again with a fresh token and go on. `revoked`: the session, the key or the account is over.', examples: ['expired'] }),
  error: ref(Failure),
}, {
  $id: 'ClosingNews',
  additionalProperties: false,
  description: 'Why the server ends this connection: the last event.',
  examples: [{ reason: 'expired', error: { message: 'The access token has expired: refresh it.', type: 'authentication_error', code: 'unauthorized', param: null, requestId: 'req_mb3k2-1f' } }],
})
export type ClosingNews = Static<typeof ClosingNews>

/** Everything that the server tells, by the name of the event. */
export const serverEvents = {
  message: { payload: MessageNews, summary: 'A message was said, or an answer begins' },
  'message.delta': { payload: DeltaNews, summary: 'An answer goes on' },
  'message.completed': { payload: CompletedNews, summary: 'An answer is complete' },
  'message.failed': { payload: FailedNews, summary: 'An answer broke off' },
  'message.deleted': { payload: DeletedNews, summary: 'A message was deleted' },
  typing: { payload: TypingNews, summary: 'Somebody types' },
  presence: { payload: PresenceNews, summary: 'Somebody came or went' },
  left: { payload: LeftNews, summary: 'You were taken out of a chat' },
  closing: { payload: ClosingNews, summary: 'The connection ends' },
} as const
export type ServerEvents = { [Name in keyof typeof serverEvents]: Static<(typeof serverEvents)[Name]['payload']> }
