import { toChatMember } from '../../../../../../chats/index.ts'
import type { App } from '../../../../../../plugins/app.ts'
import { ChatMember, MemberParams, ReplaceChatMember } from '../../../../../../schemas/chat-members.ts'
import { problems } from '../../../../../../schemas/error.ts'
import { json } from '../../../../../../schemas/json.ts'
import { ref } from '../../../../../../schemas/type.ts'

export default async function member (app: App) {
  const { chats: { members } } = app.services

  app.put('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'replaceChatMember',
      tags: ['chats'],
      summary: 'Let somebody into a chat',
      description: 'Or change what they may do in it. Only people with an account can be members, not API keys of the house.',
      params: MemberParams,
      body: ref(ReplaceChatMember),
      response: { 200: json('The member.', ChatMember), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params: { chatId, userId }, body: { role }, caller }): Promise<ChatMember> => toChatMember(await members.put(caller!, chatId, userId, role)))

  app.delete('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'deleteChatMember',
      tags: ['chats'],
      summary: 'Remove somebody from a chat',
      description: 'At once: what they have open of it ends. Everybody may leave by removing themself.',
      params: MemberParams,
      response: { 204: { description: 'They are no member any more.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params: { chatId, userId }, caller }, reply) => {
    await members.remove(caller!, chatId, userId)
    return reply.code(204).send()
  })
}
