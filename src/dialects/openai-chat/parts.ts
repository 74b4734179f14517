import type { CacheControl, FileSource, Part } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { readDataUrl, writeDataUrl } from '../data-url.ts'
import { isObject, others, text, type Wire } from '../wire.ts'

const fields = (...names: string[]) => new Set(['type', 'cache_control', ...names])
const textFields = fields('text')
const imageFields = fields('image_url')
const fileFields = fields('file')
const audioFields = new Set(['type', 'input_audio'])

/** Reads one content part of a request. `path` names it in errors. What has no part of its own travels as `extra`. */
export function readPart (part: unknown, path: string): Part {
  if (typeof part === 'string') return { type: 'text', text: part }
  if (!isObject(part)) throw invalid(path, 'is not a content part')
  switch (part['type']) {
    case 'text':
      if (typeof part['text'] !== 'string') throw invalid(`${path}.text`, 'is not a string')
      return { type: 'text', text: part['text'], ...marksOf(part, textFields) }
    case 'image_url':
      return readImage(part, path)
    case 'input_audio': {
      const { data, format } = isObject(part['input_audio']) ? part['input_audio'] : {}
      if (text(data) === undefined) throw invalid(`${path}.input_audio.data`, 'is missing')
      return { type: 'audio', data, format: text(format) ?? 'wav', ...extraOf(part, audioFields) }
    }
    case 'file':
      return readFile(part, path)
    default:
      return { type: 'extra', name: text(part['type']) ?? 'part', data: part }
  }
}

const readImage = (part: Wire, path: string): Part => {
  const image = part['image_url']
  const url = text(image) ?? text(image?.url)
  if (url === undefined) throw invalid(`${path}.image_url.url`, 'is missing')
  const detail = text(image?.detail)
  return { type: 'image', source: readDataUrl(url) ?? { url }, ...(detail !== undefined && { detail }), ...marksOf(part, imageFields) }
}

const readFile = (part: Wire, path: string): Part => {
  const { file_id: id, file_data: data, filename } = isObject(part['file']) ? part['file'] : {}
  if (text(id) === undefined && text(data) === undefined) throw invalid(`${path}.file`, 'has neither file_id nor file_data')
  const inline = text(data) === undefined ? undefined : readDataUrl(data)
  const source: FileSource = text(id) !== undefined ? { id } : inline !== undefined ? { data: inline.data } : /^https?:/.test(data) ? { url: data } : { data }
  return {
    type: 'file',
    source,
    ...(text(filename) !== undefined && { name: filename }),
    ...(inline !== undefined && inline.mediaType !== '' && { mediaType: inline.mediaType }),
    ...marksOf(part, fileFields),
  }
}

/** Writes one content part of a request. */
export function writePart (part: Part): unknown {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...rest(part.extra) }
    case 'image': {
      const url = 'url' in part.source ? part.source.url : writeDataUrl(part.source.mediaType, part.source.data)
      return { type: 'image_url', image_url: { url, ...(part.detail !== undefined && { detail: part.detail }) }, ...rest(part.extra) }
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format }, ...rest(part.extra) }
    case 'file':
      return { type: 'file', file: { ...writeSource(part.source, part.mediaType), ...(part.name !== undefined && { filename: part.name }) }, ...rest(part.extra) }
    case 'refusal':
      return { type: 'refusal', refusal: part.text }
    case 'extra':
      return part.data
    case 'reasoning':
      return { type: 'text', text: part.text }
    case 'tool-call':
      return undefined
  }
}

const writeSource = (source: FileSource, mediaType: string | undefined) => {
  if ('id' in source) return { file_id: source.id }
  if ('url' in source) return { file_data: source.url }
  return { file_data: mediaType === undefined ? source.data : writeDataUrl(mediaType, source.data) }
}

/** Clients of OpenRouter and LiteLLM mark what to cache with Anthropic's own field. */
export const cacheMark = ({ cache_control: mark }: Wire): { cacheControl?: CacheControl } => isObject(mark) ? { cacheControl: mark } : {}

const marksOf = (part: Wire, known: ReadonlySet<string>): { cacheControl?: CacheControl; extra?: Record<string, unknown> } =>
  ({ ...cacheMark(part), ...extraOf(part, known) })

const extraOf = (part: Wire, known: ReadonlySet<string>): { extra?: Record<string, unknown> } => {
  const extra = others(part, known)
  return extra === undefined ? {} : { extra }
}

const rest = (extra: unknown): object => isObject(extra) ? extra : {}

/** A request that the schema let through and that cannot be understood all the same. */
export const invalid = (param: string, what: string): GatewayError => new GatewayError('invalid_request', `${param} ${what}.`, { param })
