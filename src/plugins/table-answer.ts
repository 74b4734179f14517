import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toAttachment } from '../lib/file-name.ts'
import { UsageTable } from '../schemas/analytics.ts'
import { problems } from '../schemas/error.ts'
import { ref } from '../schemas/type.ts'
import type { TSchema } from '@sinclair/typebox'

/** The answers of an operation that tells the same as JSON and as a table. */
export const jsonOrTable = <T extends TSchema>(description: string, schema: T) => ({
  200: { description, content: { 'application/json': { schema: ref(schema) }, 'text/csv': { schema: ref(UsageTable) } } },
  ...problems('unauthorized', 'forbidden'),
})

/** Whether a table is wanted: said in the query, or in the header. */
export const wantsTable = ({ headers }: FastifyRequest, format: 'json' | 'csv' | undefined): boolean =>
  format === undefined ? /(^|,)\s*text\/csv\b/.test(headers.accept ?? '') : format === 'csv'

/** Sends lines as they come. */
export const sendTable = (reply: FastifyReply, fileName: string, lines: AsyncIterable<string>): never =>
  reply.headers({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': toAttachment(fileName), 'cache-control': 'no-store' }).send(Readable.from(lines)) as never // a stream goes out as it is; its type is the schema's
