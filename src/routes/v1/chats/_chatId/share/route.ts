import { toChatShare } from '../../../../../chats/index.ts'
import type { App } from '../../../../../plugins/app.ts'
import { ChatParams } from '../../../../../schemas/chat-params.ts'
import { ChatShare, CreateChatShare, CreatedChatShare } from '../../../../../schemas/chat-share.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ref } from '../../../../../schemas/type.ts'

export default async function share (app: App) {
  const { chats: { shares } } = app.services

  app.post('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'createChatShare',
      tags: ['chats'],
      summary: 'Share a chat by a link',
      description: 'Everybody who has the link reads a snapshot: the branch that you see, or that of `messageId`, as it is now. What is said later is not in it. The token is told this once, and a link that the chat had before ends.',
      params: ChatParams,
      body: ref(CreateChatShare),
      response: { 201: json('The link.', CreatedChatShare), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params: { chatId }, body: { messageId, expiresAt }, caller }, reply) => {
    const { token, share } = await shares.create(caller!, chatId, { messageId, expiresAt: expiresAt == null ? undefined : Date.parse(expiresAt) })
    const { messageId: leafId, createdAt, expiresAt: endsAt } = toChatShare(share)
    return reply.code(201).header('cache-control', 'no-store').send({ token, path: `/api/v1/shared/${token}`, messageId: leafId!, createdAt: createdAt!, expiresAt: endsAt } satisfies CreatedChatShare)
  })

  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'getChatShare',
      tags: ['chats'],
      summary: 'See whether a chat is shared by a link',
      params: ChatParams,
      response: { 200: json('Whether, and until when.', ChatShare), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params: { chatId }, caller }): Promise<ChatShare> => toChatShare(await shares.get(caller!, chatId)))

  app.delete('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'deleteChatShare',
      tags: ['chats'],
      summary: 'Revoke the link of a chat',
      params: ChatParams,
      response: { 204: { description: 'There is no link any more.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params: { chatId }, caller }, reply) => {
    await shares.remove(caller!, chatId)
    return reply.code(204).send()
  })
}
