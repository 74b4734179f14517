// Gemini's embeddings: several texts in one request, vectors out. https://ai.google.dev/api/embeddings
import type { UpstreamDialect } from '../../core/dialect.ts'
import type { EmbeddingRequest, EmbeddingResponse } from '../../core/embeddings.ts'
import { readGoogleError } from '../google-error.ts'
import { unstreamed } from '../unstreamed.ts'
import { writeRequest } from './request.ts'
import { readResponse } from './response.ts'

export const geminiEmbed: UpstreamDialect<object, EmbeddingRequest, EmbeddingResponse> = {
  ...unstreamed,
  id: 'gemini-embed',
  operation: 'embeddings',
  // Below the model, which stands in the address.
  path: ':batchEmbedContents',
  writeRequest,
  readResponse,
  readError: readGoogleError,
}
