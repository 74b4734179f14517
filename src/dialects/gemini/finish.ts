import type { FinishReason } from '../../core/chat.ts'

const meanings: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  // The model, or the provider, got its own output wrong.
  MALFORMED_FUNCTION_CALL: 'error',
  MALFORMED_RESPONSE: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
}

/** What was said until the end. */
export type Answered = { hasCalls: boolean; isEmpty: boolean }

/**
 * The meaning of a `finishReason`. Gemini has no word for tool calls: an answer that holds some ends in STOP, too.
 * What nobody has heard of is `other`, and without any content an error. https://ai.google.dev/api/generate-content#FinishReason
 */
export function readFinish (raw: string, { hasCalls, isEmpty }: Answered): FinishReason {
  const known = Object.hasOwn(meanings, raw) ? meanings[raw]! : undefined
  if (known === 'stop' && hasCalls) return 'tool-calls'
  if (known !== undefined) return known
  if (isEmpty) return 'error'
  return raw === 'FINISH_REASON_UNSPECIFIED' ? 'stop' : 'other'
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  'tool-calls': 'STOP',
  length: 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  other: 'OTHER',
  error: 'OTHER',
}

/** Gemini's word for a reason: the very one that its provider used, if it was Gemini's. */
export const writeFinish = (reason: FinishReason, raw: string | undefined): string =>
  raw !== undefined && Object.hasOwn(meanings, raw) && meanings[raw] === reason ? raw : words[reason]
