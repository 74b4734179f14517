import type { Message, Part } from '../../core/chat.ts'
import { isObject, type Wire } from '../wire.ts'
import { writePart } from './content.ts'
import { dialectId, wireTypeOf } from './id.ts'
import { callItem, reasoningItem, refusalPart } from './items.ts'
import type { Teller } from './teller.ts'

/** Writes the conversation: a system prompt in front as `instructions`, all else as items, in its order. */
export function writeInput (messages: readonly Message[], teller: Teller): { instructions?: string; input: Wire[] } {
  const [first] = messages
  const [prompt, ...more] = first?.role === 'system' ? first.content : []
  if (prompt?.type !== 'text' || more.length > 0) return { input: writeMessages(messages, 0, teller) }
  teller.tellMark(prompt)
  teller.ownExtra(prompt.extra)
  return { instructions: prompt.text, input: writeMessages(messages.slice(1), 1, teller) }
}

const writeMessages = (messages: readonly Message[], from: number, teller: Teller): Wire[] =>
  messages.flatMap((message, at) => writeMessage(message, `messages[${from + at}]`, teller))

const writeMessage = (message: Message, path: string, teller: Teller): Wire[] => {
  switch (message.role) {
    case 'assistant':
      return writeAssistant(message.content, path, teller)
    case 'tool':
      return [writeAnswer(message, path, teller)]
    default: {
      if (message.role === 'user' && message.name !== undefined) teller.drop(`${path}.name`)
      const { content, items } = writeParts(message.content, path, teller)
      return content.length === 0 ? items : [...items, { type: 'message', role: message.role, content }]
    }
  }
}

const writeAnswer = (message: Extract<Message, { role: 'tool' }>, path: string, teller: Teller): Wire => {
  if (message.isError === true) teller.drop(`${path}.is_error`)
  teller.tellMark(message)
  const { content } = writeParts(message.content, path, teller)
  const [only] = content
  const isText = content.length === 1 && only?.['type'] === 'input_text' && Object.keys(only).length === 2
  return { type: 'function_call_output', call_id: message.toolCallId, output: content.length === 0 ? '' : isText ? only['text'] : content }
}

/** What users and tools say, and items of this dialect that stand for themselves. */
const writeParts = (parts: readonly Part[], path: string, teller: Teller): { content: Wire[]; items: Wire[] } => {
  const content: Wire[] = []
  const items: Wire[] = []
  for (const [at, part] of parts.entries()) {
    const place = `${path}.content[${at}]`
    if (part.type === 'extra') {
      const wireType = wireTypeOf(part.name)
      if (wireType === undefined || !isObject(part.data)) teller.drop(place, part.name)
      else if (wireType.startsWith('input_')) content.push(part.data)
      else items.push(part.data)
      continue
    }
    if ('cacheControl' in part) teller.tellMark(part)
    const written = writePart(part, 'extra' in part ? teller.ownExtra(part.extra) : undefined, place)
    if (written !== undefined) content.push(written)
  }
  return { content, items }
}

/** An assistant's turn as its items: what stands together of its texts is one message. */
const writeAssistant = (parts: readonly Part[], path: string, teller: Teller): Wire[] => {
  const items: Wire[] = []
  let said: Wire[] | undefined
  const say = (part: Wire, phase?: unknown): void => {
    if (said === undefined || phase !== undefined) items.push({ type: 'message', role: 'assistant', content: said = [], ...(phase !== undefined && { phase }) })
    said.push(part)
  }
  for (const [at, part] of parts.entries()) {
    const place = `${path}.content[${at}]`
    if ('cacheControl' in part) teller.tellMark(part)
    if (part.type === 'text') {
      const { phase, ...extra } = teller.ownExtra(part.extra) ?? {}
      say({ type: 'output_text', text: part.text, ...extra }, phase)
    } else if (part.type === 'refusal') say(refusalPart(part.text))
    else {
      const item = writeItem(part, place, teller)
      if (item === undefined) continue
      said = undefined
      items.push(item)
    }
  }
  return items
}

const writeItem = (part: Exclude<Part, { type: 'text' | 'refusal' }>, place: string, teller: Teller): Wire | undefined => {
  switch (part.type) {
    case 'tool-call': {
      const { id: _id, status: _status, ...item } = callItem('', 'completed', part, teller.ownExtra(part.extra))
      return item
    }
    case 'reasoning': {
      const seal = part.signedBy === undefined || part.signedBy === dialectId ? part.redacted ?? part.signature : undefined
      if (seal !== undefined) {
        const { id: _id, ...item } = reasoningItem('', part.text, seal)
        return item
      }
      // Only what OpenAI sealed itself is taken back; it would refuse the whole request for anything else.
      teller.drop('reasoning', 'not sealed by this provider')
      return undefined
    }
    case 'extra':
      if (wireTypeOf(part.name) !== undefined && isObject(part.data)) return part.data
      teller.drop(part.name.startsWith('message.') ? `${place.slice(0, place.lastIndexOf('.'))}.${part.name.slice(8)}` : place, part.name)
      return undefined
    default:
      teller.drop(place, `${part.type} in an assistant’s message`)
      return undefined
  }
}
