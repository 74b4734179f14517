import { toChat } from '../../../../../chats/index.ts'
import type { App } from '../../../../../plugins/app.ts'
import { Chat, CreateChatFork } from '../../../../../schemas/chat.ts'
import { ChatParams } from '../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ref } from '../../../../../schemas/type.ts'

export default async function fork (app: App) {
  const { chats } = app.services
  app.post('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'createChatFork',
      tags: ['chats'],
      summary: 'Fork a chat',
      description: 'A new chat of your own that begins with everything up to a message, its files too; model, system prompt, documents, tags and folder are the same. The chat that it comes from stays as it is. Whoever may read a chat may fork it. 409 while that message is being written.',
      params: ChatParams,
      body: ref(CreateChatFork),
      response: { 201: json('The new chat.', Chat), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params: { chatId }, body: { messageId }, caller }, reply) =>
    reply.code(201).send(toChat(await chats.fork(caller!, chatId, messageId), 'owner') satisfies Chat))
}
