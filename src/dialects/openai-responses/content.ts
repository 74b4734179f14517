import type { FileSource, Part } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { readDataUrl, writeDataUrl } from '../data-url.ts'
import { isObject, list, others, text, type Wire } from '../wire.ts'
import { extraName } from './id.ts'
import { invalid } from './invalid.ts'

const fields = (...names: string[]) => new Set(['type', ...names])
const textFields = fields('text', 'logprobs')
const imageFields = fields('image_url', 'detail')
/** A file that comes with the request must have a name. This one stands for none. */
const nameless = 'file.pdf'
const fileFields = fields('file_id', 'file_data', 'file_url', 'filename')

/** Reads what a message or a tool's answer holds: a text, or parts. `path` names it in errors. */
export const readContent = (content: unknown, path: string): Part[] => {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (content === undefined || content === null) return []
  if (!Array.isArray(content)) throw invalid(path, 'is neither a text nor a list of parts')
  return content.map((part, at) => readPart(part, `${path}[${at}]`))
}

const readPart = (part: unknown, path: string): Part => {
  if (!isObject(part)) throw invalid(path, 'is not a content part')
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      if (typeof part['text'] !== 'string') throw invalid(`${path}.text`, 'is not a string')
      return readText(part)
    case 'refusal':
      return { type: 'refusal', text: text(part['refusal']) ?? '' }
    case 'input_image':
      return readImage(part, path)
    case 'input_file':
      return readFile(part, path)
    case 'input_audio': {
      const { data, format } = isObject(part['input_audio']) ? part['input_audio'] : {}
      if (text(data) === undefined) throw invalid(`${path}.input_audio.data`, 'is missing')
      return { type: 'audio', data, format: text(format) ?? 'wav' }
    }
    default:
      return { type: 'extra', name: extraName(part['type']), data: part }
  }
}

/** A text of either direction. Annotations are worth keeping when there are any. */
export const readText = (part: Wire): Part => {
  const { annotations, ...rest } = part
  const extra = { ...others(rest, textFields), ...(list(annotations).length > 0 && { annotations }) }
  return { type: 'text', text: text(part['text']) ?? '', ...(Object.keys(extra).length > 0 && { extra }) }
}

const readImage = (part: Wire, path: string): Part => {
  const url = text(part['image_url'])
  // A picture that OpenAI keeps can be seen by OpenAI only.
  if (url === undefined && text(part['file_id']) !== undefined) return { type: 'extra', name: extraName('input_image'), data: part }
  if (url === undefined) throw invalid(`${path}.image_url`, 'is missing')
  const detail = text(part['detail'])
  return { type: 'image', source: readDataUrl(url) ?? { url }, ...(detail !== undefined && detail !== 'auto' && { detail }), ...extraOf(part, imageFields) }
}

const readFile = (part: Wire, path: string): Part => {
  const { file_id: id, file_data: data, file_url: url, filename } = part
  const inline = text(data) === undefined ? undefined : readDataUrl(data) ?? { mediaType: '', data }
  const source: FileSource | undefined = text(id) !== undefined ? { id } : inline !== undefined ? { data: inline.data } : text(url) !== undefined ? { url } : undefined
  if (source === undefined) throw invalid(path, 'has neither file_id nor file_data nor file_url')
  return {
    type: 'file',
    source,
    ...(text(filename) !== undefined && filename !== nameless && { name: filename }),
    ...(inline !== undefined && inline.mediaType !== '' && { mediaType: inline.mediaType }),
    ...extraOf(part, fileFields),
  }
}

const extraOf = (part: Wire, known: ReadonlySet<string>): { extra?: Record<string, unknown> } => {
  const extra = others(part, known)
  return extra === undefined ? {} : { extra }
}

/** Writes a part of what goes in; undefined for what is no content here. `extra`: the part's own fields of this dialect. */
export function writePart (part: Part, extra: Wire | undefined, path: string): Wire | undefined {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text, ...extra }
    case 'image':
      return { type: 'input_image', image_url: 'url' in part.source ? part.source.url : writeDataUrl(part.source.mediaType, part.source.data), detail: part.detail ?? 'auto', ...extra }
    case 'file':
      return { type: 'input_file', ...writeSource(part.source, part.mediaType), ...(part.name !== undefined && { filename: part.name }), ...extra }
    case 'audio':
      throw new GatewayError('invalid_request', `${path}: this provider takes no audio.`, { param: path })
    default:
      return undefined
  }
}

const writeSource = (source: FileSource, mediaType = 'application/pdf'): Wire => {
  if ('id' in source) return { file_id: source.id }
  if ('url' in source) return { file_url: source.url }
  return { filename: nameless, file_data: writeDataUrl(mediaType, source.data) }
}
