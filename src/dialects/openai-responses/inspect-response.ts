import type { InspectedResponse } from '../../core/dialect.ts'
import { list } from '../wire.ts'
import { readFinish } from './finish.ts'
import { assertAnswered } from './response.ts'
import { readUsage } from './usage.ts'

/** Reads a whole relayed response in passing; it is passed on as it came. Throws like readResponse. */
export function inspectResponse (body: unknown): InspectedResponse {
  const response = assertAnswered(body)
  const hasCalls = list(response['output']).some(item => item?.type === 'function_call')
  return { usage: readUsage(response['usage']), finish: readFinish(response, hasCalls).raw, body: undefined }
}
