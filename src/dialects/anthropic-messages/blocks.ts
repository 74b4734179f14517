import type { CacheControl, FileSource, Part, Warning } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, parseJson, type Wire } from '../wire.ts'
import { dialectId, wireTypeOf } from './id.ts'

export type BlockWriter = ReturnType<typeof createBlockWriter>

// Blocks of Anthropic's own that clients of OpenAI's dialect may send all the same, because they know them.
const ownBlocks = /^(?:openai-chat\.)?(?:document|search_result|container_upload|server_tool_use|\w+_tool_result|mcp_tool_use|tool_reference)$/

/** Writes parts as content blocks. `path` names them in warnings and errors. */
export function createBlockWriter (warnings: Warning[]) {
  let isUnsignedTold = false

  /** Anthropic's ids have letters, digits, `_` and `-` only; both ends of a call get the same change. */
  const callId = (id: string): string => id.replace(/[^\w-]/g, '_')

  const writePart = (part: Part, path: string): Wire | undefined => {
    switch (part.type) {
      case 'text':
        return part.text === '' ? undefined : { type: 'text', text: part.text, ...writeMarks(part, ['citations'], path) }
      case 'refusal':
        return part.text === '' ? undefined : { type: 'text', text: part.text }
      case 'image':
        if (part.detail !== undefined && part.detail !== 'auto') warnings.push({ param: `${path}.image_url.detail`, action: 'dropped' })
        return { type: 'image', source: 'url' in part.source ? { type: 'url', url: part.source.url } : { type: 'base64', media_type: part.source.mediaType, data: part.source.data }, ...writeMarks(part, ['transformations'], path) }
      case 'file':
        return { type: 'document', source: writeSource(part.source, part.mediaType, path), ...(part.name !== undefined && { title: part.name }), ...writeMarks(part, ['citations', 'context'], path) }
      case 'audio':
        throw new GatewayError('invalid_request', `${path}: this provider takes no audio.`, { param: path })
      case 'reasoning':
        return writeReasoning(part, path)
      case 'tool-call':
        return { type: 'tool_use', id: callId(part.id), name: part.name, input: readInput(part.arguments, path), ...writeMarks(part, ['caller', 'toolset_name'], path) }
      case 'extra':
        if (isObject(part.data) && (wireTypeOf(part.name) !== undefined || ownBlocks.test(part.name))) return part.data
        warnings.push({ param: part.name.startsWith('message.') ? `${path.replace(/\.content\[\d+\]$/, '')}.${part.name.slice(8)}` : path, action: 'dropped', detail: part.name })
    }
  }

  /** Anthropic refuses a whole request for one thought that it did not sign itself. */
  const writeReasoning = ({ text, signature, redacted, signedBy = dialectId }: Extract<Part, { type: 'reasoning' }>, path: string): Wire | undefined => {
    if (signedBy === dialectId && redacted !== undefined) return { type: 'redacted_thinking', data: redacted }
    if (signedBy === dialectId && signature !== undefined) return { type: 'thinking', thinking: text, signature }
    if (!isUnsignedTold) warnings.push({ param: path, action: 'dropped', detail: 'reasoning without a signature of this provider' })
    isUnsignedTold = true
    return undefined
  }

  /** The mark for the cache, and those extra fields that Anthropic has in this block. */
  const writeMarks = ({ cacheControl, extra }: { cacheControl?: CacheControl; extra?: unknown }, own: readonly string[], path: string): Wire => {
    const marks: Wire = cacheControl === undefined ? {} : { cache_control: cacheControl }
    for (const [field, value] of Object.entries(isObject(extra) ? extra : {})) {
      if (own.includes(field)) marks[field] = value
      else warnings.push({ param: `${path}.${field}`, action: 'dropped' })
    }
    return marks
  }

  const readInput = (json: string, path: string): Wire => {
    const input = json.trim() === '' ? {} : parseJson(json)
    if (isObject(input)) return input
    warnings.push({ param: path, action: 'emulated', detail: 'arguments that are no JSON object were wrapped' })
    return { arguments: json }
  }

  return {
    callId,
    write: (parts: readonly Part[], path: string): Wire[] =>
      parts.map((part, at) => writePart(part, `${path}.content[${at}]`)).filter(block => block !== undefined),
  }
}

const writeSource = (source: FileSource, mediaType: string | undefined, path: string): Wire => {
  if ('id' in source) return { type: 'file', file_id: source.id }
  if ('url' in source) return { type: 'url', url: source.url }
  if (mediaType === undefined || mediaType === 'application/pdf') return { type: 'base64', media_type: 'application/pdf', data: source.data }
  if (mediaType.startsWith('text/')) return { type: 'text', media_type: 'text/plain', data: Buffer.from(source.data, 'base64').toString() }
  throw new GatewayError('invalid_request', `${path}: this provider takes PDF and text files, not ${mediaType}.`, { param: path })
}
