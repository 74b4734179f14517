// OpenAI's Chat Completions: the dialect of most clients and most providers, at both ends of the house.
import type { Dialect } from '../../core/dialect.ts'
import { toEnvelope } from '../../core/envelope.ts'
import { createSseFrames } from '../framing.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { inspectResponse } from './inspect-response.ts'
import { createRelay } from './relay.ts'
import { askForUsage, readRequest, withSystem, writeRequest } from './request.ts'
import { readResponse, writeResponse } from './response.ts'
import { createStreamReader } from './stream-reader.ts'
import { createStreamWriter } from './stream-writer.ts'

export const openaiChat: Dialect = {
  id: 'openai-chat',
  path: '/chat/completions',
  streamType: 'text/event-stream',
  bytesPerToken: 120,
  createFramer: createSseFrames,
  readRequest,
  writeRequest,
  readResponse: readResponse as Dialect['readResponse'], // it looks before it takes anything for granted
  writeResponse,
  createStreamReader,
  createStreamWriter,
  readError: readUpstreamError,
  writeError: toEnvelope,
  askForUsage,
  withSystem,
  createRelay,
  inspectResponse: inspectResponse as Dialect['inspectResponse'], // as above
}
