// Anthropic's Messages, as providers speak it: blocks instead of deltas, usage that grows, errors in its own envelope.
import type { UpstreamDialect } from '../../core/dialect.ts'
import { createSseFrames } from '../framing.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { writeRequest } from './request.ts'
import { readResponse } from './response.ts'
import { createStreamReader } from './stream-reader.ts'

export const anthropicMessages: UpstreamDialect = {
  id: 'anthropic-messages',
  path: '/messages',
  streamType: 'text/event-stream',
  createFramer: createSseFrames,
  writeRequest,
  readResponse,
  createStreamReader,
  readError: readUpstreamError,
}
