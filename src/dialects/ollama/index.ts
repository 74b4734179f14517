// Ollama's native chat API: lines of JSON, whole tool calls, options in a drawer of their own.
import type { Dialect } from '../../core/dialect.ts'
import { createNdjsonFrames } from '../framing.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { readRequest } from './read-request.ts'
import { createRelay } from './relay.ts'
import { withSystem, writeRequest } from './request.ts'
import { readResponse } from './response.ts'
import { createStreamReader } from './stream-reader.ts'
import { createStreamWriter } from './stream-writer.ts'
import { inspectResponse, writeResponse } from './write-response.ts'

export const ollamaChat: Dialect = {
  id: 'ollama',
  path: '/api/chat',
  streamType: 'application/x-ndjson',
  bytesPerToken: 90,
  // A line that is no JSON would be garbage to its clients.
  ping: '',
  takesUrls: false,
  createFramer: createNdjsonFrames,
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  createStreamReader,
  createStreamWriter,
  createRelay,
  inspectResponse: inspectResponse as Dialect['inspectResponse'], // it looks before it takes anything for granted
  withSystem,
  readError: readUpstreamError,
  writeError: ({ message }) => ({ error: message }),
}
