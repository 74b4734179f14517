import { isObject, text, type Wire } from '../dialects/wire.ts'
import type { Warn } from './mistral-messages.ts'

/** Writes the content of a message as Mistral takes it: a text, or chunks without a field more than each of them has. */
export const writeContent = (content: unknown, warn: Warn): unknown =>
  Array.isArray(content) ? content.map(part => isObject(part) ? writePart(part, warn) : part) : content

const writePart = (part: Wire, warn: Warn): Wire => {
  if (part['cache_control']) warn('cache_control', 'dropped')
  switch (part['type']) {
    case 'text': return { type: 'text', text: part['text'] }
    case 'refusal': return { type: 'text', text: part['refusal'] }
    case 'image_url': return { type: 'image_url', image_url: part['image_url'] }
    case 'input_audio': return { type: 'input_audio', input_audio: part['input_audio']?.data ?? part['input_audio'] }
    case 'file': return isObject(part['file']) ? writeFile(part['file']) : part
    default: return part
  }
}

/** A document that is sent along or stands at an address has a chunk of its own; one that Mistral keeps goes by its id. */
const writeFile = ({ file_id: id, file_data: url, filename }: Wire): Wire => text(url) === undefined
  ? { type: 'file', file_id: id }
  : { type: 'document_url', document_url: url, ...text(filename) !== undefined && { document_name: filename } }
