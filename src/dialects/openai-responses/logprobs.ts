import { isObject, list } from '../wire.ts'

/** Log probabilities as the house has them, which is as OpenAI's chat has them; undefined when there are none. */
export const readLogprobs = (tokens: unknown): { content: unknown[] } | undefined => list(tokens).length === 0 ? undefined : { content: list(tokens) }

/** The tokens of log probabilities, each with its alternatives, be it none: strict clients want the list. */
export const writeLogprobs = (logprobs: unknown): object[] =>
  list(isObject(logprobs) ? logprobs['content'] : undefined).filter(isObject).map(token => ({ ...token, bytes: token['bytes'] ?? [], top_logprobs: list(token['top_logprobs']) }))
