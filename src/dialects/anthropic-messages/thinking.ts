import type { ChatParams, Warning } from '../../core/chat.ts'
import type { Wire } from '../wire.ts'

/** The least that Anthropic lets a model think, in tokens. */
const leastBudget = 1024

const budgets: Readonly<Record<string, number>> = { low: 2048, medium: 8192, high: 16384, xhigh: 32768, max: 32768 }

/** Turns effort in words, or a budget, into extended thinking. Needs `max_tokens` and `tool_choice` to stand in the body. */
export function writeThinking ({ reasoningEffort: effort, reasoningBudget, maxOutputTokens }: ChatParams, body: Wire, warnings: Warning[]): void {
  if (body['thinking'] !== undefined) return
  const param = reasoningBudget === undefined ? 'reasoning_effort' : 'reasoning_budget'
  const wanted = reasoningBudget ?? (effort === undefined || effort === 'none' || effort === 'minimal' ? undefined : budgets[effort] ?? budgets['medium'])
  if (wanted === undefined || wanted <= 0) return
  const forced = body['tool_choice']?.type
  if (forced === 'any' || forced === 'tool') {
    warnings.push({ param, action: 'dropped', detail: 'a forced tool choice rules out thinking' })
    return
  }
  // The client's limit includes what is thought, as OpenAI counts; without one the budget comes on top.
  const budget = maxOutputTokens === undefined ? wanted : Math.min(wanted, maxOutputTokens - 1)
  if (budget < leastBudget) {
    warnings.push({ param, action: 'dropped', detail: `thinking needs at least ${leastBudget} tokens` })
    return
  }
  if (maxOutputTokens === undefined) body['max_tokens'] += budget
  body['thinking'] = { type: 'enabled', budget_tokens: budget }
  if (reasoningBudget === undefined) warnings.push({ param, action: 'emulated', detail: `thinking with ${budget} tokens` })
  else if (budget < reasoningBudget) warnings.push({ param, action: 'clamped', detail: String(budget) })
}
