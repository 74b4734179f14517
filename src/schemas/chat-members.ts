import { type Static, Type } from '@sinclair/typebox'
import { Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

export const ChatMember = Type.Object({
  userId: Type.String({ description: 'Who it is.', examples: ['usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  username: Nullable(Type.String(), { description: 'Null for a program that owns the chat.', examples: ['ana'] }),
  displayName: Nullable(Type.String(), { description: 'How they want to be called.', examples: ['Ana Novak'] }),
  role: StringEnum(['owner', 'editor', 'viewer'], { description: 'An editor writes, a viewer reads.', examples: ['editor'] }),
  addedAt: Timestamp('When they came.'),
}, { $id: 'ChatMember', additionalProperties: false, description: 'Somebody in a chat.' })
export type ChatMember = Static<typeof ChatMember>

export const ChatMembers = Type.Object({ data: Type.Array(ref(ChatMember), { description: 'The owner first, then by when they came.' }) },
  { $id: 'ChatMembers', additionalProperties: false, description: 'Everybody who is in a chat.' })
export type ChatMembers = Static<typeof ChatMembers>

export const ReplaceChatMember = Type.Object({
  role: StringEnum(['editor', 'viewer'], { description: 'An editor writes, a viewer reads.', examples: ['editor'] }),
}, { $id: 'ReplaceChatMember', additionalProperties: false, description: 'What somebody may do.', examples: [{ role: 'editor' }] })
export type ReplaceChatMember = Static<typeof ReplaceChatMember>

export const MemberParams = Type.Object({
  chatId: Type.String({ minLength: 1, maxLength: 100, description: 'The chat.', examples: ['cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  userId: Type.String({ minLength: 1, maxLength: 100, description: 'Whom: the id of an account, or its user name.', examples: ['ana'] }),
})
