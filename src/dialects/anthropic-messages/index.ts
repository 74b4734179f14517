// Anthropic's Messages, at both ends of the house: blocks instead of deltas, usage that grows, errors in its own envelope.
import type { Dialect } from '../../core/dialect.ts'
import { createSseFrames } from '../framing.ts'
import { writeResponse } from './answer.ts'
import { limitHeaders, readError, statusOf, writeError } from './errors.ts'
import { dialectId } from './id.ts'
import { inspectResponse } from './inspect-response.ts'
import { readRequest, withSystem } from './read-request.ts'
import { createRelay } from './relay.ts'
import { writeRequest } from './request.ts'
import { readResponse } from './response.ts'
import { createStreamReader } from './stream-reader.ts'
import { createStreamWriter } from './stream-writer.ts'

export { anthropicCountTokens } from './count-tokens.ts'

export const anthropicMessages: Dialect = {
  id: dialectId,
  path: '/messages',
  streamType: 'text/event-stream',
  ping: 'event: ping\ndata: {"type": "ping"}\n\n',
  forwardedHeaders: ['anthropic-beta', 'anthropic-version'],
  relayedHeaders: limitHeaders,
  requestIdHeader: 'request-id',
  createFramer: createSseFrames,
  readRequest,
  withSystem,
  writeRequest,
  readResponse,
  writeResponse,
  createStreamReader,
  createStreamWriter,
  readError,
  writeError,
  statusOf,
  createRelay,
  inspectResponse,
}
