import type { Warning } from '../../core/chat.ts'
import type { EmbeddingRequest } from '../../core/embeddings.ts'
import { sortFields, textsOf } from '../embedding-request.ts'
import { compact, type Wire } from '../wire.ts'

const ownFields = new Set(['truncate', 'options', 'keep_alive'])

/** Writes a request in Ollama's terms. */
export function writeRequest (request: EmbeddingRequest): { body: Wire; warnings: Warning[] } {
  const { model, dimensions } = request
  const { fields, warnings } = sortFields(request, ownFields)
  return { body: compact({ ...fields, model, input: textsOf(request), dimensions }), warnings }
}
