import { Type } from '@sinclair/typebox'
import { GatewayError } from '../../../core/errors.ts'
import type { App } from '../../../plugins/app.ts'
import { openModels } from '../../../plugins/open-models.ts'
import type { ListedModel } from '../../../registry/index.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { Model, ModelList } from '../../../schemas/model.ts'

const toModel = ({ id, provider, ownedBy, created, displayName, contextWindow, maxOutputTokens, capabilities, pricing }: ListedModel): Model => ({
  id,
  object: 'model',
  type: 'model',
  created: created ?? 0,
  owned_by: ownedBy ?? provider,
  display_name: displayName ?? id,
  provider,
  contextWindow: contextWindow ?? null,
  maxOutputTokens: maxOutputTokens ?? null,
  capabilities: [...capabilities ?? []],
  pricing: pricing ?? null,
})

export default async function models (app: App) {
  const { registry } = app.services

  app.get('', {
    config: { auth: 'inference' },
    schema: {
      operationId: 'listModels',
      tags: ['models'],
      summary: 'List the models',
      response: { 200: json('Every model of every provider that answers, as far as the caller may use it.', ModelList), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ caller }): Promise<ModelList> => ({ object: 'list', data: (await openModels(registry, caller!, await registry.listModels())).map(toModel), has_more: false }))

  app.get('/*', {
    config: { auth: 'inference' },
    schema: {
      operationId: 'getModel',
      tags: ['models'],
      summary: 'Look at one model',
      params: Type.Object({ '*': Type.String({ title: 'model', minLength: 1, maxLength: 500, description: 'Its id, slashes and all.', examples: ['demo/parlance'] }) }),
      response: { 200: json('The model.', Model), ...problems('unauthorized', 'forbidden', 'model_not_found') },
    },
  }, async ({ params, caller }): Promise<Model> => {
    const [listed] = await openModels(registry, caller!, [await registry.findModel(params['*'])])
    if (listed === undefined) throw new GatewayError('model_not_found', `The model ${params['*']} does not exist, or you may not use it.`, { param: 'model' })
    return toModel(listed)
  })
}
