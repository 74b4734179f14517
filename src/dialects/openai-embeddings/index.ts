// OpenAI's embeddings: texts in, vectors out. The dialect of nearly every provider that has vectors.
import type { Dialect } from '../../core/dialect.ts'
import type { EmbeddingRequest, EmbeddingResponse } from '../../core/embeddings.ts'
import { toEnvelope } from '../../core/envelope.ts'
import { unstreamed } from '../unstreamed.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { readRequest, writeRequest } from './request.ts'
import { inspectResponse, readResponse, writeResponse } from './response.ts'
import type { EmbeddingsRequest } from './schema.ts'

export const openaiEmbeddings: Dialect<EmbeddingsRequest, EmbeddingRequest, EmbeddingResponse> = {
  ...unstreamed,
  id: 'openai-embeddings',
  operation: 'embeddings',
  path: '/embeddings',
  // Whether a provider heeds `encoding_format` shows in its answer only.
  isRelayable: false,
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  inspectResponse,
  echo: ({ encoding_format: format }) => ({ encoding_format: format }),
  readError: readUpstreamError,
  writeError: toEnvelope,
}
