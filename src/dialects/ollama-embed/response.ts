import type { Usage } from '../../core/chat.ts'
import type { EmbeddingResponse } from '../../core/embeddings.ts'
import { holdsError, noAnswer, readInBandError } from '../upstream-error.ts'
import { compact, count, isObject, text, type Wire } from '../wire.ts'

/** Reads an answer. Throws GatewayError for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: unknown): EmbeddingResponse {
  if (holdsError(body)) throw readInBandError(body)
  if (!isObject(body) || !Array.isArray(body['embeddings'])) throw noAnswer('without embeddings')
  return compact({ model: text(body['model']) ?? '', vectors: body['embeddings'].map(readVector), usage: readUsage(body) })
}

const readVector = (vector: unknown): number[] => {
  if (Array.isArray(vector) && vector.length > 0) return vector
  throw noAnswer('with an embedding that is no vector')
}

/** The counters stand beside the vectors, with how long it took. */
const readUsage = ({ model: _, embeddings: __, ...raw }: Wire): Usage | undefined => {
  const inputTokens = count(raw['prompt_eval_count'])
  return inputTokens === undefined ? undefined : { inputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, raw }
}
