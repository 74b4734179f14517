import type { FastifyReply, FastifyRequest } from 'fastify'
import { parlanceChat } from '../../../dialects/parlance-chat/index.ts'
import type { SimpleChatRequest } from '../../../dialects/parlance-chat/schema.ts'
import { createId } from '../../../lib/ids.ts'
import { HttpConsumer } from '../../../plugins/http-consumer.ts'
import { callOf } from '../../../plugins/inference.ts'
import type { Services } from '../../../plugins/services.ts'
import { problems } from '../../../schemas/error.ts'

export const simpleProblems = problems('unauthorized', 'forbidden', 'model_not_found', 'body_too_large', 'upstream_failed', 'upstream_auth_failed', 'upstream_overloaded', 'upstream_timeout', 'upstream_rate_limited', 'provider_busy', 'overloaded')

export type SimpleCall = { request: FastifyRequest; reply: FastifyReply; body: SimpleChatRequest; isStream: boolean }

/** Answers the simple chat, whole or as events. */
export async function answerSimply (services: Services, { request, reply, body, isStream }: SimpleCall): Promise<void> {
  const { answers, config: { chatDefaults } } = services
  const model = await modelOf(body, services)
  const call = callOf(request, {
    route: isStream ? '/api/v1/chat/stream' : '/api/v1/chat',
    createAnswerId: () => createId('msg'),
    door: parlanceChat,
    body: { ...chatDefaults, ...body },
    models: [model],
    isStream,
    includeUsage: true,
  })
  HttpConsumer.answer(answers, call, request, reply)
}

/** A model that has its provider's name in front is the full name, as the list of models says it. */
const modelOf = ({ model, provider }: SimpleChatRequest, { registry, config }: Services): string | Promise<string> => {
  if (provider === undefined) return model ?? config.defaultModel
  if (model === undefined) return registry.firstModel(provider)
  return model.startsWith(`${provider}/`) ? model : `${provider}/${model}`
}
