import { matchesGlob } from '../lib/glob.ts'

/** Lists of patterns, each of which must allow a model: a key's own, those of the keys that made it, its account's. */
export type ModelRules = readonly (readonly string[])[]

/** A place that a request may go to. `alias` is the name that it was asked by, when that is the operator's own. */
export type AskedModel = { alias: string | undefined; provider: string; model: string }

/**
 * A pattern is a name in which `*` stands for anything. One with a slash means a model by its full name, `openai/gpt-*`;
 * one without means a model's own name at whatever provider. An alias that is named is allowed with all that stands behind
 * it, which the operator has chosen; one that is not is allowed as far as its targets are.
 */
export const mayUse = (rules: ModelRules | undefined, asked: AskedModel): boolean =>
  rules === undefined || rules.every(patterns => patterns.some(pattern => allows(pattern, asked)))

const allows = (pattern: string, { alias, provider, model }: AskedModel): boolean =>
  (alias !== undefined && matchesGlob(pattern, alias)) || matchesGlob(pattern, pattern.includes('/') ? `${provider}/${model}` : model)

/** Whether everything that a pattern allows is allowed by one of these. A star in it is matched only by a star. */
export const coversPattern = (patterns: readonly string[], pattern: string): boolean => patterns.some(wider => {
  if (wider === '*' || wider === pattern) return true
  const isFull = pattern.includes('/')
  if (wider.includes('/')) return isFull && matchesGlob(wider, pattern)
  return matchesGlob(wider, isFull ? pattern.slice(pattern.indexOf('/') + 1) : pattern)
})
