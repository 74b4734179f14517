import type { ChatMessage, MessageStreamEvent } from '@parlance/client'

export type ToolCall = { id: string; name: string; arguments: string }

/** What has come of an answer. */
export type Live = { text: string; reasoning: string; toolCalls: readonly ToolCall[] }

export const nothing: Live = { text: '', reasoning: '', toolCalls: [] }

/** What it is after a piece more. On the token path. */
export const liveWith = (live: Live, event: MessageStreamEvent): Live => {
  if (event.type === 'message.reset') return { ...live, text: event.text, reasoning: event.reasoning }
  if (event.type !== 'message.delta') return live
  const { text = '', reasoning = '', toolCall } = event
  return {
    text: live.text + text,
    reasoning: live.reasoning + reasoning,
    toolCalls: toolCall === undefined ? live.toolCalls : callsWith(live.toolCalls, toolCall),
  }
}

const callsWith = (calls: readonly ToolCall[], { id, name = '', arguments: more = '' }: { id: string; name?: string; arguments?: string }): ToolCall[] => {
  const known = calls.find(call => call.id === id)
  if (known === undefined) return [...calls, { id, name, arguments: more }]
  return calls.map(call => call === known ? { id, name: call.name || name, arguments: call.arguments + more } : call)
}

/** The same of a message that was saved. */
export const liveOf = ({ content }: Pick<ChatMessage, 'content'>): Live => ({
  text: content.map(({ type, text = '' }) => type === 'text' || type === 'refusal' ? text : '').join(''),
  reasoning: content.map(({ type, text = '' }) => type === 'reasoning' ? text : '').join(''),
  toolCalls: content.flatMap(({ type, id = '', name = '', arguments: args = '' }) => type === 'toolCall' ? [{ id, name, arguments: args }] : []),
})
