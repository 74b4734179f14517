import { toChatMember } from '../../../../../chats/index.ts'
import type { App } from '../../../../../plugins/app.ts'
import { ChatMembers } from '../../../../../schemas/chat-members.ts'
import { ChatParams } from '../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'

export default async function members (app: App) {
  const { chats } = app.services
  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'listChatMembers',
      tags: ['chats'],
      summary: 'List who is in a chat',
      params: ChatParams,
      response: { 200: json('Its owner and its members.', ChatMembers), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params: { chatId }, caller }): Promise<ChatMembers> => ({ data: (await chats.members.list(caller!, chatId)).map(toChatMember) }))
}
