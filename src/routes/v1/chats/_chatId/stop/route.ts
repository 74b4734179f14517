import { toChatMessage } from '../../../../../chats/index.ts'
import type { App } from '../../../../../plugins/app.ts'
import { StoppedMessages } from '../../../../../schemas/chat.ts'
import { ChatParams } from '../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'

export default async function stop (app: App) {
  const { chats } = app.services
  app.post('', {
    config: { auth: 'chats', isUnlimited: true },
    schema: {
      operationId: 'stopChat',
      tags: ['chats'],
      summary: 'Stop what is being written',
      description: 'Answers when it is saved: what was written stays, marked `stopped`.',
      params: ChatParams,
      response: { 200: json('What was stopped.', StoppedMessages), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params: { chatId }, caller }): Promise<StoppedMessages> => {
    const stopped = await chats.stop(caller!, chatId)
    return { data: (await chats.place(chatId, stopped)).map(toChatMessage) }
  })
}
