import type { Warning } from '../../core/chat.ts'
import type { EmbeddingRequest } from '../../core/embeddings.ts'
import { sortFields, textsOf } from '../embedding-request.ts'
import { compact, type Wire } from '../wire.ts'

// Fields of Gemini's own, which say what the vectors are for.
const ownFields = new Set(['taskType', 'title'])

/** Writes a request. Every text is one of its own, and each names the model again. */
export function writeRequest (request: EmbeddingRequest): { body: Wire; warnings: Warning[] } {
  const { fields, warnings } = sortFields(request, ownFields)
  const model = /^(?:models|tunedModels)\//.test(request.model) ? request.model : `models/${request.model}`
  const requests = textsOf(request).map(text => compact({ ...fields, model, content: { parts: [{ text }] }, outputDimensionality: request.dimensions }))
  return { body: { requests }, warnings }
}
