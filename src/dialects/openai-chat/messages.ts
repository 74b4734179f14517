import type { Message, Part, Warning } from '../../core/chat.ts'
import { isObject, list, others, text, type Wire } from '../wire.ts'
import { readAnswerMessage, writeAnswerMessage } from './answer-message.ts'
import { cacheMark, invalid, readPart, writePart } from './parts.ts'

const knownFields = new Set(['role', 'content', 'name', 'tool_call_id', 'cache_control'])

/**
 * Reads a request's messages. Unknown fields of a message become parts named `message.<field>`. The old `function` role
 * is read as a tool's answer to the newest call of that name.
 */
export function readMessages (messages: readonly Wire[]): Message[] {
  const oldCalls = new Map<string, string>()
  return messages.map((message, at) => {
    const path = `messages[${at}]`
    switch (message['role']) {
      case 'system':
      case 'developer':
        return { role: message['role'], content: readContent(message, path, ['name']) }
      case 'user':
        return { role: 'user', content: readContent(message, path), ...nameOf(message) }
      case 'assistant':
        return readAssistant(message, at, oldCalls)
      case 'tool': {
        const toolCallId = text(message['tool_call_id'])
        if (toolCallId === undefined) throw invalid(`${path}.tool_call_id`, 'is missing')
        return readAnswer(message, toolCallId, path)
      }
      case 'function':
        return readAnswer(message, oldCalls.get(message['name']) ?? `call_${message['name']}`, path)
      default:
        throw invalid(`${path}.role`, 'is not a role')
    }
  })
}

/** What a tool answered. A mark for the cache is the whole message's here, not its last part's. */
const readAnswer = ({ cache_control: mark, ...message }: Wire, toolCallId: string, path: string): Message => ({
  role: 'tool',
  toolCallId,
  ...(text(message['name']) !== undefined && { toolName: message['name'] }),
  content: readContent(message, path),
  ...cacheMark({ cache_control: mark }),
})

const readAssistant = (message: Wire, at: number, oldCalls: Map<string, string>): Message => {
  const { name, function_call: oldCall, cache_control: mark, ...rest } = message
  if (isObject(oldCall)) {
    // The old form has no id; one made of its place is the same in every turn.
    const id = `call_${at}_${oldCall['name']}`
    oldCalls.set(oldCall['name'], id)
    rest['tool_calls'] = [...list(rest['tool_calls']), { id, type: 'function', function: oldCall }]
  }
  return { role: 'assistant', content: markLast(readAnswerMessage(rest), { cache_control: mark }), ...nameOf(message) }
}

const nameOf = ({ name }: Wire): { name?: string } => text(name) === undefined ? {} : { name }

/** `alsoExtra` are known fields that this role has no place for. */
const readContent = (message: Wire, path: string, alsoExtra: readonly string[] = []): Part[] => {
  const { content } = message
  const parts: Part[] = Array.isArray(content)
    ? content.map((part, at) => readPart(part, `${path}.content[${at}]`))
    : text(content) === undefined ? [] : [{ type: 'text', text: content }]
  markLast(parts, message)
  const extra = { ...others(message, knownFields) }
  for (const field of alsoExtra) if (text(message[field]) !== undefined) extra[field] = message[field]
  for (const field in extra) parts.push({ type: 'extra', name: `message.${field}`, data: extra[field] })
  return parts
}

/** LiteLLM's clients mark a whole message as one to be cached: that is up to the end of its content. */
const markLast = (parts: Part[], message: Wire): Part[] => {
  const last = parts.findLast(part => part.type === 'text' || part.type === 'image' || part.type === 'file' || part.type === 'tool-call')
  if (last !== undefined) Object.assign(last, cacheMark(message))
  return parts
}

/** Writes the messages of a request. */
export function writeMessages (messages: readonly Message[], warnings: Warning[]): Wire[] {
  return messages.map((message, at) => {
    if (message.role === 'assistant') return writeAssistant(message)
    if (message.role === 'tool' && message.isError === true) warnings.push({ param: `messages[${at}].is_error`, action: 'dropped' })
    return {
      role: message.role,
      ...(message.role === 'tool' && { tool_call_id: message.toolCallId, ...(message.toolName !== undefined && { name: message.toolName }) }),
      ...(message.role === 'user' && nameOf(message)),
      content: writeContent(message.content),
      ...extraFields(message.content),
    }
  })
}

const writeAssistant = (message: Extract<Message, { role: 'assistant' }>): Wire => {
  // What stands beside a text stays with its text: a request may have a list of them.
  const { refusal, content, ...wire } = writeAnswerMessage(message.content.map(part => part.type === 'text' ? { type: 'text', text: part.text } : part))
  const said = message.content.filter(part => part.type === 'text')
  const isEmpty = said.length === 0 && refusal === null && wire['tool_calls'] === undefined
  return {
    ...wire,
    ...nameOf(message),
    content: isEmpty ? '' : said.length > 1 || said[0]?.extra !== undefined ? said.map(writePart) : content,
    ...(refusal !== null && { refusal }),
  }
}

const isField = (part: Part): boolean => part.type === 'extra' && part.name.startsWith('message.')

/** A string where a string says it all: not every server takes a list. */
const writeContent = (content: readonly Part[]): unknown => {
  const parts = content.filter(part => !isField(part))
  const [first] = parts
  if (first === undefined) return ''
  if (parts.length === 1 && first.type === 'text' && first.extra === undefined) return first.text
  return parts.map(writePart).filter(part => part !== undefined)
}

const extraFields = (content: readonly Part[]): Wire => {
  const fields: Wire = {}
  for (const part of content) if (part.type === 'extra' && isField(part)) fields[part.name.slice(8)] = part.data
  return fields
}
