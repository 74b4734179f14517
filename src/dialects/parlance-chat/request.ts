import type { ChatRequest, Message, Part } from '../../core/chat.ts'
import type { SimpleChatRequest } from './schema.ts'

const say = (text: string): Part[] => [{ type: 'text', text }]

/** Reads a message and its history. The model is chosen by the route, which knows the providers. */
export function readRequest ({ message, model = '', history = [], systemPrompt, temperature, maxTokens }: SimpleChatRequest): ChatRequest {
  const before = history.map(({ role, content }): Message => ({ role, content: say(content) }))
  return {
    model,
    messages: [
      ...systemPrompt === undefined ? [] : [{ role: 'system' as const, content: say(systemPrompt) }],
      ...before,
      { role: 'user', content: say(message) },
    ],
    stream: false, // the address says that, not the body
    params: {
      ...temperature !== undefined && { temperature },
      ...maxTokens !== undefined && { maxOutputTokens: maxTokens },
    },
    extras: {},
  }
}
