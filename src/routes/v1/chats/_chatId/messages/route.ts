import { Type } from '@sinclair/typebox'
import { readContent, toChatMessage } from '../../../../../chats/index.ts'
import { answerQuestion, readAnswering } from '../../../../../plugins/chat-answer.ts'
import type { App } from '../../../../../plugins/app.ts'
import { ChatMessagePage, SendMessage, SentMessage } from '../../../../../schemas/chat.ts'
import { AnswerEvent } from '../../../../../schemas/answer-events.ts'
import { ChatParams } from '../../../../../schemas/chat-params.ts'
import { PageQuery } from '../../../../../schemas/common.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ref } from '../../../../../schemas/type.ts'

const MessageQuery = Type.Object({
  ...PageQuery.properties,
  tree: Type.Optional(Type.Boolean({ description: 'Every branch, by age, instead of the one that is shown.', default: false })),
}, { additionalProperties: false })

export default async function messages (app: App) {
  const { chats } = app.services

  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'listMessages',
      tags: ['chats'],
      summary: 'Read the messages of a chat',
      description: 'Newest first: the branch that is shown, or with `tree` all of them.',
      params: ChatParams,
      querystring: MessageQuery,
      response: { 200: json('Messages.', ChatMessagePage), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params: { chatId }, query: { limit = 50, cursor, tree = false }, caller }): Promise<ChatMessagePage> => {
    const { data, nextCursor } = await (tree ? chats.tree : chats.branch)(caller!, chatId, { limit, cursor })
    return { data: (await chats.ratings.mark(caller!, data)).map(toChatMessage), nextCursor: nextCursor ?? null }
  })

  app.post('', {
    config: { auth: 'chats', isInference: true },
    schema: {
      operationId: 'sendMessage',
      tags: ['chats'],
      summary: 'Ask in a chat',
      description: 'Saves the question, then asks the model. The answer goes on and is saved when you go away: read it with `GET /chats/{chatId}/stream`. The same `clientRequestId` again gets the same answer and costs nothing.',
      params: ChatParams,
      body: ref(SendMessage),
      response: {
        200: {
          description: 'The question and its answer; with `stream`, events as they come.',
          content: { 'application/json': { schema: ref(SentMessage) }, 'text/event-stream': { schema: ref(AnswerEvent) } },
        },
        ...problems('unauthorized', 'forbidden', 'not_found', 'conflict', 'model_not_found', 'context_length_exceeded', 'body_too_large'),
      },
    },
  }, async (request, reply) => {
    const { params: { chatId }, body, caller } = request
    const asked = await chats.send(caller!, chatId, { ...readAnswering(request, body), content: readContent(body.content), parentId: body.parentId })
    return answerQuestion(request, reply, { chats, asked, isStream: body.stream === true })
  })
}
