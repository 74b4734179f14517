/** OpenAI counts effort in words, others in tokens. Undefined for no thinking at all: a model is not asked for what it does by itself or cannot do. */
export const effortOf = (budget: number): string | undefined => {
  if (budget === 0) return undefined
  if (budget <= 2048) return 'low'
  return budget <= 8192 ? 'medium' : 'high'
}
