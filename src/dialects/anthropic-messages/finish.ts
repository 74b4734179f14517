import type { ChatEvent, FinishReason } from '../../core/chat.ts'

const meanings: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['pause_turn', 'stop'],
  ['tool_use', 'tool-calls'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'content-filter'],
])

/** The meaning of a `stop_reason`. What nobody has heard of is `other`, never an invented `stop`. */
export const readFinish = (raw: string): FinishReason => meanings.get(raw) ?? 'other'

type Ending = Pick<Extract<ChatEvent, { type: 'message-end' }>, 'reason' | 'raw' | 'stopSequence'>

/** What an answer held, beyond plain text. */
export type Held = { hasCalls: boolean; hasRefused: boolean }

/** The word for an end: the provider's own where it is one of Anthropic's. Clients run tools only when told `tool_use`, and some providers say `stop`. */
export function writeFinish ({ reason, raw, stopSequence }: Ending, { hasCalls, hasRefused }: Held): string {
  if (raw !== undefined && meanings.get(raw) === reason && raw !== 'end_turn') return raw
  switch (reason) {
    case 'length': return 'max_tokens'
    case 'tool-calls': return 'tool_use'
    case 'content-filter': return 'refusal'
    default:
      if (hasCalls) return 'tool_use'
      if (hasRefused) return 'refusal'
      return stopSequence === undefined ? 'end_turn' : 'stop_sequence'
  }
}
