import type { Message, Part, Warning } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, type Wire } from '../wire.ts'
import { readArguments } from './arguments.ts'
import { extraField } from './read-messages.ts'

/** Writes the conversation: one string of text a message, images beside it, results of tools under the tool's name. */
export function writeMessages (messages: readonly Message[], warnings: Warning[]): Wire[] {
  const toolNames = new Map<string, string>()
  return messages.map((message, at) => {
    const path = `messages[${at}]`
    const { content, thinking, images, calls, fields } = gather(message.content, path, warnings)
    for (const part of message.content) if (part.type === 'tool-call') toolNames.set(part.id, part.name)
    if ('name' in message) warnings.push({ param: `${path}.name`, action: 'dropped' })
    return {
      role: message.role === 'developer' ? 'system' : message.role,
      content,
      ...(thinking !== '' && { thinking }),
      ...(images.length > 0 && { images }),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(message.role === 'tool' && writeResult(message, toolNames, path, warnings)),
      ...fields,
    }
  })
}

/** The tool is known by its name; newer servers read the id, too. */
const writeResult = ({ toolCallId, toolName, isError }: Extract<Message, { role: 'tool' }>, toolNames: ReadonlyMap<string, string>, path: string, warnings: Warning[]): Wire => {
  if (isError === true) warnings.push({ param: `${path}.is_error`, action: 'dropped' })
  const name = toolName ?? toolNames.get(toolCallId)
  return { ...(name !== undefined && { tool_name: name }), tool_call_id: toolCallId }
}

type Gathered = { content: string; thinking: string; images: string[]; calls: Wire[]; fields: Wire }

const gather = (parts: readonly Part[], path: string, warnings: Warning[]): Gathered => {
  const texts: string[] = []
  const gathered: Gathered = { content: '', thinking: '', images: [], calls: [], fields: {} }
  for (const [at, part] of parts.entries()) {
    const where = `${path}.content[${at}]`
    if ('extra' in part && part.type !== 'tool-call' && isObject(part.extra)) {
      for (const field in part.extra) warnings.push({ param: `${where}.${field}`, action: 'dropped' })
    }
    switch (part.type) {
      case 'text':
      case 'refusal':
        texts.push(part.text)
        break
      case 'reasoning':
        gathered.thinking += part.text
        if (part.redacted !== undefined) warnings.push({ param: where, action: 'dropped', detail: 'thinking that only its provider can read' })
        break
      case 'image':
        if ('url' in part.source) throw refuse(where, 'takes images inline only: send a data URL')
        if (part.detail !== undefined && part.detail !== 'auto') warnings.push({ param: `${where}.image_url.detail`, action: 'dropped' })
        gathered.images.push(part.source.data)
        break
      case 'file':
        texts.push(readTextFile(part, where))
        break
      case 'audio':
        throw refuse(where, 'takes no audio')
      case 'tool-call': {
        const { value, isWrapped } = readArguments(part.arguments)
        if (isWrapped) warnings.push({ param: where, action: 'emulated', detail: 'arguments that are no JSON object were wrapped' })
        gathered.calls.push({ id: part.id, function: { name: part.name, arguments: value } })
        break
      }
      case 'extra':
        if (part.name.startsWith(extraField)) gathered.fields[part.name.slice(extraField.length)] = part.data
        else warnings.push({ param: part.name.startsWith('message.') ? `${path}.${part.name.slice(8)}` : where, action: 'dropped', detail: part.name })
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

const refuse = (param: string, what: string): GatewayError =>
  new GatewayError('invalid_request', `${param}: this provider ${what}.`, { param })
