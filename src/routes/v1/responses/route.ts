import { openaiResponses } from '../../../dialects/openai-responses/index.ts'
import { ResponsesAnswer, ResponsesEvent, ResponsesRequest } from '../../../dialects/openai-responses/schema.ts'
import { assertStateless } from '../../../dialects/openai-responses/stateless.ts'
import { createId } from '../../../lib/ids.ts'
import type { App } from '../../../plugins/app.ts'
import { HttpConsumer } from '../../../plugins/http-consumer.ts'
import { callOf } from '../../../plugins/inference.ts'
import { problems } from '../../../schemas/error.ts'
import { ref } from '../../../schemas/type.ts'

export default async function createResponse (app: App) {
  const { answers, config } = app.services
  app.post('', {
    config: { auth: 'inference', door: openaiResponses },
    schema: {
      operationId: 'createResponse',
      tags: ['inference'],
      summary: 'Ask a model, as OpenAI’s Responses',
      description: 'JSON, or server-sent events when `stream` is true. Nothing is kept: send the whole conversation as `input`, with the items of earlier answers as they came. Fields that are not named here travel to providers that speak the same dialect. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.',
      body: ref(ResponsesRequest),
      response: {
        200: {
          description: 'The response; with `stream`, its events, of which the last has the whole of it.',
          content: { 'application/json': { schema: ref(ResponsesAnswer) }, 'text/event-stream': { schema: ref(ResponsesEvent) } },
        },
        ...problems('unauthorized', 'forbidden', 'model_not_found', 'body_too_large', 'upstream_failed', 'upstream_auth_failed', 'upstream_overloaded', 'upstream_timeout', 'upstream_rate_limited', 'provider_busy', 'overloaded'),
      },
    },
  }, (request, reply) => {
    const body: ResponsesRequest = request.body
    // A relay reads nothing of a request, so what no provider may be asked is refused here.
    assertStateless(body)
    HttpConsumer.answer(answers, callOf(request, {
      route: '/api/v1/responses',
      createAnswerId,
      door: openaiResponses,
      body,
      models: [body.model ?? config.defaultModel, ...body.models ?? []],
      isStream: body.stream === true,
      includeUsage: true,
      user: body.safety_identifier ?? body.user,
    }), request, reply)
  })
}

const createAnswerId = (): string => createId('resp')
