import { isObject, list, type Wire } from '../wire.ts'

/** Gemini's log probabilities in OpenAI's form, in which they travel through the house. */
export function readLogprobs (result: unknown): Wire | undefined {
  if (!isObject(result) || !Array.isArray(result['chosenCandidates'])) return undefined
  const top = list(result['topCandidates'])
  return { content: result['chosenCandidates'].map((chosen, at) => ({ ...readToken(chosen), top_logprobs: list(top[at]?.candidates).map(readToken) })), refusal: null }
}

const readToken = (candidate: any) =>
  ({ token: String(candidate?.token ?? ''), logprob: candidate?.logProbability ?? 0, bytes: [...Buffer.from(String(candidate?.token ?? ''))] })

/** The other way round; undefined for what has another form. */
export function writeLogprobs (logprobs: unknown): Wire | undefined {
  if (!isObject(logprobs) || !Array.isArray(logprobs['content'])) return undefined
  return {
    chosenCandidates: logprobs['content'].map(writeToken),
    topCandidates: logprobs['content'].map((chosen: any) => ({ candidates: list(chosen?.top_logprobs).map(writeToken) })),
  }
}

const writeToken = (chosen: any) => ({ token: chosen?.token ?? '', logProbability: chosen?.logprob ?? 0 })
