import { createId } from '../../../../lib/ids.ts'
import { openaiChat } from '../../../../dialects/openai-chat/index.ts'
import { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from '../../../../dialects/openai-chat/schema.ts'
import type { App } from '../../../../plugins/app.ts'
import { HttpConsumer } from '../../../../plugins/http-consumer.ts'
import { callOf } from '../../../../plugins/inference.ts'
import { problems } from '../../../../schemas/error.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function createChatCompletion (app: App) {
  const { answers, config } = app.services
  app.post('', {
    config: { auth: 'inference', door: openaiChat },
    schema: {
      operationId: 'createChatCompletion',
      tags: ['inference'],
      summary: 'Ask a model, as OpenAI’s Chat Completions',
      description: 'JSON, or server-sent events when `stream` is true. Fields that are not named here travel to providers that speak the same dialect. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.',
      body: ref(ChatCompletionRequest),
      response: {
        200: {
          description: 'The completion; with `stream`, its chunks and a last event `[DONE]`.',
          content: { 'application/json': { schema: ref(ChatCompletion) }, 'text/event-stream': { schema: ref(ChatCompletionChunk) } },
        },
        ...problems('unauthorized', 'forbidden', 'model_not_found', 'body_too_large', 'upstream_failed', 'upstream_auth_failed', 'upstream_overloaded', 'upstream_timeout', 'upstream_rate_limited', 'provider_busy', 'overloaded'),
      },
    },
  }, (request, reply) => {
    const body: ChatCompletionRequest = request.body
    HttpConsumer.answer(answers, callOf(request, {
      route: '/api/v1/chat/completions',
      createAnswerId,
      door: openaiChat,
      body,
      models: [body.model ?? config.defaultModel, ...body.models ?? []],
      isStream: body.stream === true,
      includeUsage: body.stream_options?.include_usage === true,
      user: body.user,
    }), request, reply)
  })
}

const createAnswerId = (): string => createId('chatcmpl').replace('_', '-')
