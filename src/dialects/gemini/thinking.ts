import type { ChatParams } from '../../core/chat.ts'
import { generationOf, isFlashLite, isPro } from './model-name.ts'
import type { Losses } from './losses.ts'
import type { Wire } from '../wire.ts'

/** What Google itself makes of OpenAI's words for a model that counts its thoughts. https://ai.google.dev/gemini-api/docs/openai */
const budgets: Readonly<Record<string, number>> = { none: 0, minimal: 1024, low: 1024, medium: 8192, high: 24576, xhigh: 24576, max: 24576 }

/** How much a model that counts may think, in tokens; Pro cannot help thinking. https://ai.google.dev/gemini-api/docs/thinking */
const rangeOf = (model: string): [least: number, most: number] => {
  if (isPro(model)) return [128, 32768]
  return [isFlashLite(model) ? 512 : 0, 24576]
}

/**
 * How the model is to think: from Gemini 3 on in levels, before in tokens. Undefined where it decides by itself, or cannot
 * think. The thoughts are told wherever some are asked for.
 */
export function writeThinking ({ reasoningEffort: effort, reasoningBudget: budget }: ChatParams, model: string, losses: Losses): Wire | undefined {
  if (effort === undefined && budget === undefined) return undefined
  const param = budget === undefined ? 'reasoning_effort' : 'reasoning_budget'
  const generation = generationOf(model) ?? 0
  if (generation < 2.5) {
    if (effort !== 'none' && budget !== 0) losses.drop(param, 'this model does not think')
    return undefined
  }
  if (generation < 3) return writeBudget(budget ?? budgets[effort!] ?? 8192, { param, isEffort: budget === undefined }, model, losses) // one of them is there
  if (budget !== undefined && budget > 0) return { thinkingBudget: budget, includeThoughts: true }
  return writeLevel(effort ?? 'none', param, model, losses)
}

const writeBudget = (wanted: number, { param, isEffort }: { param: string; isEffort: boolean }, model: string, { warnings }: Losses): Wire => {
  const [least, most] = rangeOf(model)
  const budget = wanted === 0 && !isPro(model) ? 0 : Math.min(most, Math.max(least, wanted))
  if (isEffort) warnings.push({ param, action: 'emulated', detail: `thinkingBudget ${budget}` })
  else if (budget !== wanted) warnings.push({ param, action: 'clamped', detail: `${least}..${most}` })
  return { thinkingBudget: budget, ...(wanted > 0 && { includeThoughts: true }) }
}

const levels: Readonly<Record<string, string>> = { none: 'minimal', minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: 'high', max: 'high' }

/** The least level is not for every model: Pro has none, nor has Flash from 3.7 on. */
const hasMinimal = (model: string): boolean => {
  if (isPro(model)) return false
  return isFlashLite(model) || (generationOf(model) ?? 0) < 3.7
}

const writeLevel = (effort: string, param: string, model: string, { warnings }: Losses): Wire => {
  const wanted = levels[effort] ?? effort
  const level = wanted === 'minimal' && !hasMinimal(model) ? 'low' : wanted
  if (level !== effort) warnings.push({ param, action: 'emulated', detail: `thinkingLevel ${level}` })
  return { thinkingLevel: level, ...(effort !== 'none' && { includeThoughts: true }) }
}
