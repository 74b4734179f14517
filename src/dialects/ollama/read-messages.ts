import type { Message, Part } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, jsonText, list, others, text, type Wire } from '../wire.ts'
import { readImage } from './images.ts'

const knownFields = new Set(['role', 'content', 'images', 'thinking', 'tool_calls', 'tool_name', 'tool_call_id'])

/** What a message holds that has no slot of its own, on its way to a provider of the same dialect. */
export const extraField = 'ollama.message.'

/** Calls that no tool has answered yet. */
type Open = { id: string; name: string }[]

/** Reads a conversation. A call without an id gets one from its place, so that it is the same in every turn; results find their calls by it, by the tool's name, or by their order. */
export function readMessages (messages: readonly Wire[]): Message[] {
  const open: Open = []
  return messages.map((message, at) => {
    const path = `messages[${at}]`
    const content = readContent(message, at, open)
    switch (message['role']) {
      case 'system': case 'developer': case 'user': case 'assistant':
        return { role: message['role'], content }
      case 'tool': {
        const toolName = text(message['tool_name'])
        return { role: 'tool', toolCallId: text(message['tool_call_id']) ?? takeOpen(open, toolName) ?? `call_${at}`, ...(toolName !== undefined && { toolName }), content }
      }
      default:
        throw new GatewayError('invalid_request', `${path}.role is not a role.`, { param: `${path}.role` })
    }
  })
}

const readContent = (message: Wire, at: number, open: Open): Part[] => {
  const parts: Part[] = []
  if (text(message['thinking']) !== undefined) parts.push({ type: 'reasoning', text: message['thinking'] })
  if (text(message['content']) !== undefined) parts.push({ type: 'text', text: message['content'] })
  for (const image of list(message['images'])) if (text(image) !== undefined) parts.push(readImage(image))
  for (const [index, call] of list(message['tool_calls']).entries()) {
    if (!isObject(call?.function)) continue
    const part = { type: 'tool-call' as const, id: text(call.id) ?? `call_${at}_${index}`, name: text(call.function.name) ?? '', arguments: jsonText(call.function.arguments ?? {}) }
    open.push({ id: part.id, name: part.name })
    parts.push(part)
  }
  const extra = others(message, knownFields)
  for (const field in extra) parts.push({ type: 'extra', name: extraField + field, data: extra[field] })
  return parts
}

const takeOpen = (open: Open, name: string | undefined): string | undefined => {
  const at = name === undefined ? 0 : open.findIndex(call => call.name === name)
  return open.splice(at === -1 ? 0 : at, 1)[0]?.id
}
