import type { App } from '../../../../../plugins/app.ts'
import { followGeneration, lastEvent } from '../../../../../plugins/chat-stream.ts'
import { AnswerEvent } from '../../../../../schemas/answer-events.ts'
import { ChatParams } from '../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../schemas/error.ts'
import { ref } from '../../../../../schemas/type.ts'

export default async function stream (app: App) {
  const { chats } = app.services
  app.get('', {
    config: { auth: 'chats', isUnlimited: true },
    schema: {
      operationId: 'streamChat',
      tags: ['chats'],
      summary: 'Read what is being written',
      description: 'From its beginning, or with `Last-Event-ID` exactly after that event, even if it has ended since. 204 when nothing is being written.',
      params: ChatParams,
      response: {
        200: { description: 'Events as they come.', content: { 'text/event-stream': { schema: ref(AnswerEvent) } } },
        204: { description: 'Nothing is being written.', type: 'null' },
        ...problems('unauthorized', 'forbidden', 'not_found'),
      },
    },
  }, async (request, reply) => {
    const { params: { chatId }, caller } = request
    const last = lastEvent(request)
    const generation = await chats.generation(caller!, chatId, last?.generationId)
    if (generation === undefined) return reply.code(204).send()
    await followGeneration(request, reply, { chats, generation, after: last?.position ?? 0 })
    return reply
  })
}
