// What a client says over a socket: the name of each event, its payload and how it is answered.
import { type Static, Type } from '@sinclair/typebox'
import { SendMessage } from './chat.ts'
import { Failure } from './error.ts'
import { ChatId, chatId, eventId, messageId, userId } from './realtime-events.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const Ok = Type.Literal(true, { description: 'It was done.' })

export const JoinChat = Type.Object({
  chatId: ChatId,
  lastEventIds: Type.Optional(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 20, description: 'The `id` of the last event of each answer that you have read: told is what comes after. Absent: answers that are being written are told from their beginning.', examples: [[eventId]] })),
}, { $id: 'JoinChat', additionalProperties: false, description: 'Listen to a chat.', examples: [{ chatId }] })
export type JoinChat = Static<typeof JoinChat>

export const LeaveChat = Type.Object({ chatId: ChatId }, { $id: 'LeaveChat', additionalProperties: false, description: 'Stop listening.', examples: [{ chatId }] })
export type LeaveChat = Static<typeof LeaveChat>

const { stream: _, ...question } = SendMessage.properties

export const SayInChat = Type.Object({ chatId: ChatId, ...question },
  { $id: 'SayInChat', additionalProperties: false, description: 'Ask in a chat, as `POST /chats/{chatId}/messages` does.', examples: [{ chatId, content: 'Where is the sea warm in November?' }] })
export type SayInChat = Static<typeof SayInChat>

export const SayTyping = Type.Object({
  chatId: ChatId,
  typing: Type.Boolean({ description: 'Say true again before five seconds are over; false when you stop.', examples: [true] }),
}, { $id: 'SayTyping', additionalProperties: false, description: 'Tell the others that you type.', examples: [{ chatId, typing: true }] })
export type SayTyping = Static<typeof SayTyping>

export const StopChat = Type.Object({ chatId: ChatId }, { $id: 'StopChat', additionalProperties: false, description: 'Stop what is being written; what was written stays.', examples: [{ chatId }] })
export type StopChat = Static<typeof StopChat>

export const Done = Type.Object({ ok: Ok }, { $id: 'Done', additionalProperties: false, description: 'It was done.', examples: [{ ok: true }] })
export type Done = Static<typeof Done>

export const JoinedChat = Type.Object({
  ok: Ok,
  role: StringEnum(['owner', 'editor', 'viewer'], { description: 'What you may do in it.', examples: ['owner'] }),
  users: Type.Array(Type.String(), { description: 'Who is in it now, you among them.', examples: [[userId]] }),
  leafId: Nullable(Type.String(), { description: 'The last message of the branch that is shown: read over HTTP what you do not have of it.', examples: [messageId] }),
}, { $id: 'JoinedChat', additionalProperties: false, description: 'You are in it: what happens from now on is told.', examples: [{ ok: true, role: 'owner', users: [userId], leafId: messageId }] })
export type JoinedChat = Static<typeof JoinedChat>

export const SaidInChat = Type.Object({
  ok: Ok,
  questionId: Nullable(Type.String(), { description: 'Your message.', examples: [messageId] }),
  answerId: Type.String({ description: 'The answer, which goes to everybody who has joined the chat.', examples: [messageId] }),
  id: Type.String({ description: 'Where the events of the answer begin.', examples: ['gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.0'] }),
  isNew: Type.Boolean({ description: 'False when the same `clientRequestId` was sent before: this is what it began then.', examples: [true] }),
}, { $id: 'SaidInChat', additionalProperties: false, description: 'The question is saved and the answer begins.', examples: [{ ok: true, questionId: messageId, answerId: messageId, id: eventId, isNew: true }] })
export type SaidInChat = Static<typeof SaidInChat>

export const StoppedChat = Type.Object({
  ok: Ok,
  messageIds: Type.Array(Type.String(), { description: 'What was being written, and is saved now.', examples: [[messageId]] }),
}, { $id: 'StoppedChat', additionalProperties: false, description: 'Nothing is being written any more.', examples: [{ ok: true, messageIds: [messageId] }] })
export type StoppedChat = Static<typeof StoppedChat>

export const Refused = Type.Object({
  error: ref(Failure),
  retryAfterMs: Type.Optional(Type.Integer({ description: 'When to try again, in milliseconds.', examples: [1200] })),
}, { $id: 'Refused', additionalProperties: false, description: 'Why it was not done: the inside of the error envelope.', examples: [{ error: { message: 'There is no chat with this id.', type: 'invalid_request_error', code: 'not_found', param: null, requestId: 'req_mb3k2-1f' } }] })
export type Refused = Static<typeof Refused>

/** What a client sends in the handshake. */
export const Handshake = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 4096, description: 'An API key with the scope `chats`, or the access token of somebody who is signed in.', examples: ['plk_…'] }),
}, { $id: 'Handshake', description: 'Who connects.', examples: [{ token: 'plk_…' }] })

/** Everything that a client says, by the name of the event. `isUnlimited`: as on the same route of HTTP; `isInference`: it asks a model. */
export const clientEvents = {
  'join-chat': { payload: JoinChat, answer: JoinedChat, summary: 'Listen to a chat', isUnlimited: false, isInference: false },
  'leave-chat': { payload: LeaveChat, answer: Done, summary: 'Stop listening to a chat', isUnlimited: true, isInference: false },
  'chat-message': { payload: SayInChat, answer: SaidInChat, summary: 'Ask in a chat', isUnlimited: false, isInference: true },
  typing: { payload: SayTyping, answer: Done, summary: 'Tell the others that you type', isUnlimited: true, isInference: false },
  stop: { payload: StopChat, answer: StoppedChat, summary: 'Stop what is being written', isUnlimited: true, isInference: false },
} as const
export type ClientEvents = { [Name in keyof typeof clientEvents]: Static<(typeof clientEvents)[Name]['payload']> }
export type ClientAnswers = { [Name in keyof typeof clientEvents]: Static<(typeof clientEvents)[Name]['answer']> }
