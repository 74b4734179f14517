import type { App } from '../../../../plugins/app.ts'
import { toAlias } from '../../../../registry/index.ts'
import { Alias, AliasParams, NewAliasParams, ReplaceAlias } from '../../../../schemas/alias.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function alias (app: App) {
  const { aliases } = app.services.registry

  app.get('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'getAlias',
      tags: ['aliases'],
      summary: 'Look at an alias',
      params: AliasParams,
      response: { 200: json('The alias.', Alias), ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params }): Promise<Alias> => toAlias(aliases.get(params.alias)))

  app.put('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'replaceAlias',
      tags: ['aliases'],
      summary: 'Make or replace an alias',
      description: 'In force for the next request. A target that fails before its first token, or is not there any more, is followed by the next one.',
      params: NewAliasParams,
      body: ref(ReplaceAlias),
      response: { 200: json('The alias as it is now.', Alias), 201: json('The alias, made.', Alias), ...problems('unauthorized', 'forbidden', 'conflict') },
    },
  }, async ({ params, body }, reply) => {
    const { record, isNew } = await aliases.put(params.alias, body)
    return reply.code(isNew ? 201 : 200).send(toAlias(record))
  })

  app.delete('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'deleteAlias',
      tags: ['aliases'],
      summary: 'Remove an alias',
      params: AliasParams,
      response: { 204: { description: 'It is gone.', type: 'null' }, ...problems('unauthorized', 'forbidden', 'not_found') },
    },
  }, async ({ params }, reply) => {
    await aliases.remove(params.alias)
    return reply.code(204).send(null)
  })
}
