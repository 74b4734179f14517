import type { Usage } from '../core/chat.ts'
import type { Pricing, Rates } from '../core/provider.ts'

const million = 1_000_000

/**
 * What the tokens cost in US dollars; undefined when a rate that is needed is unknown, or how long the prompt was.
 * A cache without rates of its own costs what input does.
 */
export function costOf (usage: Partial<Usage>, pricing: Pricing): number | undefined {
  const { inputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0 } = usage
  if (inputTokens === undefined) return undefined
  const { input, cacheRead = input, cacheWrite = input, output } = ratesFor(pricing, inputTokens + cacheReadTokens + cacheWriteTokens)
  let sum = 0
  for (const [tokens, rate] of [[inputTokens, input], [cacheReadTokens, cacheRead], [cacheWriteTokens, cacheWrite], [outputTokens, output]] as const) {
    if (tokens === 0) continue
    if (rate === undefined) return undefined
    sum += tokens * rate
  }
  return sum / million
}

/** Of the tiers that the prompt is long enough for, the last; it keeps the rates that it does not name. */
const ratesFor = (pricing: Pricing, promptTokens: number): Rates => {
  let rates: Rates = pricing
  for (const tier of pricing.tiers ?? []) if (promptTokens > tier.above) rates = { ...pricing, ...tier }
  return rates
}
