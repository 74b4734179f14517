import type { FinishReason } from '../../core/chat.ts'
import { text, type Wire } from '../wire.ts'

/** How a response ended. `error` is not here: that is a failed response. */
export type Ending = { status: 'completed' | 'incomplete'; incomplete_details: { reason: string } | null }

const reasons: Readonly<Record<string, FinishReason>> = { max_output_tokens: 'length', content_filter: 'content-filter' }

/** Why a response ended: it tells only what kept it from completion, so calls are told from its output. */
export function readFinish (response: Wire, hasCalls: boolean): { reason: FinishReason; raw: string } {
  const raw = response['status'] === 'incomplete' ? text(response['incomplete_details']?.reason) ?? 'incomplete' : undefined
  if (raw === undefined) return { reason: hasCalls ? 'tool-calls' : 'stop', raw: 'completed' }
  return { reason: Object.hasOwn(reasons, raw) ? reasons[raw]! : 'other', raw }
}

/** The status for a reason. OpenAI has no word for `other`. */
export function writeFinish (reason: FinishReason): Ending {
  if (reason === 'length') return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
  if (reason === 'content-filter') return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }
  return { status: 'completed', incomplete_details: null }
}
