import { parlanceChat } from '../../../dialects/parlance-chat/index.ts'
import { SimpleChatReply, SimpleChatRequest } from '../../../dialects/parlance-chat/schema.ts'
import type { App } from '../../../plugins/app.ts'
import { json } from '../../../schemas/json.ts'
import { ref } from '../../../schemas/type.ts'
import { answerSimply, simpleProblems } from './simple-call.ts'

export default async function createChatReply (app: App) {
  app.post('', {
    config: { auth: 'inference', door: parlanceChat },
    schema: {
      operationId: 'createChatReply',
      tags: ['inference'],
      summary: 'Ask a model, the simple way',
      description: 'A message in, a reply out. Nothing is kept: send what was said before as `history`.',
      body: ref(SimpleChatRequest),
      response: { 200: json('The reply.', SimpleChatReply), ...simpleProblems },
    },
  }, (request, reply) => answerSimply(app.services, { request, reply, body: request.body, isStream: false }))
}
