import type { App } from '../../../../plugins/app.ts'
import { AccountExport } from '../../../../schemas/account.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'

export default async function exportAccount (app: App) {
  app.get('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'getAccountExport',
      tags: ['auth'],
      summary: 'Take your data with you',
      description: 'Everything that the house has about you, as one file.',
      response: { 200: json('Your data.', AccountExport), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ caller }, reply) => {
    const data = await app.services.accounts.ownData.collect(caller!.id)
    return reply.headers({ 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="parlance-export.json"' }).send(data)
  })
}
