import type { Usage } from '../../core/chat.ts'
import { count, type Wire } from '../wire.ts'

const counters = /_count$|_duration$/

/** Usage stands on the last line. A prompt that was wholly cached has no count at all. */
export function readUsage (line: Wire): Usage | undefined {
  const inputTokens = count(line['prompt_eval_count'])
  const outputTokens = count(line['eval_count'])
  if (inputTokens === undefined && outputTokens === undefined) return undefined
  const raw = Object.fromEntries(Object.entries(line).filter(([name]) => counters.test(name)))
  return { inputTokens: inputTokens ?? 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: outputTokens ?? 0, raw }
}
