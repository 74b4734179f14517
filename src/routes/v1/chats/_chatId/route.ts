import { type ChatEdit, toChat, toChatMessage } from '../../../../chats/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { Chat, ChatWithMessages, UpdateChat } from '../../../../schemas/chat.ts'
import { ChatParams } from '../../../../schemas/chat-params.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'

const firstPage = 30

const readEdit = ({ pinned, archived, temporary, ...rest }: UpdateChat): ChatEdit => {
  const edit = Object.fromEntries(Object.entries(rest).map(([field, value]) => [field, value ?? undefined]))
  return { ...edit, ...(pinned !== undefined && { isPinned: pinned }), ...(archived !== undefined && { isArchived: archived }), ...(temporary !== undefined && { isTemporary: temporary }) }
}

export default async function chat (app: App) {
  const { chats } = app.services

  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'getChat',
      tags: ['chats'],
      summary: 'Open a chat',
      description: 'With the newest messages of the branch that is shown; read on with `messages.nextCursor`.',
      params: ChatParams,
      response: { 200: json('The chat.', ChatWithMessages), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params: { chatId }, caller }): Promise<ChatWithMessages> => {
    const role = await chats.roleOf(caller!, chatId)
    const found = await chats.get(caller!, chatId)
    const { data, nextCursor } = await chats.branch(caller!, chatId, { limit: firstPage })
    return { chat: toChat(found, role), messages: { data: (await chats.ratings.mark(caller!, data)).map(toChatMessage), nextCursor: nextCursor ?? null } }
  })

  app.patch('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'updateChat',
      tags: ['chats'],
      summary: 'Change a chat',
      params: ChatParams,
      body: ref(UpdateChat),
      response: { 200: json('The chat as it is now.', Chat), ...problems('unauthorized', 'forbidden', 'not_found', 'model_not_found') },
    },
  }, async ({ params: { chatId }, body, caller }): Promise<Chat> => {
    const changed = await chats.update(caller!, chatId, readEdit(body))
    return toChat(changed, await chats.roleOf(caller!, chatId))
  })

  app.delete('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'deleteChat',
      tags: ['chats'],
      summary: 'Delete a chat',
      description: 'For ever, with everything in it. What is being written is stopped first.',
      params: ChatParams,
      response: { 204: { description: 'It is gone.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params: { chatId }, caller }, reply) => {
    await chats.remove(caller!, chatId)
    return reply.code(204).send()
  })
}
