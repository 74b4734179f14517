import { requestTable } from '../../../../ledger/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { RequestQuery, UsageRequestPage } from '../../../../schemas/analytics.ts'
import { jsonOrTable, sendTable, wantsTable } from '../../../../plugins/table-answer.ts'

export default async function listUsageRequests (app: App) {
  const { analytics } = app.services.ledger
  app.get('', {
    config: { auth: 'user-or-analytics' },
    schema: {
      operationId: 'listUsageRequests',
      tags: ['analytics'],
      summary: 'List calls to models, one by one',
      description: 'Newest first, as long as they are kept (`USAGE_RETENTION_DAYS`). As a table: all of the period, whatever `limit` says. Those without the scope `analytics` see their own.',
      querystring: RequestQuery,
      response: jsonOrTable('Calls.', UsageRequestPage),
    },
  }, async (request, reply) => {
    const { caller, query } = request
    if (!wantsTable(request, query.format)) return analytics.requests(caller!, query)
    analytics.check(caller!, query)
    return sendTable(reply, 'usage-requests.csv', requestTable(analytics.allRequests(caller!, query)))
  })
}
