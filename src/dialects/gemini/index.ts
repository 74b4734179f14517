// Gemini's generateContent, at both ends of the house: the model in the address, parts instead of messages, whole calls.
import type { Dialect } from '../../core/dialect.ts'
import { createSseFrames } from '../framing.ts'
import { readGoogleError } from '../google-error.ts'
import { writeError } from './errors.ts'
import { dialectId } from './id.ts'
import { readRequest, withSystem } from './read-request.ts'
import { createRelay } from './relay.ts'
import { writeRequest } from './request.ts'
import { inspectResponse, readResponse, writeResponse } from './response.ts'
import { createStreamReader } from './stream-reader.ts'
import { createStreamWriter } from './stream-writer.ts'

export const gemini: Dialect = {
  id: dialectId,
  // Below the model, which stands in the address; a stream has another verb.
  path: ':generateContent',
  streamType: 'text/event-stream',
  takesUrls: false,
  // Older clients of Google's cannot read comments.
  ping: '',
  createFramer: createSseFrames,
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  createStreamReader,
  createStreamWriter,
  readError: readGoogleError,
  writeError,
  withSystem,
  createRelay,
  inspectResponse,
}
