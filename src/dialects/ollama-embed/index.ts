// Ollama's native embeddings: texts in, vectors out. https://docs.ollama.com/api/embed
import type { UpstreamDialect } from '../../core/dialect.ts'
import type { EmbeddingRequest, EmbeddingResponse } from '../../core/embeddings.ts'
import { unstreamed } from '../unstreamed.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { writeRequest } from './request.ts'
import { readResponse } from './response.ts'

export const ollamaEmbed: UpstreamDialect<object, EmbeddingRequest, EmbeddingResponse> = {
  ...unstreamed,
  id: 'ollama-embed',
  operation: 'embeddings',
  path: '/api/embed',
  writeRequest,
  readResponse,
  readError: readUpstreamError,
}
