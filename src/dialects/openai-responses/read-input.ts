import type { Message, Part } from '../../core/chat.ts'
import { isObject, text, type Wire } from '../wire.ts'
import { readContent } from './content.ts'
import { extraName } from './id.ts'
import { invalid } from './invalid.ts'
import { createItemReader } from './read-item.ts'

/**
 * Reads the conversation. The model's items that stand together (what it thought, said and called) are one turn of the
 * assistant, as every other dialect has it.
 */
export function readInput (input: unknown): Message[] {
  if (typeof input === 'string') return [{ role: 'user', content: [{ type: 'text', text: input }] }]
  if (!Array.isArray(input)) throw invalid('input', 'is missing')
  if (input.length === 0) throw invalid('input', 'is empty')
  const messages: Message[] = []
  const items = createItemReader()
  const assist = (parts: Part[]): void => {
    const last = messages.at(-1)
    if (last?.role === 'assistant') last.content.push(...parts)
    else if (parts.length > 0) messages.push({ role: 'assistant', content: parts })
  }

  for (const [at, item] of input.entries()) {
    const path = `input[${at}]`
    if (!isObject(item)) throw invalid(path, 'is not an item')
    const type = text(item['type']) ?? (item['role'] === undefined ? undefined : 'message')
    if (type === undefined) throw invalid(`${path}.type`, 'is missing')
    if (type === 'message' && item['role'] !== 'assistant') messages.push(readMessage(item, path))
    else if (type === 'function_call_output') messages.push(readAnswer(item, path))
    else if (isFromClient(type)) messages.push({ role: 'user', content: [{ type: 'extra', name: extraName(type), data: item }] })
    else {
      if (type === 'function_call' && text(item['call_id']) === undefined) throw invalid(`${path}.call_id`, 'is missing')
      if (type === 'function_call' && text(item['name']) === undefined) throw invalid(`${path}.name`, 'is missing')
      assist(items.read(item['type'] === type ? item : { ...item, type }, path))
    }
  }
  return messages
}

const roles = new Set(['user', 'system', 'developer'])

const readMessage = (item: Wire, path: string): Message => {
  const { role } = item
  if (!roles.has(role)) throw invalid(`${path}.role`, 'is not a role')
  return { role, content: readContent(item['content'], `${path}.content`) }
}

const readAnswer = (item: Wire, path: string): Message => {
  const toolCallId = text(item['call_id'])
  if (toolCallId === undefined) throw invalid(`${path}.call_id`, 'is missing')
  return {
    role: 'tool',
    toolCallId,
    ...(text(item['name']) !== undefined && { toolName: item['name'] }),
    content: readContent(item['output'], `${path}.output`),
  }
}

/** Items that answer the model's: what a computer showed, what a shell printed, whether a call was approved. */
const isFromClient = (type: string): boolean => /_(?:output|response)$/.test(type)
