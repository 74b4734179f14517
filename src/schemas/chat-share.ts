import { type Static, Type } from '@sinclair/typebox'
import { ChatPart } from './chat.ts'
import { Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const MessageId = Type.String({ minLength: 1, maxLength: 100, description: 'The last message that is shown. Absent: the end of the branch that you see.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })
const expiresAt = Nullable(Timestamp('When the link ends.'), { description: 'Null: when it is revoked.' })

export const ShareToken = Type.String({ description: 'The unguessable part of the link.', examples: ['q9Zc0m6xW1uTt2bJYkXo8sVnRr5hEa4L'] })

export const CreateChatShare = Type.Object({
  messageId: Type.Optional(MessageId),
  expiresAt: Type.Optional(expiresAt),
}, { $id: 'CreateChatShare', additionalProperties: false, description: 'What to show, and for how long.', examples: [{ expiresAt: '2026-12-24T00:00:00.000Z' }] })
export type CreateChatShare = Static<typeof CreateChatShare>

export const ChatShare = Type.Object({
  shared: Type.Boolean({ description: 'Whether there is a link.', examples: [true] }),
  messageId: Nullable(Type.String(), { description: 'The last message that it shows.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  createdAt: Nullable(Timestamp('When it was made.')),
  expiresAt,
}, { $id: 'ChatShare', additionalProperties: false, description: 'Whether a chat is shown by a public link, and until when.' })
export type ChatShare = Static<typeof ChatShare>

export const CreatedChatShare = Type.Object({
  token: ShareToken,
  path: Type.String({ description: 'Where the snapshot is read, on this server.', examples: ['/api/v1/shared/q9Zc0m6xW1uTt2bJYkXo8sVnRr5hEa4L'] }),
  messageId: Type.String({ description: 'The last message that it shows.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  createdAt: Timestamp('When it was made.'),
  expiresAt,
}, { $id: 'CreatedChatShare', additionalProperties: false, description: 'A public link. Its token is told this once.' })
export type CreatedChatShare = Static<typeof CreatedChatShare>

export const SharedMessage = Type.Object({
  role: StringEnum(['user', 'assistant'], { description: 'Who says it.', examples: ['assistant'] }),
  status: StringEnum(['complete', 'stopped', 'failed', 'interrupted'], { description: 'Whether it was said to its end.', examples: ['complete'] }),
  content: Type.Array(ref(ChatPart), { description: 'What is said: texts, refusals, images and files.' }),
  text: Type.String({ description: 'The texts of the content, together.', examples: ['Hello!'] }),
  model: Nullable(Type.String(), { description: 'Which model said it.', examples: ['demo/parlance'] }),
  createdAt: Timestamp('When it was said.'),
}, { $id: 'SharedMessage', additionalProperties: false, description: 'A message as everybody may see it.' })
export type SharedMessage = Static<typeof SharedMessage>

export const SharedChat = Type.Object({
  title: Nullable(Type.String(), { description: 'As it was when it was shared.', examples: ['Holiday plans'] }),
  sharedAt: Timestamp('When it was shared.'),
  expiresAt,
  messages: Type.Array(ref(SharedMessage), { description: 'The branch that was shared, from its beginning.' }),
}, { $id: 'SharedChat', additionalProperties: false, description: 'A read-only snapshot of a chat.' })
export type SharedChat = Static<typeof SharedChat>
