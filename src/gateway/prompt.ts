import type { ChatRequest } from '../core/chat.ts'
import { fillPrompt, type PromptVariable } from '../core/prompt.ts'

export type PromptValues = { model: string; provider: string; user: string; now: number }

const readers: Readonly<Record<PromptVariable, (values: PromptValues, iso: string) => string>> = {
  date: (_values, iso) => iso.slice(0, 10),
  time: (_values, iso) => iso.slice(11, 16),
  datetime: (_values, iso) => iso,
  weekday: ({ now }) => weekdays[new Date(now).getUTCDay()]!,
  model: ({ model }) => model,
  provider: ({ provider }) => provider,
  user: ({ user }) => user,
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

/** A system prompt with its variables filled in; see core/prompt.ts. */
export function renderPrompt (template: string, values: PromptValues): string {
  if (!template.includes('{{')) return template
  const iso = new Date(values.now).toISOString()
  return fillPrompt(template, variable => readers[variable](values, iso))
}

/** The request with this system prompt before everything else, unless it has one of its own. What only goes along is none. */
export function withSystem (request: ChatRequest, text: string): ChatRequest {
  if (request.messages.some(message => (message.role === 'system' || message.role === 'developer') && message.isContext !== true)) return request
  return { ...request, messages: [{ role: 'system', content: [{ type: 'text', text }] }, ...request.messages] }
}
