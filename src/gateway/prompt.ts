import type { ChatRequest } from '../core/chat.ts'

export type PromptVariables = { model: string; provider: string; user: string; now: number }

const readers: Readonly<Record<string, (variables: PromptVariables, iso: string) => string>> = {
  date: (_variables, iso) => iso.slice(0, 10),
  time: (_variables, iso) => iso.slice(11, 16),
  datetime: (_variables, iso) => iso,
  weekday: ({ now }) => new Date(now).toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' }),
  model: ({ model }) => model,
  provider: ({ provider }) => provider,
  user: ({ user }) => user,
}

/** The variables that a prompt template may name. */
export const promptVariables: readonly string[] = Object.keys(readers)

/** Fills `{{date}}` and its like; times are UTC. What is no variable stays as it is: a prompt may hold braces of its own. */
export function renderPrompt (template: string, variables: PromptVariables): string {
  if (!template.includes('{{')) return template
  const iso = new Date(variables.now).toISOString()
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => Object.hasOwn(readers, name) ? readers[name]!(variables, iso) : whole)
}

/** The request with this system prompt, unless it has one of its own. */
export function withSystem (request: ChatRequest, text: string): ChatRequest {
  if (request.messages.some(({ role }) => role === 'system' || role === 'developer')) return request
  return { ...request, messages: [{ role: 'system', content: [{ type: 'text', text }] }, ...request.messages] }
}
