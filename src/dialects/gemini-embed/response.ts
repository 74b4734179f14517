import type { Usage } from '../../core/chat.ts'
import type { EmbeddingResponse } from '../../core/embeddings.ts'
import { readGoogleInBandError } from '../google-error.ts'
import { holdsError, noAnswer } from '../upstream-error.ts'
import { compact, count, isObject, list } from '../wire.ts'

/** Reads an answer. Throws GatewayError for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: unknown): EmbeddingResponse {
  if (holdsError(body)) throw readGoogleInBandError(body)
  if (!isObject(body) || !Array.isArray(body['embeddings'])) throw noAnswer('without embeddings')
  return compact({ model: '', vectors: body['embeddings'].map(readVector), usage: readUsage(body['usageMetadata']) })
}

const readVector = (embedding: any): number[] => {
  const values = list(embedding?.values)
  if (values.length === 0) throw noAnswer('with an embedding that is no vector')
  return values
}

/** Only newer models count. */
const readUsage = (usage: unknown): Usage | undefined => {
  const inputTokens = isObject(usage) ? count(usage['promptTokenCount']) : undefined
  return inputTokens === undefined ? undefined : { inputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, raw: usage }
}
