import { type Static, Type } from '@sinclair/typebox'
import { Nullable } from './type.ts'

/** RFC 3339 in UTC, as every answer writes times. */
export const Timestamp = (description: string) => Type.String({ format: 'date-time', description, examples: ['2026-11-21T09:30:00.000Z'] })

/** The query of every list. */
export const PageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'How many at the most.' })),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: 'The `nextCursor` of the page before.' })),
}, { additionalProperties: false })

/** `nextCursor` of a page. */
export const NextCursor = Nullable(Type.String(), { description: 'Send it as `cursor` to read on; null on the last page.', examples: [null] })

/** The query of a list with its default filled in. */
export const readPageQuery = ({ limit = 50, cursor }: Static<typeof PageQuery>) => ({ limit, cursor })
