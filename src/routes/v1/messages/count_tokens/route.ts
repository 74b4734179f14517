import type { Warning } from '../../../../core/chat.ts'
import type { Target } from '../../../../core/ports.ts'
import { anthropicProblems, TokenCount } from '../../../../dialects/anthropic-messages/answer-schema.ts'
import { anthropicCountTokens } from '../../../../dialects/anthropic-messages/index.ts'
import { CountTokensRequest } from '../../../../dialects/anthropic-messages/schema.ts'
import { assertFaithful, sayWarning } from '../../../../gateway/index.ts'
import { createId } from '../../../../lib/ids.ts'
import type { App } from '../../../../plugins/app.ts'
import { HttpConsumer } from '../../../../plugins/http-consumer.ts'
import { callOf } from '../../../../plugins/inference.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'
import { countPrompt } from '../../../../tokens/index.ts'

const emulated: Warning = { param: 'count_tokens', action: 'emulated', detail: 'estimated with the encoding o200k_base' }

/** Whether the provider counts itself. */
const counts = ({ plugin, record }: Target): boolean =>
  plugin.speaks.some(({ dialect, isSpoken }) => dialect.operation === 'count-tokens' && (isSpoken?.(record.settings) ?? true))

export default async function countAnthropicTokens (app: App) {
  const { gateway, registry, tokens, config } = app.services
  app.post('', {
    config: { auth: 'inference', isInference: false, door: anthropicCountTokens },
    schema: {
      operationId: 'countAnthropicTokens',
      tags: ['inference'],
      summary: 'Count the tokens of a prompt, as Anthropic’s Messages',
      description: 'By the provider where it counts. Otherwise it is an estimate made here, and the header `x-parlance-warnings` says so.',
      body: ref(CountTokensRequest),
      response: { 200: json('How long the prompt is.', TokenCount), ...anthropicProblems() },
    },
  }, async (request, reply) => {
    const body: CountTokensRequest = request.body
    const model = body.model ?? config.defaultModel
    const target = await registry.resolve(registry.alias(model)?.models[0] ?? model)
    if (counts(target)) {
      HttpConsumer.answer(gateway, callOf(request, { route: '/api/v1/messages/count_tokens', createAnswerId: () => createId('count'), door: anthropicCountTokens, body, models: [model] }), request, reply)
      return reply
    }
    if (request.headers['x-strict'] === 'true') assertFaithful([emulated], target.record.name)
    reply.headers({ 'request-id': request.id, 'x-parlance-provider': target.record.name, 'x-parlance-warnings': sayWarning(emulated) })
    return { input_tokens: await countPrompt(anthropicCountTokens.readRequest(body), tokens) }
  })
}
