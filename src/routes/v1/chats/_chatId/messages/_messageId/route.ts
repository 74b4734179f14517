import type { App } from '../../../../../../plugins/app.ts'
import { MessageParams } from '../../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../../schemas/error.ts'

export default async function message (app: App) {
  const { chats } = app.services
  app.delete('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'deleteMessage',
      tags: ['chats'],
      summary: 'Delete a message',
      description: 'For ever, with everything that follows it. Other versions of it stay; where the shown branch ended in it, the newest of those is shown, or else the branch ends before it. A link that showed it ends. 409 while an answer is being written there.',
      params: MessageParams,
      response: { 204: { description: 'It is gone.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params: { chatId, messageId }, caller }, reply) => {
    await chats.removeMessage(caller!, chatId, messageId)
    return reply.code(204).send()
  })
}
