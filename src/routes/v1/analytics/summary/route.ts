import { summaryTable } from '../../../../ledger/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { SummaryQuery, UsageSummary } from '../../../../schemas/analytics.ts'
import { jsonOrTable, sendTable, wantsTable } from '../../../../plugins/table-answer.ts'

export default async function getUsageSummary (app: App) {
  const { analytics } = app.services.ledger
  app.get('', {
    config: { auth: 'user-or-analytics' },
    schema: {
      operationId: 'getUsageSummary',
      tags: ['analytics'],
      summary: 'Sum up a period, beside the one before',
      description: 'In whole hours of UTC, up to this moment. Those without the scope `analytics` see their own.',
      querystring: SummaryQuery,
      response: jsonOrTable('The period, the one before, and the models that cost most.', UsageSummary),
    },
  }, async (request, reply) => {
    const summary = await analytics.summary(request.caller!, request.query)
    return wantsTable(request, request.query.format) ? sendTable(reply, 'usage-summary.csv', summaryTable(summary)) : summary
  })
}
