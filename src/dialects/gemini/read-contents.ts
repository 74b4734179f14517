import type { Message, Part } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, list, text, type Wire } from '../wire.ts'
import { camel } from './field-names.ts'
import { readOutcome } from './function-response.ts'
import { extraName } from './id.ts'
import { kindOf } from './part-kind.ts'
import { readModelParts } from './read-model-parts.ts'

/** Reads a system instruction: a content, or, as some clients send it, a text. */
export function readSystem (wire: unknown): Message[] {
  const said = text(wire)
  const content: Part[] = said === undefined ? list(camel(wire)['parts']).map((part, at) => readUserPart(part, `systemInstruction.parts[${at}]`)) : [{ type: 'text', text: said }]
  return content.length === 0 ? [] : [{ role: 'system', content }]
}

type Call = { id: string; name: string }

/** Reads a conversation. What a tool answered becomes a message of its own; calls without ids get some that are the same in every turn. */
export function readContents (contents: readonly unknown[]): Message[] {
  const unanswered: Call[] = []
  return contents.flatMap((wire, at): Message[] => {
    const { role = 'user', parts } = camel(wire)
    const path = `contents[${at}]`
    if (role === 'model') return [readModel(list(parts), at, unanswered)]
    if (role !== 'user' && role !== 'function') throw invalid(`${path}.role`, 'is neither user nor model')
    return readUser(list(parts), path, unanswered)
  })
}

const readModel = (parts: readonly unknown[], at: number, unanswered: Call[]): Message => {
  const content = readModelParts(parts, place => `call_${at}_${place}`)
  for (const part of content) if (part.type === 'tool-call') unanswered.push(part)
  return { role: 'assistant', content }
}

const readUser = (parts: readonly unknown[], path: string, unanswered: Call[]): Message[] => {
  const messages: Message[] = []
  for (const [at, part] of parts.entries()) {
    const response = camel(part)['functionResponse']
    if (isObject(response)) {
      messages.push(readFunctionResponse(camel(response), unanswered))
      continue
    }
    const read = readUserPart(part, `${path}.parts[${at}]`)
    const last = messages.at(-1)
    if (last?.role === 'user') last.content.push(read)
    else messages.push({ role: 'user', content: [read] })
  }
  return messages
}

/** Without an id it answers the oldest call of its name. */
const readFunctionResponse = (response: Wire, unanswered: Call[]): Message => {
  const name = text(response['name'])
  const id = text(response['id'])
  const place = unanswered.findIndex(call => id === undefined ? call.name === name : call.id === id)
  const [call] = place === -1 ? [] : unanswered.splice(place, 1)
  return { role: 'tool', toolCallId: id ?? call?.id ?? `call_${name}`, ...(name !== undefined && { toolName: name }), ...readOutcome(response) }
}

/** Reads what a user says. A part with more to it than the house has words for travels as it is. */
const readUserPart = (wire: unknown, path: string): Part => {
  const part = camel(wire)
  const [[kind, value] = [], ...more] = Object.entries(part).filter(([, field]) => field !== undefined && field !== null)
  if (kind === undefined) throw invalid(path, 'is empty')
  if (more.length === 0 && kind === 'text' && typeof value === 'string') return { type: 'text', text: value }
  const media = more.length === 0 ? readMedia(kind, camel(value)) : undefined
  return media ?? { type: 'extra', name: extraName(kindOf(part)), data: wire }
}

const readMedia = (kind: string, { mimeType, data, fileUri, ...rest }: Wire): Part | undefined => {
  const type = text(mimeType)
  if (Object.keys(rest).length > 0) return undefined
  if (kind === 'fileData' && text(fileUri) !== undefined) return readFile(fileUri, type)
  if (kind !== 'inlineData' || type === undefined || text(data) === undefined) return undefined
  if (type.startsWith('image/')) return { type: 'image', source: { data, mediaType: type } }
  if (type.startsWith('audio/')) return { type: 'audio', data, format: formats[type] ?? type.slice('audio/'.length) }
  return { type: 'file', source: { data }, mediaType: type }
}

/** Sounds that go by several names. */
const formats: Readonly<Record<string, string>> = { 'audio/mpeg': 'mp3', 'audio/x-wav': 'wav', 'audio/wave': 'wav' }

/** What is on the web anybody can fetch; what is with Google, films of YouTube too, only Google can. */
const isOnTheWeb = (uri: string): boolean =>
  URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol) && !/(?:^|\.)(?:googleapis\.com|youtube\.com|youtu\.be)$/.test(new URL(uri).hostname)

const isDocument = (uri: string, mediaType: string | undefined): boolean =>
  mediaType === undefined ? /\.(?:pdf|txt|md|csv|html?|xml|json|css|js)(?:[?#]|$)/i.test(uri) : !mediaType.startsWith('image/')

const readFile = (uri: string, mediaType: string | undefined): Part => {
  if (isOnTheWeb(uri) && !isDocument(uri, mediaType)) return { type: 'image', source: { url: uri } }
  return { type: 'file', source: isOnTheWeb(uri) ? { url: uri } : { id: uri }, ...(mediaType !== undefined && { mediaType }) }
}

const invalid = (param: string, what: string): GatewayError => new GatewayError('invalid_request', `${param} ${what}.`, { param })
