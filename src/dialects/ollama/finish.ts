import type { FinishReason } from '../../core/chat.ts'

/** The meaning of a `done_reason`. Old servers leave it out; none has a word for tool calls. */
export function readFinish (raw: string | undefined, hasCalls: boolean): FinishReason {
  if (raw === 'error') return 'error'
  if (hasCalls) return 'tool-calls'
  switch (raw) {
    case undefined: case 'stop': case 'load': case 'unload': return 'stop'
    case 'length': return 'length'
    case 'content_filter': return 'content-filter'
    default: return 'other'
  }
}

/** The wire's word for a reason. Ollama has none for what a provider filtered out, and no list of words that its clients insist on. */
export const writeFinish = (reason: FinishReason): string =>
  reason === 'length' ? 'length' : reason === 'content-filter' ? 'content_filter' : 'stop'
