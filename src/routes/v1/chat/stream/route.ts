import { parlanceChat } from '../../../../dialects/parlance-chat/index.ts'
import { SimpleChatRequest } from '../../../../dialects/parlance-chat/schema.ts'
import type { App } from '../../../../plugins/app.ts'
import { MessageEvent } from '../../../../schemas/chat-events.ts'
import { ref } from '../../../../schemas/type.ts'
import { answerSimply, simpleProblems } from '../simple-call.ts'

export default async function createChatReplyStream (app: App) {
  app.post('', {
    config: { auth: 'inference', door: parlanceChat },
    schema: {
      operationId: 'createChatReplyStream',
      tags: ['inference'],
      summary: 'Ask a model the simple way, and read the reply as it comes',
      description: 'Server-sent events with ids from 1: `message.created`, `message.delta` as often as needed, and at last `message.completed` or `message.failed`. A client that goes away ends the call.',
      body: ref(SimpleChatRequest),
      response: {
        200: { description: 'The events.', content: { 'text/event-stream': { schema: ref(MessageEvent) } } },
        ...simpleProblems,
      },
    },
  }, (request, reply) => answerSimply(app.services, { request, reply, body: request.body, isStream: true }))
}
