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

/** Times in milliseconds; absent where nobody measured them. */
export type Timing = { total?: number; prompt?: number; answer?: number }

const nanoseconds = (ms = 0): number => Math.round(ms * 1e6)

/** The counters of the last line. Nothing was loaded here, so that takes no time. */
export const writeUsage = (usage: Partial<Usage> | undefined, { total, prompt, answer }: Timing = {}) => ({
  total_duration: nanoseconds(total),
  load_duration: 0,
  ...(usage !== undefined && { prompt_eval_count: (usage.inputTokens ?? 0) + (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0) }),
  prompt_eval_duration: nanoseconds(prompt),
  ...(usage !== undefined && { eval_count: usage.outputTokens ?? 0 }),
  eval_duration: nanoseconds(answer),
})
