import type { InspectedResponse } from '../../core/dialect.ts'
import { holdsError, noAnswer } from '../upstream-error.ts'
import { isObject, text } from '../wire.ts'
import { readStreamError } from './errors.ts'
import { wholeUsage } from './response.ts'

/** Reads a whole relayed answer in passing; its bytes stay as they are. Throws like readResponse. */
export function inspectResponse (body: unknown): InspectedResponse {
  if (holdsError(body)) throw readStreamError(body)
  if (!isObject(body) || !Array.isArray(body['content'])) throw noAnswer('without content')
  return { usage: wholeUsage(body['usage']), finish: text(body['stop_reason']), body: undefined }
}
