import { AnthropicMessage, anthropicProblems, AnthropicStreamEvent } from '../../../dialects/anthropic-messages/answer-schema.ts'
import { anthropicMessages } from '../../../dialects/anthropic-messages/index.ts'
import { MessagesRequest } from '../../../dialects/anthropic-messages/schema.ts'
import { createId } from '../../../lib/ids.ts'
import type { App } from '../../../plugins/app.ts'
import { HttpConsumer } from '../../../plugins/http-consumer.ts'
import { callOf } from '../../../plugins/inference.ts'
import { ref } from '../../../schemas/type.ts'

export default async function createAnthropicMessage (app: App) {
  const { answers, config } = app.services
  app.post('', {
    config: { auth: 'inference', door: anthropicMessages },
    schema: {
      operationId: 'createAnthropicMessage',
      tags: ['inference'],
      summary: 'Ask a model, as Anthropic’s Messages',
      description: 'JSON, or server-sent events when `stream` is true. Fields that are not named here travel to providers that speak the same dialect; from those every byte of the answer comes as it was. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.',
      body: ref(MessagesRequest),
      response: {
        200: {
          description: 'The message; with `stream`, its events, of which `message_stop` is the last.',
          content: { 'application/json': { schema: ref(AnthropicMessage) }, 'text/event-stream': { schema: ref(AnthropicStreamEvent) } },
        },
        ...anthropicProblems(),
      },
    },
  }, (request, reply) => {
    const body: MessagesRequest = request.body
    HttpConsumer.answer(answers, callOf(request, {
      route: '/api/v1/messages',
      createAnswerId: () => createId('msg'),
      door: anthropicMessages,
      body,
      models: [body.model ?? config.defaultModel, ...body.models ?? []],
      isStream: body.stream === true,
      includeUsage: true,
      user: body.metadata?.user_id,
    }), request, reply)
  })
}
