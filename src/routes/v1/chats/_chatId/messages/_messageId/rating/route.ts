import { toChatMessage } from '../../../../../../../chats/index.ts'
import type { App } from '../../../../../../../plugins/app.ts'
import { ChatMessage, ReplaceMessageRating } from '../../../../../../../schemas/chat.ts'
import { MessageParams } from '../../../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../../../schemas/error.ts'
import { json } from '../../../../../../../schemas/json.ts'
import { ref } from '../../../../../../../schemas/type.ts'

export default async function rating (app: App) {
  const { chats: { ratings } } = app.services
  app.put('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'replaceMessageRating',
      tags: ['chats'],
      summary: 'Rate an answer',
      description: 'Yours alone: in a chat of several people everybody has their own, whoever may read it may rate it, and nobody is shown another’s.',
      params: MessageParams,
      body: ref(ReplaceMessageRating),
      response: { 200: json('The answer with your rating.', ChatMessage), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params: { chatId, messageId }, body: { rating, comment }, caller }): Promise<ChatMessage> =>
    toChatMessage(await ratings.rate(caller!, chatId, messageId, { rating: rating ?? undefined, comment: comment || undefined })))
}
