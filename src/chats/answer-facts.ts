import type { Receipt } from '../core/chat.ts'
import type { AnswerFacts } from '../core/chats.ts'

/** What a receipt says of an answer; nothing before there is one. */
export const factsOf = (receipt: Receipt | undefined): AnswerFacts => {
  if (receipt === undefined) return {}
  const { provider, model, usage, isEstimated, costUsd } = receipt
  const { raw: _, ...tokens } = usage ?? {}
  return { ...(provider !== undefined && { provider, model: `${provider}/${model}` }), ...(usage !== undefined && { usage: { ...tokens, ...isEstimated && { estimated: true } } }), ...(costUsd !== undefined && { costUsd }) }
}
