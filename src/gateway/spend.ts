import type { Receipt } from '../core/chat.ts'
import type { Directory, SpendRequest, Target } from '../core/ports.ts'
import type { Call } from './call.ts'

/** What a call is about to take of a target, as far as it can be known before. */
export const spendOf = ({ raw, body }: Call, caller: SpendRequest['caller'], { asked }: Receipt, target: Target, directory: Directory): SpendRequest => ({
  caller,
  asked,
  target,
  pricing: directory.priceOf(target),
  promptBytes: raw.length === 0 ? JSON.stringify(body).length : raw.length,
  maxOutputTokens: outputLimitOf(body),
})

/** How many tokens the answer may have, under the name that the door's dialect has for it. */
const outputLimitOf = (body: Record<string, unknown>): number | undefined => {
  const { request } = body as { request?: { params?: { maxOutputTokens?: number } } } // of the house's own calls
  const limit = request === undefined ? body['max_completion_tokens'] ?? body['max_tokens'] ?? body['max_output_tokens'] ?? body['maxTokens'] : request.params?.maxOutputTokens
  return typeof limit === 'number' ? limit : undefined
}
