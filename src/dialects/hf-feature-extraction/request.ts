import type { Warning } from '../../core/chat.ts'
import type { EmbeddingRequest } from '../../core/embeddings.ts'
import { GatewayError } from '../../core/errors.ts'
import { sortFields, textsOf } from '../embedding-request.ts'
import type { Wire } from '../wire.ts'

const ownFields = new Set(['normalize', 'prompt_name', 'truncate', 'truncation_direction'])

/** Writes a request. The model stands in the address. Vectors of another length than asked for are of no use, so `dimensions` is refused. */
export function writeRequest (request: EmbeddingRequest): { body: Wire; warnings: Warning[] } {
  if (request.dimensions !== undefined) throw new GatewayError('invalid_request', 'dimensions: this provider gives vectors at full length only.', { param: 'dimensions' })
  const { fields, warnings } = sortFields(request, ownFields)
  return { body: { ...fields, inputs: textsOf(request) }, warnings }
}
