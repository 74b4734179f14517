import type { ChatParams, Warning } from '../../core/chat.ts'
import type { Wire } from '../wire.ts'
import { decidesItself } from './models.ts'

/** The least that Anthropic lets a model think, in tokens. */
const leastBudget = 1024

const mediumBudget = 8192
const budgets: ReadonlyMap<string, number> = new Map([['low', 2048], ['medium', mediumBudget], ['high', 16384], ['xhigh', 32768], ['max', 32768]])

type Asked = Pick<ChatParams, 'reasoningEffort' | 'reasoningBudget' | 'maxOutputTokens'>

/** Turns effort in words, or a budget, into thinking as this model takes it. Needs `max_tokens` and `tool_choice` to stand in the body. */
export function writeThinking (asked: Asked, body: Wire, warnings: Warning[]): void {
  const { reasoningEffort: effort, reasoningBudget: budget } = asked
  if (body['thinking'] !== undefined || (effort === undefined && budget === undefined)) return
  const param = budget === undefined ? 'reasoning_effort' : 'reasoning_budget'
  if (isOff(asked)) {
    if (decidesItself(body['model'])) think(body, 'low', { param, action: 'emulated', detail: 'effort low' }, warnings)
    return
  }
  const forced = body['tool_choice']?.type
  if (forced === 'any' || forced === 'tool') {
    warnings.push({ param, action: 'dropped', detail: 'a forced tool choice rules out thinking' })
    return
  }
  if (!decidesItself(body['model'])) return writeBudget(asked, param, body, warnings)
  // The text of its thoughts is told only to those who ask.
  body['thinking'] = { type: 'adaptive', display: 'summarized' }
  const level = effort !== undefined && budgets.has(effort) ? effort : levelOf(budget)
  think(body, level, level === effort ? { param: 'reasoning_effort', action: 'renamed', detail: 'output_config.effort' } : { param, action: 'emulated', detail: `effort ${level}` }, warnings)
}

const isOff = ({ reasoningEffort: effort, reasoningBudget: budget }: Asked): boolean =>
  budget === undefined ? effort === 'none' || effort === 'minimal' : budget <= 0

const think = (body: Wire, effort: string, warning: Warning, warnings: Warning[]): void => {
  body['output_config'] = { ...body['output_config'], effort }
  warnings.push(warning)
}

/** The level that thinks as much as the budget allows. */
const levelOf = (budget = mediumBudget): string => budget <= 2048 ? 'low' : budget <= mediumBudget ? 'medium' : 'high'

const writeBudget = ({ reasoningEffort: effort, reasoningBudget, maxOutputTokens }: Asked, param: string, body: Wire, warnings: Warning[]): void => {
  const wanted = reasoningBudget ?? budgets.get(effort ?? '') ?? mediumBudget
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
