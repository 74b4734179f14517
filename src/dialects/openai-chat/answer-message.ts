import type { Part } from '../../core/chat.ts'
import { syntheticCallId } from '../call-id.ts'
import { isObject, jsonText, list, others, text, type Wire } from '../wire.ts'
import { readCallExtra, writeCallExtra } from './call-signature.ts'
import { readContentChunks, reasoningOf } from './content.ts'
import { cacheMark } from './parts.ts'
import { readDetails, writeDetails } from './reasoning-details.ts'

const knownFields = new Set(['role', 'content', 'reasoning_content', 'reasoning', 'reasoning_details', 'refusal', 'tool_calls', 'function_call'])
const knownCallFields = new Set(['index', 'id', 'type', 'function', 'cache_control'])

/**
 * Reads the message of an answer, or an assistant's message that a client sends back: reasoning, text, refusal and calls,
 * in this order. A field without a part of its own becomes an `extra` named `message.<field>`.
 */
export function readAnswerMessage (message: Wire): Part[] {
  const parts: Part[] = []
  const { content } = message
  const chunks = Array.isArray(content) ? readContentChunks(content.filter(chunk => !isPart(chunk))) : undefined
  const proven = readDetails(message)
  if (proven !== undefined) parts.push(...proven)
  const reasoning = (proven === undefined ? reasoningOf(message) ?? '' : '') + (chunks?.reasoning ?? '')
  if (reasoning !== '') parts.push({ type: 'reasoning', text: reasoning })
  if (Array.isArray(content)) readChunkParts(content, parts)
  else if (text(content) !== undefined) parts.push({ type: 'text', text: content })
  for (const data of chunks?.rest ?? []) parts.push({ type: 'extra', name: 'message.content_parts', data })
  if (text(message['refusal']) !== undefined) parts.push({ type: 'refusal', text: message['refusal'] })
  for (const call of list(message['tool_calls'])) if (isObject(call)) parts.push(readCall(call))
  if (isObject(message['function_call'])) parts.push(readCall({ function: message['function_call'] }))
  const extra = others(message, knownFields)
  for (const name in extra) parts.push({ type: 'extra', name: `message.${name}`, data: extra[name] })
  return parts
}

const isPart = (chunk: any): boolean => chunk?.type === 'text' || chunk?.type === 'refusal'

const textFields = new Set(['type', 'text', 'cache_control'])

const readChunkParts = (content: unknown[], parts: Part[]): void => {
  for (const chunk of content) {
    if (typeof chunk === 'string') parts.push({ type: 'text', text: chunk })
    if (!isObject(chunk)) continue
    if (chunk['type'] === 'text') {
      const extra = others(chunk, textFields)
      parts.push({ type: 'text', text: text(chunk['text']) ?? '', ...cacheMark(chunk), ...(extra !== undefined && { extra }) })
    } else if (chunk['type'] === 'refusal') parts.push({ type: 'refusal', text: text(chunk['refusal']) ?? '' })
  }
}

const readCall = (call: Wire): Part => {
  if (!isObject(call['function'])) return { type: 'extra', name: 'message.tool_calls', data: call }
  return {
    type: 'tool-call',
    id: text(call['id']) ?? syntheticCallId(),
    name: text(call['function']['name']) ?? '',
    arguments: jsonText(call['function']['arguments']),
    ...cacheMark(call),
    ...readCallExtra(others(call, knownCallFields)),
  }
}

/** Writes the parts of an assistant as OpenAI's message. Reasoning is named as DeepSeek names it. */
export function writeAnswerMessage (parts: readonly Part[]): Wire {
  const texts = parts.filter(part => part.type === 'text')
  const calls: unknown[] = []
  const message: Wire = { role: 'assistant', content: texts.length === 0 ? null : texts.map(part => part.text).join(''), refusal: null }
  const details = writeDetails(parts)
  for (const part of parts) {
    switch (part.type) {
      case 'reasoning':
        if (part.text !== '') message['reasoning_content'] = (message['reasoning_content'] ?? '') + part.text
        break
      case 'text':
        // Citations and their like stand beside the text, which is one string here.
        if (isObject(part.extra)) for (const field in part.extra) addField(message, field, part.extra[field])
        break
      case 'refusal':
        message['refusal'] = (message['refusal'] ?? '') + part.text
        break
      case 'tool-call':
        calls.push({ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments }, ...writeCallExtra(part) })
        break
      case 'extra':
        if (part.name === 'message.tool_calls') calls.push(part.data)
        else addField(message, part.name.startsWith('message.') ? part.name.slice(8) : part.name, part.data)
    }
  }
  if (details !== undefined) message['reasoning_details'] = details
  if (calls.length > 0) message['tool_calls'] = calls
  return message
}

/** Several extras of one name become a list. */
const addField = (message: Wire, field: string, data: unknown): void => {
  message[field] = message[field] === undefined || message[field] === null ? data : [message[field], data].flat()
}
