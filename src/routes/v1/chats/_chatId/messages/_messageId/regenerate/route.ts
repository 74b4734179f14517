import { answerQuestion, readAnswering } from '../../../../../../../plugins/chat-answer.ts'
import type { App } from '../../../../../../../plugins/app.ts'
import { RegenerateMessage, SentMessage } from '../../../../../../../schemas/chat.ts'
import { AnswerEvent } from '../../../../../../../schemas/answer-events.ts'
import { MessageParams } from '../../../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../../../schemas/error.ts'
import { ref } from '../../../../../../../schemas/type.ts'

export default async function regenerate (app: App) {
  const { chats } = app.services
  app.post('', {
    config: { auth: 'chats', isInference: true },
    schema: {
      operationId: 'regenerateMessage',
      tags: ['chats'],
      summary: 'Answer again',
      description: 'Another answer beside this one, or the first one below a question that has none.',
      params: MessageParams,
      body: ref(RegenerateMessage),
      response: {
        200: {
          description: 'The answer; with `stream`, events as they come.',
          content: { 'application/json': { schema: ref(SentMessage) }, 'text/event-stream': { schema: ref(AnswerEvent) } },
        },
        ...problems('unauthorized', 'forbidden', 'not_found', 'conflict', 'model_not_found', 'context_length_exceeded'),
      },
    },
  }, async (request, reply) => {
    const { params: { chatId, messageId }, body, caller } = request
    const asked = await chats.regenerate(caller!, chatId, messageId, readAnswering(request, body))
    return answerQuestion(request, reply, { chats, asked, isStream: body.stream === true })
  })
}
