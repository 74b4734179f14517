import type { Message, Part, Warning } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, parseJson, type Wire } from '../wire.ts'

/** Writes the conversation: one string of text a message, images beside it, results of tools under the tool's name. */
export function writeMessages (messages: readonly Message[], warnings: Warning[]): Wire[] {
  const toolNames = new Map<string, string>()
  return messages.map((message, at) => {
    const path = `messages[${at}]`
    const { content, thinking, images, calls } = gather(message.content, path, warnings)
    for (const call of message.content) if (call.type === 'tool-call') toolNames.set(call.id, call.name)
    const wire: Wire = { role: message.role === 'developer' ? 'system' : message.role, content }
    if (thinking !== '') wire['thinking'] = thinking
    if (images.length > 0) wire['images'] = images
    if (calls.length > 0) wire['tool_calls'] = calls
    if (message.role === 'tool') {
      const name = toolNames.get(message.toolCallId)
      if (name !== undefined) wire['tool_name'] = name
      wire['tool_call_id'] = message.toolCallId
    }
    return wire
  })
}

type Gathered = { content: string; thinking: string; images: string[]; calls: Wire[] }

const gather = (parts: readonly Part[], path: string, warnings: Warning[]): Gathered => {
  const texts: string[] = []
  const gathered: Gathered = { content: '', thinking: '', images: [], calls: [] }
  for (const [at, part] of parts.entries()) {
    const where = `${path}.content[${at}]`
    switch (part.type) {
      case 'text':
      case 'refusal':
        texts.push(part.text)
        break
      case 'reasoning':
        gathered.thinking += part.text
        break
      case 'image':
        if ('url' in part.source) throw refuse(where, 'takes images inline only: send a data URL')
        gathered.images.push(part.source.data)
        break
      case 'file':
        texts.push(readTextFile(part, where))
        break
      case 'audio':
        throw refuse(where, 'takes no audio')
      case 'tool-call':
        gathered.calls.push({ id: part.id, function: { name: part.name, arguments: readArguments(part.arguments, where, warnings) } })
        break
      case 'extra':
        warnings.push({ param: part.name.startsWith('message.') ? `${path}.${part.name.slice(8)}` : where, action: 'dropped', detail: part.name })
    }
  }
  gathered.content = texts.join('\n')
  return gathered
}

const readTextFile = (part: Extract<Part, { type: 'file' }>, where: string): string => {
  if (!('data' in part.source) || part.mediaType?.startsWith('text/') !== true) throw refuse(where, 'takes text files only, inline')
  const body = Buffer.from(part.source.data, 'base64').toString()
  return part.name === undefined ? body : `${part.name}:\n${body}`
}

/** Ollama's arguments are an object, not the text of one. */
const readArguments = (json: string, param: string, warnings: Warning[]): Wire => {
  const value = json.trim() === '' ? {} : parseJson(json)
  if (isObject(value)) return value
  warnings.push({ param, action: 'emulated', detail: 'arguments that are no JSON object were wrapped' })
  return { arguments: json }
}

const refuse = (param: string, what: string): GatewayError =>
  new GatewayError('invalid_request', `${param}: this provider ${what}.`, { param })
