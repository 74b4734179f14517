import type { Warning } from '../../core/chat.ts'
import type { EmbeddingRequest } from '../../core/embeddings.ts'
import { compact, others } from '../wire.ts'
import type { EmbeddingsRequest } from './schema.ts'

/** `encoding_format` is between the client and its door: see writeResponse. */
const knownFields = new Set(['model', 'input', 'dimensions', 'encoding_format', 'user'])

type Input = EmbeddingsRequest['input']

/** Reads a request. What has no slot stays in `extras` by its wire name. */
export function readRequest (body: EmbeddingsRequest): EmbeddingRequest {
  return compact({
    model: body.model,
    inputs: inputsOf(body.input),
    dimensions: body.dimensions ?? undefined,
    user: body.user ?? undefined,
    extras: others(body, knownFields) ?? {},
  })
}

/** A lone text and a lone list of tokens are one input. */
const inputsOf = (input: Input): EmbeddingRequest['inputs'] => {
  if (typeof input === 'string') return [input]
  return isTokens(input) ? [input] : input
}

const isTokens = (input: Exclude<Input, string>): input is number[] => typeof input[0] === 'number'

/** Writes a request for a provider, which answers with numbers unless it is asked otherwise. */
export function writeRequest ({ model, inputs, dimensions, user, extras }: EmbeddingRequest): { body: EmbeddingsRequest; warnings: Warning[] } {
  const input = (inputs.length === 1 ? inputs[0] : inputs) as Input // texts and tokens never come mixed
  return { body: compact({ ...extras, model, input, dimensions, user }), warnings: [] }
}
