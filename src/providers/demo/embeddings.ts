import type { LocalAnswer } from '../../core/provider.ts'
import { embed, fullDimensions } from './embedding.ts'
import { isEmbeddingModel } from './models.ts'
import { refuse } from './refuse.ts'
import { countPromptTokens } from './tokens.ts'

/** As many as OpenAI takes. */
const maxInputs = 2048

/** Answers an embeddings request in OpenAI's form. Tokens are read as words of their own. */
export function answerEmbeddings (text: string): LocalAnswer {
  const body = parse(text)
  const inputs = readInputs(body?.input)
  const dimensions = body?.dimensions ?? fullDimensions
  if (!isEmbeddingModel(body?.model)) return refuse({ status: 404, message: `The model \`${body?.model}\` does not exist or has no embeddings.`, param: 'model', code: 'model_not_found' })
  if (inputs === undefined) return refuse({ status: 400, message: `\`input\` must be a text, or up to ${maxInputs} of them, and not empty.`, param: 'input', code: null })
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > fullDimensions) return refuse({ status: 400, message: `\`dimensions\` must be 1 to ${fullDimensions}.`, param: 'dimensions', code: null })

  const write = body.encoding_format === 'base64' ? toBase64 : (vector: number[]) => vector
  const tokens = inputs.reduce((sum, input) => sum + countPromptTokens(input.length), 0)
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: [JSON.stringify({
      object: 'list',
      data: inputs.map((input, index) => ({ object: 'embedding', index, embedding: write(embed(input, dimensions)) })),
      model: body.model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    })],
  }
}

const parse = (text: string): any => { // wire JSON
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isTokens = (input: unknown): input is number[] => Array.isArray(input) && input.length > 0 && input.every(Number.isInteger)

/** Every input as a text; undefined when there is none, or something that is none. */
const readInputs = (input: unknown): string[] | undefined => {
  const inputs = Array.isArray(input) && !isTokens(input) ? input : [input]
  if (inputs.length === 0 || inputs.length > maxInputs) return undefined
  const texts = inputs.map(one => isTokens(one) ? one.join(' ') : one)
  return texts.every(text => typeof text === 'string' && text !== '') ? texts : undefined
}

const toBase64 = (vector: number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64')
