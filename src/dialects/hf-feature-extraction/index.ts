// Hugging Face's feature extraction: how its own inference turns texts into vectors.
// https://huggingface.co/docs/inference-providers/tasks/feature-extraction
import type { UpstreamDialect } from '../../core/dialect.ts'
import type { EmbeddingRequest, EmbeddingResponse } from '../../core/embeddings.ts'
import { unstreamed } from '../unstreamed.ts'
import { readUpstreamError } from '../upstream-error.ts'
import { writeRequest } from './request.ts'
import { readResponse } from './response.ts'

export const hfFeatureExtraction: UpstreamDialect<object, EmbeddingRequest, EmbeddingResponse> = {
  ...unstreamed,
  id: 'hf-feature-extraction',
  operation: 'embeddings',
  path: '/pipeline/feature-extraction',
  writeRequest,
  readResponse,
  readError: readUpstreamError,
}
