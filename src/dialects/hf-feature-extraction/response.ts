import type { EmbeddingResponse } from '../../core/embeddings.ts'
import { holdsError, noAnswer, readInBandError } from '../upstream-error.ts'

/** Reads an answer: a bare list of vectors, nothing counted. Throws GatewayError, too for a model that has a vector a token and none for the text. */
export function readResponse (body: unknown): EmbeddingResponse {
  if (holdsError(body)) throw readInBandError(body)
  if (!Array.isArray(body) || body.length === 0) throw noAnswer('without embeddings')
  return { model: '', vectors: body.map(readVector) }
}

const readVector = (vector: unknown): number[] => {
  if (Array.isArray(vector) && vector.every(value => typeof value === 'number') && vector.length > 0) return vector
  throw noAnswer(Array.isArray(vector) ? 'a vector for each token: this model makes none for a whole text' : 'with an embedding that is no vector')
}
