import { openaiEmbeddings } from '../../../dialects/openai-embeddings/index.ts'
import { EmbeddingList, EmbeddingsRequest } from '../../../dialects/openai-embeddings/schema.ts'
import { createId } from '../../../lib/ids.ts'
import type { App } from '../../../plugins/app.ts'
import { HttpConsumer } from '../../../plugins/http-consumer.ts'
import { callOf } from '../../../plugins/inference.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { ref } from '../../../schemas/type.ts'

export default async function createEmbeddings (app: App) {
  const { answers } = app.services
  app.post('', {
    config: { auth: 'inference', door: openaiEmbeddings },
    schema: {
      operationId: 'createEmbeddings',
      tags: ['inference'],
      summary: 'Turn texts into vectors, as OpenAI’s Embeddings',
      description: 'Not every provider has them: `operation_unsupported` says so. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.',
      body: ref(EmbeddingsRequest),
      response: {
        200: json('The vectors.', EmbeddingList),
        ...problems('unauthorized', 'forbidden', 'operation_unsupported', 'model_not_found', 'body_too_large', 'upstream_failed', 'upstream_auth_failed', 'upstream_overloaded', 'upstream_timeout', 'upstream_rate_limited', 'provider_busy', 'overloaded'),
      },
    },
  }, (request, reply) => {
    const body: EmbeddingsRequest = request.body
    HttpConsumer.answer(answers, callOf(request, {
      route: '/api/v1/embeddings',
      createAnswerId: () => createId('emb'),
      door: openaiEmbeddings,
      body,
      models: [body.model],
      user: body.user,
    }), request, reply)
  })
}
