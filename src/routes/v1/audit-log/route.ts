import { Readable } from 'node:stream'
import { toCsv, toEntry } from '../../../audit/index.ts'
import type { App } from '../../../plugins/app.ts'
import { AuditPage, AuditQuery, AuditTable } from '../../../schemas/audit.ts'
import { readPageQuery } from '../../../schemas/common.ts'
import { problems } from '../../../schemas/error.ts'
import { ref } from '../../../schemas/type.ts'

const toMs = (time: string | undefined): number | undefined => time === undefined ? undefined : Date.parse(time)

export default async function auditLog (app: App) {
  const { audit } = app.services

  app.get('', {
    config: { auth: 'admin' },
    schema: {
      operationId: 'listAuditEntries',
      tags: ['audit'],
      summary: 'Read who changed what',
      description: 'With `Accept: text/csv` everything that matches, as a table.',
      querystring: AuditQuery,
      response: {
        200: { description: 'Entries, newest first.', content: { 'application/json': { schema: ref(AuditPage) }, 'text/csv': { schema: ref(AuditTable) } } },
        ...problems('unauthorized', 'forbidden'),
      },
    },
  }, async ({ query, headers }, reply) => {
    const { limit, cursor, actor, from, to, ...rest } = query
    const filter = { ...rest, actorId: actor, from: toMs(from), to: toMs(to) }
    if (headers.accept?.includes('text/csv') === true) {
      const table = Readable.from(toCsv(audit.all(filter)))
      return reply.headers({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="audit-log.csv"', 'cache-control': 'no-store' }).send(table as never) // a stream goes out as it is; its type is the schema's
    }
    const { data, nextCursor } = await audit.list({ ...filter, ...readPageQuery({ ...limit !== undefined && { limit }, ...cursor !== undefined && { cursor } }) })
    return { data: data.map(toEntry), nextCursor: nextCursor ?? null } satisfies AuditPage
  })
}
