import type { FinishReason } from '../../core/chat.ts'

const meanings: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content-filter',
}

/** The meaning of a `stop_reason`. What nobody has heard of is `other`, never an invented `stop`. */
export const readFinish = (raw: string): FinishReason => Object.hasOwn(meanings, raw) ? meanings[raw]! : 'other'
