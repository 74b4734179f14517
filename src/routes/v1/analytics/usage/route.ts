import { reportTable } from '../../../../ledger/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { UsageQuery, UsageReport } from '../../../../schemas/analytics.ts'
import { jsonOrTable, sendTable, wantsTable } from '../../../../plugins/table-answer.ts'

export default async function getUsage (app: App) {
  const { analytics } = app.services.ledger
  app.get('', {
    config: { auth: 'user-or-analytics' },
    schema: {
      operationId: 'getUsage',
      tags: ['analytics'],
      summary: 'Add usage up by model, user, key, day or hour',
      description: 'In whole hours of UTC, up to this moment. Those without the scope `analytics` see their own.',
      querystring: UsageQuery,
      response: jsonOrTable('Usage, group by group.', UsageReport),
    },
  }, async (request, reply) => {
    const report = await analytics.usage(request.caller!, request.query)
    return wantsTable(request, request.query.format) ? sendTable(reply, `usage-by-${report.groupBy}.csv`, reportTable(report)) : report
  })
}
