import type { Message, Part } from '../../core/chat.ts'
import { isObject, list, parseJson, text, type Wire } from '../wire.ts'
import { camel } from './field-names.ts'

type ToolMessage = Extract<Message, { role: 'tool' }>

/**
 * Writes what a tool answered. `name` is that of the call it answers. What is not text stands inside the answer where the
 * model takes it there, else beside it. https://ai.google.dev/gemini-api/docs/function-calling
 */
export function writeFunctionResponse ({ toolCallId, toolName, isError }: ToolMessage, name: string | undefined, generation: number | undefined, parts: Wire[]): Wire[] {
  const texts = parts.filter(part => typeof part['text'] === 'string')
  const media = parts.filter(part => typeof part['text'] !== 'string')
  const isInside = (generation ?? 0) >= 3 && media.every(part => part['inlineData'] !== undefined)
  const functionResponse = {
    id: toolCallId,
    name: toolName ?? name ?? toolCallId,
    response: writeOutcome(texts.map(part => part['text']).join('\n'), isError === true),
    ...(isInside && media.length > 0 && { parts: media }),
  }
  return [{ functionResponse }, ...isInside ? [] : media]
}

/**
 * A JSON object as it is, if it comes back the same; anything else under `output`, as Google names it, and a failure
 * under `error`.
 */
const writeOutcome = (said: string, isError: boolean): Wire => {
  if (isError) return { error: said }
  const value = said.startsWith('{') ? parseJson(said) : undefined
  return isObject(value) && JSON.stringify(value) === said && loneText(value) === undefined ? value : { output: said }
}

/** Reads what a tool answered. A lone text under one of the usual names is that text. */
export function readOutcome (wire: Wire): Pick<ToolMessage, 'content' | 'isError'> {
  const response: Wire = isObject(wire['response']) ? wire['response'] : {}
  const lone = loneText(response)
  const said: Part = { type: 'text', text: lone?.text ?? JSON.stringify(response) }
  return { content: [said, ...list(wire['parts']).flatMap(readMedia)], ...(lone?.name === 'error' && { isError: true }) }
}

const loneText = (response: Wire): { name: string; text: string } | undefined => {
  const [[name, text] = [], ...rest] = Object.entries(response)
  return rest.length === 0 && (name === 'output' || name === 'result' || name === 'error') && typeof text === 'string' ? { name, text } : undefined
}

const readMedia = (part: unknown): Part[] => {
  const { mimeType, data } = camel(camel(part)['inlineData'])
  if (text(mimeType) === undefined || text(data) === undefined) return []
  return [mimeType.startsWith('image/') ? { type: 'image', source: { data, mediaType: mimeType } } : { type: 'file', source: { data }, mediaType: mimeType }]
}
