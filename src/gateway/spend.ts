import type { Directory, SpendRequest, Target } from '../core/ports.ts'
import { estimatePrompt } from '../core/prompt-size.ts'
import type { Call } from './call.ts'
import type { Candidate } from './candidate.ts'
import type { Guess } from './settlement.ts'

type Spending = Pick<SpendRequest, 'caller' | 'systemPrompt'> & { call: Call; candidate: Candidate; target: Target; directory: Directory }

/** What a call is about to take of a target, as far as it can be known before. */
export const spendOf = ({ call: { raw, body, door }, caller, candidate, target, directory, systemPrompt }: Spending): SpendRequest => ({
  caller,
  asked: candidate.shown,
  isAliased: candidate.isAliased,
  target,
  operation: door.operation ?? 'chat',
  pricing: directory.priceOf(target),
  body,
  bodyBytes: raw.length,
  systemPrompt,
  maxOutputTokens: outputLimitOf(body),
})

type Guessing = Pick<Spending, 'call' | 'target' | 'directory' | 'systemPrompt'> & { promptTokens: number | undefined }

/** What can be told of a call without its provider. Nothing of counting tokens, which is free. `promptTokens`: where that was estimated before. */
export const guessOf = ({ call: { raw, body, door }, target, directory, systemPrompt, promptTokens }: Guessing): Guess | undefined => {
  const { operation = 'chat', bytesPerToken = 32 } = door
  if (operation === 'count-tokens') return undefined
  const { n } = body
  const most = Math.min(outputLimitOf(body) ?? Infinity, directory.outputLimitOf?.(target) ?? Infinity)
  return {
    prompt: promptTokens ?? estimatePrompt(body, raw.length, systemPrompt),
    mostOutput: operation === 'chat' ? most * (typeof n === 'number' && n > 1 ? Math.floor(n) : 1) : 0,
    bytesPerToken,
  }
}

/** How many tokens the answer may have, under the name that the door's dialect has for it. */
const outputLimitOf = (body: Record<string, unknown>): number | undefined => {
  const { request } = body as { request?: { params?: { maxOutputTokens?: number } } } // of the house's own calls
  const limit = request === undefined ? body['max_completion_tokens'] ?? body['max_tokens'] ?? body['max_output_tokens'] ?? body['maxTokens'] : request.params?.maxOutputTokens
  return typeof limit === 'number' ? limit : undefined
}
