// Ollama's native chat API: lines of JSON, whole tool calls without ids, options in a drawer of their own.
import type { UpstreamDialect } from '../../core/dialect.ts'
import { createNdjsonFrames } from '../framing.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { writeRequest } from './request.ts'
import { readResponse } from './response.ts'
import { createStreamReader } from './stream-reader.ts'

export const ollamaChat: UpstreamDialect = {
  id: 'ollama',
  path: '/api/chat',
  streamType: 'application/x-ndjson',
  createFramer: createNdjsonFrames,
  writeRequest,
  readResponse,
  createStreamReader,
  readError: readUpstreamError,
}
