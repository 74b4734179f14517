import type { TSchema } from '@sinclair/typebox'
import { ref } from './type.ts'

/** A JSON response of an operation. */
export const json = <T extends TSchema>(description: string, schema: T) =>
  ({ description, content: { 'application/json': { schema: ref(schema) } } })
