import type { FileSource, Part, Warning } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, parseJson, type Wire } from '../wire.ts'

export type BlockWriter = ReturnType<typeof createBlockWriter>

// Blocks of Anthropic's own that may have come as `extra`, from its own answers or from clients who know them.
const ownBlocks = new Set(['document', 'search_result', 'container_upload', 'server_tool_use', 'web_search_tool_result', 'web_fetch_tool_result', 'code_execution_tool_result', 'mcp_tool_use', 'mcp_tool_result'])

/** Writes parts as content blocks. `path` names them in warnings and errors. */
export function createBlockWriter (warnings: Warning[]) {
  let isUnsignedTold = false

  /** Anthropic's ids have letters, digits, `_` and `-` only; both ends of a call get the same change. */
  const callId = (id: string): string => id.replace(/[^\w-]/g, '_')

  const writePart = (part: Part, path: string): Wire | undefined => {
    switch (part.type) {
      case 'text':
        return part.text === '' ? undefined : { type: 'text', text: part.text, ...cacheControl(part.extra) }
      case 'refusal':
        return part.text === '' ? undefined : { type: 'text', text: part.text }
      case 'image':
        return { type: 'image', source: 'url' in part.source ? { type: 'url', url: part.source.url } : { type: 'base64', media_type: part.source.mediaType, data: part.source.data }, ...cacheControl(part.extra) }
      case 'file':
        return { type: 'document', source: writeSource(part.source, part.mediaType, path), ...(part.name !== undefined && { title: part.name }), ...cacheControl(part.extra) }
      case 'audio':
        throw new GatewayError('invalid_request', `${path}: this provider takes no audio.`, { param: path })
      case 'reasoning':
        if (part.redacted !== undefined) return { type: 'redacted_thinking', data: part.redacted }
        if (part.signature !== undefined) return { type: 'thinking', thinking: part.text, signature: part.signature }
        // Unsigned thinking is another provider's; Anthropic would refuse the whole request for it.
        if (!isUnsignedTold) warnings.push({ param: path, action: 'dropped', detail: 'reasoning without a signature' })
        isUnsignedTold = true
        return undefined
      case 'tool-call':
        return { type: 'tool_use', id: callId(part.id), name: part.name, input: readInput(part.arguments, path), ...cacheControl(part.extra) }
      case 'extra':
        if (ownBlocks.has(part.name) && isObject(part.data)) return part.data
        warnings.push({ param: part.name.startsWith('message.') ? `${path.replace(/\.content\[\d+\]$/, '')}.${part.name.slice(8)}` : path, action: 'dropped', detail: part.name })
    }
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

/** Clients of OpenAI's dialect mark what to cache with Anthropic's own field. */
const cacheControl = (extra: unknown): Wire => isObject(extra) && isObject(extra['cache_control']) ? { cache_control: extra['cache_control'] } : {}
