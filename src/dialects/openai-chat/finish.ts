import type { FinishReason } from '../../core/chat.ts'

/** What OpenAI's clients know; anything else breaks the strict ones. */
export const finishReasons = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'] as const
export type WireFinish = typeof finishReasons[number]

// OpenAI's own, then what its relatives say instead: TGI, Together, Gemini's and Anthropic's compatibility routes, DeepSeek.
const meanings: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['stop', 'stop'], ['length', 'length'], ['tool_calls', 'tool-calls'], ['function_call', 'tool-calls'], ['content_filter', 'content-filter'],
  ['eos', 'stop'], ['eos_token', 'stop'], ['stop_sequence', 'stop'], ['end_turn', 'stop'], ['end', 'stop'], ['complete', 'stop'], ['done', 'stop'],
  ['max_tokens', 'length'], ['model_length', 'length'], ['max_output_tokens', 'length'],
  ['tool_use', 'tool-calls'], ['tool_call', 'tool-calls'], ['tool-calls', 'tool-calls'],
  ['safety', 'content-filter'], ['content-filter', 'content-filter'], ['refusal', 'content-filter'], ['recitation', 'content-filter'],
  ['error', 'error'], ['insufficient_system_resource', 'error'], ['abort', 'error'], ['aborted', 'error'], ['cancelled', 'error'],
])

/** The meaning of a wire reason. What nobody has heard of is `other`, never an invented `stop`. */
export const readFinish = (raw: string): FinishReason => meanings.get(raw) ?? meanings.get(raw.toLowerCase()) ?? 'other'

/** The wire's word for a reason. OpenAI has none for `other`; `stop` is the one that every client takes. */
export const writeFinish = (reason: FinishReason): WireFinish => {
  switch (reason) {
    case 'length': return 'length'
    case 'tool-calls': return 'tool_calls'
    case 'content-filter': return 'content_filter'
    default: return 'stop'
  }
}

const known: ReadonlySet<string> = new Set(finishReasons)

export const isWireFinish = (raw: unknown): raw is WireFinish => known.has(raw as string) // a Set takes any key
