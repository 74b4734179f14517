// Vectors as each kind of provider gives them. The same text has the same vector everywhere.
import { json, type Received, type Reply } from '../replay-upstream.ts'

/** How an endpoint for vectors is asked and answers. */
export type EmbeddingVoice = {
  path: RegExp
  /** Whether it tells what the texts came to. */
  counts: boolean
  hear(request: Received): { inputs: unknown[]; dimensions?: number }
  answer(request: Received): Reply
}

/** Eighths, which 32-bit floats hold exactly. */
export const vectorOf = (input: unknown, dimensions = 4): number[] => {
  const codes = [...Buffer.from(JSON.stringify(input))]
  return Array.from({ length: dimensions }, (_, at) => ((codes[at % codes.length]! * (at + 1)) % 64) / 8 - 4)
}

export const embeddingTokens = 9

const base64 = (vector: number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64')

/** A text, texts, tokens, or lists of tokens. */
const listOf = (input: any): unknown[] => Array.isArray(input) && typeof input[0] !== 'number' ? input : [input]

const createOpenaiEmbeddings = (dimensionsField: string): EmbeddingVoice => {
  const hear: EmbeddingVoice['hear'] = ({ parsed: body }) => ({ inputs: listOf(body.input), ...body[dimensionsField] !== undefined && { dimensions: body[dimensionsField] } })
  return {
    path: /\/embeddings$/,
    counts: true,
    hear,
    answer (request) {
      const { inputs, dimensions } = hear(request)
      const vectors = inputs.map(input => vectorOf(input, dimensions))
      const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: request.parsed.encoding_format === 'base64' ? base64(vector) : vector }))
      return json({ object: 'list', data, model: request.parsed.model, usage: { prompt_tokens: embeddingTokens, total_tokens: embeddingTokens } })
    },
  }
}

/** https://platform.openai.com/docs/api-reference/embeddings */
export const openaiEmbeddings = createOpenaiEmbeddings('dimensions')

/** https://docs.mistral.ai/api/#tag/embeddings */
export const mistralEmbeddings = createOpenaiEmbeddings('output_dimension')

/** https://docs.ollama.com/api/embed */
export const ollamaEmbeddings: EmbeddingVoice = {
  path: /\/api\/embed$/,
  counts: true,
  hear: ({ parsed: body }) => ({ inputs: listOf(body.input), ...body.dimensions !== undefined && { dimensions: body.dimensions } }),
  answer (request) {
    const { inputs, dimensions } = this.hear(request)
    return json({ model: request.parsed.model, embeddings: inputs.map(input => vectorOf(input, dimensions)), total_duration: 5e8, load_duration: 1e8, prompt_eval_count: embeddingTokens })
  },
}

const partsText = (content: any): string => content.parts.map(({ text }: any) => text).join('')

/** https://ai.google.dev/api/embeddings */
export const geminiEmbeddings: EmbeddingVoice = {
  path: /:(embedContent|batchEmbedContents)$/,
  counts: false,
  hear: ({ parsed: body }) => {
    const requests: any[] = body.requests ?? [body]
    const dimensions = requests[0]?.outputDimensionality
    return { inputs: requests.map(({ content }) => partsText(content)), ...dimensions !== undefined && { dimensions } }
  },
  answer (request) {
    const { inputs, dimensions } = this.hear(request)
    const vectors = inputs.map(input => ({ values: vectorOf(input, dimensions) }))
    return json(request.path.endsWith(':embedContent') ? { embedding: vectors[0] } : { embeddings: vectors })
  },
}
