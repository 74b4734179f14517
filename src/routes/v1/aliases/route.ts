import type { App } from '../../../plugins/app.ts'
import { toAlias } from '../../../registry/index.ts'
import { AliasPage } from '../../../schemas/alias.ts'
import { PageQuery, readPageQuery } from '../../../schemas/common.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'

export default async function aliases (app: App) {
  const { registry } = app.services

  app.get('', {
    config: { auth: 'providers' },
    schema: {
      operationId: 'listAliases',
      tags: ['aliases'],
      summary: 'List the aliases',
      querystring: PageQuery,
      response: { 200: json('Aliases by name.', AliasPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query }): Promise<AliasPage> => {
    const { data, nextCursor } = registry.aliases.page(readPageQuery(query))
    return { data: data.map(toAlias), nextCursor: nextCursor ?? null }
  })
}
