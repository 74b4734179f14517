// OpenAI's Responses, without what needs them to be kept: items instead of messages, at both ends of the house.
import type { Dialect } from '../../core/dialect.ts'
import { toEnvelope } from '../../core/envelope.ts'
import { createSseFrames } from '../framing.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { dialectId } from './id.ts'
import { inspectResponse } from './inspect-response.ts'
import { createRelay } from './relay.ts'
import { readRequest, withSystem, writeRequest } from './request.ts'
import { readResponse, writeResponse } from './response.ts'
import { echo } from './response-object.ts'
import { createStreamReader } from './stream-reader.ts'
import { createStreamWriter } from './stream-writer.ts'

export const openaiResponses: Dialect = {
  id: dialectId,
  path: '/responses',
  streamType: 'text/event-stream',
  bytesPerToken: 160,
  createFramer: createSseFrames,
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  createStreamReader,
  createStreamWriter,
  readError: readUpstreamError,
  writeError: toEnvelope,
  withSystem,
  echo,
  createRelay,
  inspectResponse,
}
