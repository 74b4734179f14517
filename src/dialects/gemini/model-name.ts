/**
 * Which generation a model belongs to, as far as its name says it: 2.5 for `gemini-2.5-flash`. An alias such as
 * `gemini-flash-latest` stands for the newest. Undefined for what is no Gemini: Gemma, tuned models.
 */
export function generationOf (model: string): number | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  if (!name.startsWith('gemini-')) return undefined
  return Number(/^gemini-(\d+(?:\.\d+)?)/.exec(name)?.[1] ?? Infinity)
}

/** Whether the name says so: `gemini-2.5-pro`, and not `gemini-2.5-flash`. */
export const isPro = (model: string): boolean => /-pro(?:-|$)/.test(model)

export const isFlashLite = (model: string): boolean => /-flash-lite(?:-|$)/.test(model)

/** Google's open models, which its API serves with less. */
export const isGemma = (model: string): boolean => /(?:^|\/)gemma-/.test(model)
