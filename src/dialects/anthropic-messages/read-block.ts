import type { CacheControl, FileSource, ImageSource, Part } from '../../core/chat.ts'
import { syntheticCallId } from '../call-id.ts'
import { isObject, others, text, type Wire } from '../wire.ts'
import { dialectId, extraName } from './id.ts'

const fields = (...names: string[]) => new Set(['type', 'cache_control', ...names])
const textFields = fields('text')
const imageFields = fields('source')
const documentFields = fields('source', 'title')
const callFields = fields('id', 'name', 'input')

/** Reads a content block, of a request or of an answer. What has no part of its own travels as `extra`, whole. */
export function readBlock (block: Wire): Part {
  switch (block['type']) {
    case 'text':
      return { type: 'text', text: text(block['text']) ?? '', ...marks(block, textFields) }
    case 'thinking':
      return { type: 'reasoning', text: text(block['thinking']) ?? '', ...(text(block['signature']) !== undefined && { signature: block['signature'], signedBy: dialectId }) }
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', redacted: text(block['data']) ?? '', signedBy: dialectId }
    case 'tool_use':
      return { type: 'tool-call', id: text(block['id']) ?? syntheticCallId(), name: text(block['name']) ?? '', arguments: JSON.stringify(block['input'] ?? {}), ...marks(tidyCall(block), callFields) }
    case 'image': {
      const source = readImageSource(block['source'])
      return source === undefined ? foreign(block) : { type: 'image', source, ...marks(block, imageFields) }
    }
    case 'document': {
      const file = readFile(block['source'])
      return file === undefined ? foreign(block) : { type: 'file', ...file, ...(text(block['title']) !== undefined && { name: block['title'] }), ...marks(block, documentFields) }
    }
    default:
      // What the provider's own tools do is not for the client to answer: never a tool call.
      return foreign(block)
  }
}

const foreign = (block: Wire): Part => ({ type: 'extra', name: extraName(block['type']), data: block })

/** A call is the model's own unless it says otherwise. */
export const tidyCall = (block: Wire): Wire => block['caller']?.type === 'direct' ? { ...block, caller: undefined } : block

const marks = (block: Wire, known: ReadonlySet<string>): { cacheControl?: CacheControl; extra?: Record<string, unknown> } => {
  const extra = others(block, known)
  return { ...cacheMark(block), ...(extra !== undefined && { extra }) }
}

export const cacheMark = ({ cache_control: mark }: Wire): { cacheControl?: CacheControl } => isObject(mark) ? { cacheControl: mark } : {}

const readImageSource = (source: unknown): ImageSource | undefined => {
  if (!isObject(source)) return undefined
  if (source['type'] === 'url' && text(source['url']) !== undefined) return { url: source['url'] }
  if (source['type'] === 'base64' && text(source['data']) !== undefined) return { data: source['data'], mediaType: text(source['media_type']) ?? 'image/png' }
  return undefined
}

const readFile = (source: unknown): { source: FileSource; mediaType?: string } | undefined => {
  if (!isObject(source)) return undefined
  if (source['type'] === 'url' && text(source['url']) !== undefined) return { source: { url: source['url'] } }
  if (source['type'] === 'file' && text(source['file_id']) !== undefined) return { source: { id: source['file_id'] } }
  if (source['type'] === 'base64' && text(source['data']) !== undefined) return { source: { data: source['data'] }, mediaType: text(source['media_type']) ?? 'application/pdf' }
  if (source['type'] === 'text' && typeof source['data'] === 'string') return { source: { data: Buffer.from(source['data']).toString('base64') }, mediaType: 'text/plain' }
  return undefined
}
