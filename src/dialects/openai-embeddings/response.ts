import type { Usage } from '../../core/chat.ts'
import type { AnswerContext, InspectedResponse } from '../../core/dialect.ts'
import type { EmbeddingResponse } from '../../core/embeddings.ts'
import { holdsError, noAnswer, readInBandError } from '../upstream-error.ts'
import { compact, count, isObject, list, others, text, type Wire } from '../wire.ts'
import type { EmbeddingList } from './schema.ts'
import { toBase64, toNumbers } from './vectors.ts'

const knownFields = new Set(['object', 'data', 'model', 'usage', 'error'])

/** Reads an answer; each vector stays in the form that it came in. Throws GatewayError for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: Wire): EmbeddingResponse {
  if (holdsError(body)) throw readInBandError(body)
  if (!isObject(body) || !Array.isArray(body['data'])) throw noAnswer('without embeddings')
  const data = body['data'].filter(isObject).sort((left, right) => (count(left['index']) ?? 0) - (count(right['index']) ?? 0))
  return compact({
    model: text(body['model']) ?? '',
    vectors: data.map(({ embedding }) => readVector(embedding)),
    usage: readUsage(body['usage']),
    extra: others(body, knownFields),
  })
}

const readVector = (embedding: unknown): number[] | string => {
  if (typeof embedding === 'string' || list(embedding).length > 0) return embedding as number[] | string // the provider's word for it
  throw noAnswer('with an embedding that is no vector')
}

const readUsage = (usage: unknown): Usage | undefined => {
  if (!isObject(usage)) return undefined
  const tokens = count(usage['prompt_tokens']) ?? count(usage['total_tokens'])
  return tokens === undefined ? undefined : { inputTokens: tokens, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, raw: usage }
}

/** Writes an answer in the form that the client asked for, whichever its provider sent: many ignore `encoding_format`. */
export function writeResponse ({ vectors, usage, extra }: EmbeddingResponse, { model, echo }: AnswerContext): EmbeddingList {
  const convert = echo?.['encoding_format'] === 'base64' ? toBase64 : toNumbers
  const tokens = usage === undefined ? 0 : usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens
  return {
    ...extra,
    object: 'list',
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: convert(vector) })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

/** Reads an answer in passing. */
export const inspectResponse = (body: Wire): InspectedResponse => ({ usage: readResponse(body).usage, finish: undefined, body: undefined })
